public import SerialIndex

/// A form in which a firm writes its serials: a soft rule that may raise a score, never reject.
///
/// In a format `@` is a letter and `#` a digit; other letters and digits stand for themselves. After
/// any of them `{3}` or `{2,5}` says how many, `?` that it may be absent. Dashes do not count.
public struct FirmSerialFormat: Hashable, Sendable {
    /// How well the rule is known.
    public enum Confidence: String, Hashable, Sendable, CaseIterable {
        /// A published source says so.
        case verified
        /// General knowledge that no source confirmed.
        case recall
    }

    /// What one place of a format takes.
    enum Place: Hashable, Sendable {
        case letter
        case digit
        case exactly(UInt8)

        func takes(_ byte: UInt8) -> Bool {
            switch self {
            case .letter: (65...90).contains(byte)
            case .digit: (48...57).contains(byte)
            case .exactly(let own): own == byte
            }
        }
    }

    /// The firm.
    public let firm: FirmCode
    /// The format as the table writes it.
    public let text: String
    /// The places of the format, each with how often it may stand.
    let places: [(place: Place, count: ClosedRange<Int>)]
    /// The first year in which it was used, if known.
    public let firstYear: Int?
    /// The last year in which it was used, if known.
    public let lastYear: Int?
    /// The kinds to which it belongs; empty for all.
    public let kinds: [Kind]
    /// How well the rule is known.
    public let confidence: Confidence

    init(_ row: TableFile.Row) throws(FirearmsError) {
        firm = FirmCode(try row.needed("firm"))
        text = try row.needed("format")
        guard let places = FirmSerialFormat.places(of: text) else {
            throw row.wrong("format", text, expected: "@{3}#{4}")
        }
        self.places = places
        let years = try Years(row, "years")
        firstYear = years?.first
        lastYear = years?.last
        kinds = row.list("kinds").map { Kind($0) }
        let word = row.text("confidence")
        guard let confidence = word.isEmpty ? .recall : Confidence(rawValue: word) else {
            throw row.wrong("confidence", word, expected: "verified, recall")
        }
        self.confidence = confidence
    }

    /// Two formats are equal when the table writes the same.
    public static func == (left: FirmSerialFormat, right: FirmSerialFormat) -> Bool {
        left.firm == right.firm && left.text == right.text && left.firstYear == right.firstYear
            && left.lastYear == right.lastYear && left.kinds == right.kinds
            && left.confidence == right.confidence
    }

    /// Hashes what makes formats equal.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(firm)
        hasher.combine(text)
    }

    /// Tells whether a serial, as far as it was read, can have this format.
    ///
    /// - Complexity: O(n·m) in the lengths of the pattern and the format.
    public func fits(_ pattern: SerialPattern) -> Bool {
        let slots = places.flatMap { place in
            (0..<place.count.upperBound).map { (place.place, $0 >= place.count.lowerBound) }
        }
        var reached = reachable(from: [0], through: slots)
        for element in pattern.elements {
            var next: Set<Int> = []
            for at in reached {
                switch element {
                case .unknownRun: next.formUnion(at...slots.count)
                case .unknown: if at < slots.count { next.insert(at + 1) }
                case .character(let byte):
                    if at < slots.count, slots[at].0.takes(byte) { next.insert(at + 1) }
                }
            }
            reached = reachable(from: next, through: slots)
            if reached.isEmpty { return false }
        }
        return reached.contains(slots.count)
    }

    private func reachable(from start: Set<Int>, through slots: [(Place, Bool)]) -> Set<Int> {
        var reached = start
        for at in slots.indices where reached.contains(at) && slots[at].1 { reached.insert(at + 1) }
        return reached
    }

    /// Longest repetition and longest format that a table may ask for.
    private static let maximumCount = 40

    private static func places(of text: String) -> [(place: Place, count: ClosedRange<Int>)]? {
        var places: [(place: Place, count: ClosedRange<Int>)] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "-": continue
            case "@": places.append((.letter, 1...1))
            case "#": places.append((.digit, 1...1))
            case "?":
                guard let last = places.popLast() else { return nil }
                places.append((last.place, 0...last.count.upperBound))
            case "{":
                guard let last = places.popLast(), let close = rest.firstIndex(of: "}"),
                    let count = count(of: rest[..<close])
                else { return nil }
                places.append((last.place, count))
                rest = rest[rest.index(after: close)...]
            default:
                guard let byte = character.asciiValue,
                    (48...57).contains(byte) || (65...90).contains(byte)
                else { return nil }
                places.append((.exactly(byte), 1...1))
            }
        }
        return places.isEmpty || places.count > maximumCount ? nil : places
    }

    private static func count(of text: Substring) -> ClosedRange<Int>? {
        let numbers = text.split(separator: ",").map { Int($0) }
        guard (1...2).contains(numbers.count), let first = numbers[0],
            let last = numbers.last ?? nil, first >= 0, last >= first, last <= maximumCount
        else { return nil }
        return first...last
    }
}
