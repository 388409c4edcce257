import Assets
public import Language

/// The words that people write in the place of a serial, beside it or around it, in any language.
public struct SerialWords: Sendable {
    /// What a word or a phrase does.
    enum Role: Hashable, Sendable {
        case absent, unseen, obliterated, partial, first, last, unit, filler
        case number(Int)

        init?(column: Substring, value: Int?) {
            switch column {
            case "absent": self = .absent
            case "unseen": self = .unseen
            case "obliterated": self = .obliterated
            case "partial": self = .partial
            case "first": self = .first
            case "last": self = .last
            case "unit": self = .unit
            case "filler": self = .filler
            case "number": if let value { self = .number(value) } else { return nil }
            default: return nil
            }
        }
    }

    /// A word before a serial, and how often it is no part of the serial.
    struct Prefix: Hashable, Sendable {
        let text: [UInt8]
        let beforeDigit: Double
        let beforeLetter: Double
        let loose: Double
    }

    private(set) var roles: [String: Role] = [:]
    private(set) var longestPhrase = 1
    /// By first byte, longest first.
    private(set) var prefixes: [UInt8: [Prefix]] = [:]
    private(set) var patents: Set<String> = []
    /// Their first letters.
    private(set) var patentInitials: Set<UInt8> = []
    private(set) var modelWords: Set<String> = []
    private(set) var months: [String: Int] = [:]
    private(set) var calibres: Set<String> = []
    /// The first characters of those calibres.
    private(set) var calibreInitials: Set<UInt8> = []
    private(set) var bores: Set<String> = []
    private(set) var calibreNames: Set<String> = []
    private(set) var errors: Set<String> = []

    /// The words that the binary carries.
    public static let carried: SerialWords = {
        guard let file = CarriedFile(named: "serials/words.tsv") else {
            preconditionFailure("the binary carries serials/words.tsv")
        }
        do {
            return try SerialWords().adding(file.text, from: file.name)
        } catch {
            preconditionFailure("serials/words.tsv is well formed, but: \(error)")
        }
    }()

    /// Makes an empty list of words.
    public init() {}

    /// These words and those of a table: one word a line, columns as the carried table explains them.
    ///
    /// - Throws: ``SerialWordsError`` naming the first line that can not be used.
    public func adding(_ table: String, from name: String) throws(SerialWordsError) -> SerialWords {
        var words = self
        let lines = table.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.hasPrefix("#") && !line.isEmpty {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard words.add(columns) else {
                throw .unusableLine(file: name, line: index + 1, found: String(line))
            }
        }
        return words
    }

    private mutating func add(_ columns: [Substring]) -> Bool {
        guard columns.count >= 2 else { return false }
        let folded = SerialText(String(columns[1]))
        let phrase = folded.phrase
        guard !phrase.isEmpty else { return false }
        let value = columns.count == 3 ? Int(columns[2]) : nil
        switch columns[0] {
        case "prefix": return add(prefix: folded.bytes, weights: columns.dropFirst(2))
        case "patent":
            patents.insert(phrase)
            if let first = folded.bytes.first { patentInitials.insert(first) }
        case "model": modelWords.insert(phrase)
        case "month":
            guard let value, (1...12).contains(value) else { return false }
            months[phrase] = value
        case "calibre":
            calibres.insert(folded.compact)
            if let first = folded.bytes.first { calibreInitials.insert(first) }
        case "bore": bores.insert(phrase)
        case "name": calibreNames.insert(phrase)
        case "error": errors.insert(folded.asWritten)
        default:
            guard let role = Role(column: columns[0], value: value) else { return false }
            roles[phrase] = role
            longestPhrase = max(longestPhrase, phrase.utf8.count { $0 == UInt8(ascii: " ") } + 1)
        }
        return true
    }

    private mutating func add(prefix text: [UInt8], weights: ArraySlice<Substring>) -> Bool {
        let weights = weights.compactMap { Double($0) }.filter { (0...1).contains($0) }
        guard weights.count == 3, let first = text.first else { return false }
        var same = prefixes[first, default: []].filter { $0.text != text }
        same.append(
            Prefix(
                text: text, beforeDigit: weights[0], beforeLetter: weights[1], loose: weights[2]))
        prefixes[first] = same.sorted { $0.text.count > $1.text.count }
        return true
    }

    /// Tells whether a word stands before serials.
    func isPrefix(_ word: String) -> Bool {
        let text = Array(word.utf8)
        guard let first = text.first else { return false }
        return prefixes[first, default: []].contains { $0.text == text }
    }
}

/// Why a table of words could not be used.
public enum SerialWordsError: Error, Sendable, Equatable, Sayable {
    /// A line that has not the columns that its first column asks for.
    case unusableLine(file: String, line: Int, found: String)

    /// What was found where, and what was expected.
    public var phrase: Phrase {
        switch self {
        case .unusableLine(let file, let line, let found):
            Phrase(
                "firearms.serial.words.unusable",
                ["file": .text(file), "line": .count(line), "found": .text(found)])
        }
    }
}
