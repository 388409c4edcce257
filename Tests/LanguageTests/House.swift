import FoundationEssentials

/// The sources and the catalogues of the package that this test was built from.
enum House {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    /// One line of a catalogue file that holds a text.
    struct Entry {
        let key: String
        let text: String
        let place: String

        /// The names of the facts that the text sets in.
        var facts: Set<String> {
            Set(text.matches(of: #/\{([^}|]*)[^}]*\}/#).map { String($0.1) })
        }
    }

    static func files(under folder: String, ending: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
            .filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
    }

    static func text(of file: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
    }

    /// The languages, by the folders of their catalogues.
    static func tongues() throws -> [String] {
        let folder = "\(root)/Sources/CData/files/catalogues"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// The names of the catalogue files of one language.
    static func catalogues(of tongue: String) throws -> [String] {
        let folder = "\(root)/Sources/CData/files/catalogues/\(tongue)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    static func entries(of tongue: String, catalogue: String) throws -> [Entry] {
        let file = "Sources/CData/files/catalogues/\(tongue)/\(catalogue)"
        let lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { number, line in
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return nil }
            let key = line[..<equals].filter { !$0.isWhitespace }
            let text = line[line.index(after: equals)...].trimmingPrefix(while: { $0 == " " })
            return Entry(key: key, text: String(text), place: "\(file):\(number + 1)")
        }
    }

    static func entries(of tongue: String) throws -> [Entry] {
        try catalogues(of: tongue).flatMap { try entries(of: tongue, catalogue: $0) }
    }
}
