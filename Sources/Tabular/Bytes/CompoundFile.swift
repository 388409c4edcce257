/// A compound file (MS-CFB): old workbooks, and new ones behind a password.
enum CompoundFile {
    /// How much of the file is searched for the names of its streams.
    private static let searchedBytes = 64 << 20

    /// Tells what a compound file holds by the names of its streams, which are UTF-16.
    static func kind(
        _ sample: [UInt8], rest: any ByteSource
    ) throws(TabularError) -> ForeignFile {
        let names: [(name: [UInt8], kind: ForeignFile)] = [
            (utf16("EncryptedPackage"), .encryptedWorkbook),
            (utf16("Workbook"), .oldWorkbook),
            (utf16("Book\0"), .oldWorkbook),
        ]
        var window = sample
        var total = sample.count
        var found: Set<ForeignFile> = []
        while true {
            for (name, kind) in names where contains(window, name) { found.insert(kind) }
            if found.contains(.encryptedWorkbook) || total > searchedBytes { break }
            // A name may lie across the end of a block.
            window.removeFirst(max(0, window.count - 64))
            let count = try rest.readBlock(into: &window)
            if count == 0 { break }
            total += count
        }
        if found.contains(.encryptedWorkbook) { return .encryptedWorkbook }
        return found.contains(.oldWorkbook) ? .oldWorkbook : .officeDocument
    }

    private static func utf16(_ name: String) -> [UInt8] {
        name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private static func contains(_ bytes: [UInt8], _ name: [UInt8]) -> Bool {
        guard bytes.count >= name.count else { return false }
        for start in 0...(bytes.count - name.count)
        where bytes[start] == name[0] && bytes[start + 2] == name[2] {
            if bytes[start..<start + name.count].elementsEqual(name) { return true }
        }
        return false
    }
}
