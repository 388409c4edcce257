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
        let lines = parse(String(decoding: try bytes(file), as: UTF8.self), delimiter)
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    private func parse(_ text: String, _ delimiter: Character) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case delimiter where !isQuoted:
                row.append(field)
                field = ""
            case "\r\n" where !isQuoted:
                rows.append(row + [field])
                row = []
                field = ""
            default: field.append(character)
            }
        }
        return rows
    }
}
