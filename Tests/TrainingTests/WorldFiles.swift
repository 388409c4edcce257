import FoundationEssentials

/// A directory of a test's own, gone when the test is over.
struct OwnDirectory: ~Copyable {
    let path: String

    init() {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "rastro-training-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ file: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: "\(path)/\(file)")))
    }

    /// The rows of a table below its header, each by the header's names.
    func rows(_ file: String, delimiter: Character = ",") throws -> [[String: String]] {
        let lines = parse(try bytes(file), delimiter.asciiValue ?? 0x2C)
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    private func parse(_ bytes: [UInt8], _ delimiter: UInt8) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        for byte in bytes {
            switch byte {
            case 0x22: isQuoted.toggle()
            case delimiter where !isQuoted, 0x0A where !isQuoted:
                row.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
                if byte == 0x0A {
                    rows.append(row)
                    row = []
                }
            case 0x0D where !isQuoted: continue
            default: field.append(byte)
            }
        }
        return rows
    }
}
