import Assets
import Chronology

/// The texts of one language: what each key says.
///
/// A catalogue file has one `key = text` a line; `#` begins a comment line. In a text, `{name}` is a
/// fact, and `{name|one|many}` is `one` when the counted fact is 1 and `many` otherwise; both may hold
/// facts of their own.
public struct Catalogue: Sendable {
    /// The language of the texts.
    public let tongue: Tongue
    let texts: [String: String]

    /// The carried catalogue of a language.
    ///
    /// - Returns: `nil` when the binary carries none for it.
    public init?(carried tongue: Tongue) {
        let names = CarriedFile.names(under: "catalogues/\(tongue.code)/")
        guard !names.isEmpty else { return nil }
        self.init(tongue: tongue, sources: names.compactMap { CarriedFile(named: $0)?.text })
    }

    /// A catalogue read from the text of one or several catalogue files; a later text of a key wins.
    public init(tongue: Tongue, sources: [String]) {
        self.tongue = tongue
        var texts: [String: String] = [:]
        for line in sources.lazy.flatMap({ $0.split(whereSeparator: \.isNewline) }) {
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let key = line[..<equals].filter { !$0.isWhitespace }
            let text = line[line.index(after: equals)...].drop { $0 == " " }
            texts[String(key)] = String(text)
        }
        self.texts = texts
    }

    /// The keys that have a text, in no order.
    public var keys: some Collection<String> { texts.keys }

    /// The languages whose catalogues the binary carries.
    public static var carriedTongues: [Tongue] {
        var codes: [String] = []
        for name in CarriedFile.names(under: "catalogues/") {
            let code = String(name.split(separator: "/")[1])
            if !codes.contains(code) { codes.append(code) }
        }
        return codes.map { Tongue(code: $0) }
    }

    /// Says a phrase; a key without a text is shown as the key itself, between angle quotes.
    public func callAsFunction(_ phrase: Phrase) -> String {
        guard let text = texts[phrase.key] else { return "«\(phrase.key)»" }
        return fill(text, with: phrase.facts)
    }

    /// Says the phrase of a key that needs no facts.
    public func callAsFunction(_ key: String) -> String {
        self(Phrase(key))
    }

    private func fill(_ text: some StringProtocol, with facts: [String: Fact]) -> String {
        var filled = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = Catalogue.closing(open, in: rest) {
            filled += rest[..<open]
            filled += say(Catalogue.parts(rest[rest.index(after: open)..<close]), with: facts)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// The brace that closes the one given; a choice may hold facts of its own.
    private static func closing(_ open: String.Index, in text: Substring) -> String.Index? {
        var depth = 0
        for index in text[open...].indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// A name and its two choices, parted at the bars that stand in no inner braces.
    private static func parts(_ text: Substring) -> [Substring] {
        var depth = 0
        return text.split(omittingEmptySubsequences: false) { character in
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            return character == "|" && depth == 0
        }
    }

    private func say(_ parts: [Substring], with facts: [String: Fact]) -> String {
        guard let fact = facts[String(parts[0])] else { return "{\(parts[0])}" }
        guard parts.count == 3, case .count(let number) = fact else { return self(fact) }
        return fill(number == 1 ? parts[1] : parts[2], with: facts)
    }

    /// Says one fact.
    public func callAsFunction(_ fact: Fact) -> String {
        switch fact {
        case .text(let text): text
        case .count(let number): grouped(number)
        case .decimal(let number, let places): fixed(number, places: places)
        case .share(let share, let places): fixed(share * 100, places: places) + "\u{A0}%"
        case .day(let day): written(day)
        case .days(let range): written(range)
        case .phrase(let phrase): self(phrase)
        case .list(let phrases): phrases.map { self($0) }.joined(separator: ", ")
        }
    }
}
