/// What a line says of people: whom the firearm came from, whom it went to, and by what document.
public struct LineTexts: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Whom the firearm came from.
    public let from: Party
    /// Whom it went to, or what became of it.
    public let to: Party
    /// The number of the form or other document.
    public let document: String
    /// The day of birth of whom it went to.
    public let born: String

    /// Nothing that names anyone.
    public var description: String { "(line withheld)" }
    /// Nothing that names anyone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    init(_ line: BookLine) {
        from = line.acquisition.from
        to = line.disposition.to
        document = line.document
        born = line.born
    }

    /// Takes the texts one after another, in the order of `inOrder`.
    fileprivate init(next: () -> String) {
        from = Party(name: next(), addressOrLicence: next())
        to = Party(name: next(), addressOrLicence: next())
        document = next()
        born = next()
    }

    fileprivate var inOrder: [String] {
        [from.name, from.addressOrLicence, to.name, to.addressOrLicence, document, born]
    }
}

/// The texts of lines in one run of bytes, so that a hundred books fit where objects would not.
struct LineTextRun: Sendable {
    private var starts: [UInt64] = [0]
    private var bytes: [UInt8] = []

    /// Sets the texts of a line apart; it occurs in none of them.
    private static let separator: UInt8 = 0x1F

    mutating func append(_ texts: LineTexts) {
        for text in texts.inOrder {
            bytes.append(contentsOf: text.utf8)
            bytes.append(LineTextRun.separator)
        }
        starts.append(UInt64(bytes.count))
    }

    func texts(of line: Int) -> LineTexts {
        var at = Int(starts[line])
        return LineTexts {
            let start = at
            while bytes[at] != LineTextRun.separator { at += 1 }
            defer { at += 1 }
            return start == at ? "" : String(decoding: bytes[start..<at], as: UTF8.self)
        }
    }

    /// A text without the character that sets texts apart, which no text has any use for.
    static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(separator) else { return text }
        return String(decoding: text.utf8.filter { $0 != separator }, as: UTF8.self)
    }
}

/// Where the texts of a book's lines are.
enum LineTextStore: Sendable {
    /// In memory, as they were read.
    case memory(LineTextRun)
    /// In the book's file, from which they are read line by line when asked for.
    case file(BookRows)
    /// Nowhere: of whom a line names there are tags.
    case nameless(any NamelessLines)

    /// The parties of lines, as far as the store has them.
    func parties(of lines: [Int], words: DispositionWords) throws -> [LineParties] {
        switch self {
        case .memory(let run): lines.map { LineParties(run.texts(of: $0), words: words) }
        case .file(let rows): try rows.texts(of: lines).map { LineParties($0, words: words) }
        case .nameless(let source): try source.parties(ofLines: lines)
        }
    }
}
