public import BlindLookup
public import Cryptography
public import Encoding
public import Exchange

/// What is asked about another node's list of firearms, as the body of an `OPRF_QUERY`.
public enum BlindQuestion: Hashable, Sendable {
    /// A part of the list that is published, by its number from 0.
    case list(part: Int)
    /// Answers to hidden firearms.
    case evaluate(Evaluate)

    /// Hidden firearms.
    public struct Evaluate: Hashable, Sendable {
        /// The period of the list with which the answers will be compared.
        public let period: ComparisonPeriod
        /// The rule of that list.
        public let rule: FormRule
        /// The hidden firearms: 1 to `ComparisonQuery.mostElements`.
        public let elements: [RistrettoPoint]

        /// A question about hidden firearms.
        public init(period: ComparisonPeriod, rule: FormRule, elements: [RistrettoPoint]) {
            self.period = period
            self.rule = rule
            self.elements = elements
        }
    }

    /// The body of the question.
    public var body: JSONObject {
        var object = JSONObject()
        switch self {
        case .list(let part):
            object["ask"] = .string("list")
            object["part"] = .integer(Int64(part))
        case .evaluate(let question):
            object["ask"] = .string("evaluate")
            object["period"] = .integer(Int64(question.period.number))
            object["form"] = .string(question.rule.rawValue)
            object["elements"] = BlindText.json(question.elements.map(\.bytes))
        }
        return object
    }

    /// Reads the body of a question.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path; an element that is none, or the
    ///   identity, makes `body.elements` malformed.
    public init(_ body: JSONObject) throws(MessageError) {
        var reader = try MemberReader(.object(body), path: "body")
        switch try reader.required("ask", \.string) {
        case "list":
            self = .list(part: try reader.number("part", in: 0...BlindText.mostParts - 1))
        case "evaluate":
            self = .evaluate(
                Evaluate(
                    period: try reader.period(), rule: try reader.choice("form"),
                    elements: try reader.required("elements", BlindText.elements)))
        default: throw .malformed(member: reader.place("ask"))
        }
        _ = try reader.extensions()
    }
}

/// Runs of bytes of one length, as bodies of blind messages carry them: in one text of base64.
enum BlindText {
    /// The most tags of a part of a list: what fits into a message.
    static let tagsPerPart = 8192
    /// The most parts of a list.
    static let mostParts = ComparisonList.mostTags / tagsPerPart

    static func json(_ runs: [[UInt8]]) -> JSONValue {
        .string(Base64.encode(runs.flatMap(\.self)))
    }

    /// The elements of a text; `nil` when there are none or too many, or one of them is none.
    static func elements(_ value: JSONValue) -> [RistrettoPoint]? {
        runs(value, of: RistrettoPoint.size, most: ComparisonQuery.mostElements) {
            RistrettoPoint(Array($0))
        }
    }

    /// The tags of a text; `nil` when there are none or too many.
    static func tags(_ value: JSONValue) -> [ComparisonTag]? {
        runs(value, of: ComparisonTag.size, most: tagsPerPart) { ComparisonTag($0) }
    }

    private static func runs<Value>(
        _ value: JSONValue, of size: Int, most: Int, _ make: (ArraySlice<UInt8>) -> Value?
    ) -> [Value]? {
        // The text is measured before anything is made of it.
        guard let text = value.string, text.utf8.count <= (most * size + 2) / 3 * 4,
            let bytes = Base64.decode(text), !bytes.isEmpty, bytes.count % size == 0,
            bytes.count / size <= most
        else { return nil }
        var values: [Value] = []
        values.reserveCapacity(bytes.count / size)
        for start in stride(from: 0, to: bytes.count, by: size) {
            guard let made = make(bytes[start..<start + size]) else { return nil }
            values.append(made)
        }
        return values
    }
}

extension MemberReader {
    /// A period of comparisons.
    mutating func period() throws(MessageError) -> ComparisonPeriod {
        try required("period") { value in
            value.number(in: ComparisonPeriod.numbers).flatMap { ComparisonPeriod(number: $0) }
        }
    }
}
