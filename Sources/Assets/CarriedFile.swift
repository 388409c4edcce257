import CData

/// A data file that the binary carries: a table, a catalogue, a style sheet.
public struct CarriedFile: Sendable {
    /// Where the file stands below `Sources/CData/files`, such as `catalogues/en.catalogue`.
    public let name: String
    /// What the file holds, as it was when the binary was built.
    public let bytes: [UInt8]

    /// Finds a carried file by its name.
    ///
    /// - Returns: `nil` when the binary carries no such file.
    public init?(named name: String) {
        for index in 0..<rastro_file_count() {
            let file = unsafe rastro_file_at(index)
            guard unsafe String(cString: file.name) == name else { continue }
            self.name = name
            unsafe bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
            return
        }
        return nil
    }

    /// What the file holds, as text; bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The names of all carried files that begin with a prefix, in the order of the table.
    public static func names(under prefix: String) -> [String] {
        (0..<rastro_file_count())
            .map { index in unsafe String(cString: rastro_file_at(index).name) }
            .filter { $0.hasPrefix(prefix) }
    }
}
