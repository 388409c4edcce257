public import BlindLookup
public import Cryptography
public import Encoding
public import Exchange

/// What is answered to a blind question, as the body of an `OPRF_ANSWER`.
public enum BlindReply: Hashable, Sendable {
    /// A part of the list.
    case list(ListPart)
    /// Answers to hidden firearms, and in which period they were made.
    case evaluated(ComparisonPeriod, ProvenBatch)
    /// Nothing is answered.
    case refused(Refusal)

    /// A part of a list, with what all parts say alike.
    public struct ListPart: Hashable, Sendable {
        /// The period of the list.
        public let period: ComparisonPeriod
        /// The rule by which its firearms are written.
        public let rule: FormRule
        /// The key with which answers are proved.
        public let key: RistrettoPoint
        /// Which part it is, from 0.
        public let part: Int
        /// How many parts there are.
        public let parts: Int
        /// The SHA-256 of all tags of the list: parts of two lists are not taken for one.
        public let whole: Digest
        /// The part's tags, ascending.
        public let tags: [ComparisonTag]

        /// A part of a list.
        public init(
            period: ComparisonPeriod, rule: FormRule, key: RistrettoPoint, part: Int, parts: Int,
            whole: Digest, tags: [ComparisonTag]
        ) {
            self.period = period
            self.rule = rule
            self.key = key
            self.part = part
            self.parts = parts
            self.whole = whole
            self.tags = tags
        }
    }

    /// Why nothing is answered.
    public enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// It is another period by now; its list is asked for first.
        case otherPeriod = "PERIOD"
        /// The list is by another rule.
        case otherRule = "FORM"
        /// The officer has asked as often as may be on a day.
        case officer = "OFFICER_LIMIT"
        /// The node has asked as often as may be in a period.
        case peer = "NODE_LIMIT"
        /// There is no such part of the list.
        case noSuchPart = "PART"
        /// There is no list.
        case noList = "NO_LIST"
        /// The policy of who is asked forbids it.
        case policy = "POLICY"
    }

    /// The body of the answer.
    public var body: JSONObject {
        var object = JSONObject()
        switch self {
        case .list(let part):
            object["say"] = .string("list")
            object["period"] = .integer(Int64(part.period.number))
            object["form"] = .string(part.rule.rawValue)
            object["key"] = BlindText.json([part.key.bytes])
            object["part"] = .integer(Int64(part.part))
            object["parts"] = .integer(Int64(part.parts))
            object["whole"] = BlindText.json([part.whole.bytes])
            object["tags"] = BlindText.json(part.tags.map(\.bytes))
        case .evaluated(let period, let batch):
            object["say"] = .string("evaluated")
            object["period"] = .integer(Int64(period.number))
            object["elements"] = BlindText.json(batch.elements.map(\.bytes))
            object["proof"] = BlindText.json([batch.proof.bytes])
        case .refused(let refusal):
            object["say"] = .string("refused")
            object["code"] = .string(refusal.rawValue)
        }
        return object
    }

    /// Reads the body of an answer, which proves nothing before it is compared.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public init(_ body: JSONObject) throws(MessageError) {
        var reader = try MemberReader(.object(body), path: "body")
        switch try reader.required("say", \.string) {
        case "list": self = .list(try ListPart(&reader))
        case "evaluated":
            let period = try reader.period()
            let elements = try reader.required("elements", BlindText.elements)
            let proof = try reader.required("proof") { value in
                value.string.flatMap { Base64.decode($0) }.flatMap { EqualityProof($0) }
            }
            self = .evaluated(period, ProvenBatch(elements: elements, proof: proof))
        case "refused": self = .refused(try reader.choice("code"))
        default: throw .malformed(member: reader.place("say"))
        }
        _ = try reader.extensions()
    }
}

extension BlindReply.ListPart {
    init(_ reader: inout MemberReader) throws(MessageError) {
        period = try reader.period()
        rule = try reader.choice("form")
        key = try reader.required("key") { value in
            value.string.flatMap { Base64.decode($0) }.flatMap { RistrettoPoint($0) }
        }
        parts = try reader.number("parts", in: 1...BlindText.mostParts)
        part = try reader.number("part", in: 0...parts - 1)
        whole = try reader.required("whole") { value in
            value.string.flatMap { Base64.decode($0) }.flatMap { Digest($0) }
        }
        tags = try reader.required("tags") { value in
            BlindText.tags(value).flatMap { tags in
                zip(tags, tags.dropFirst()).allSatisfy { $0 < $1 } ? tags : nil
            }
        }
    }
}

extension ComparisonList {
    /// How many parts a list is sent in.
    public var parts: Int {
        (tags.count + BlindText.tagsPerPart - 1) / BlindText.tagsPerPart
    }

    /// A part of the list; `nil` when there is none of the number.
    public func part(_ number: Int) -> BlindReply.ListPart? {
        guard (0..<parts).contains(number) else { return nil }
        let start = number * BlindText.tagsPerPart
        return BlindReply.ListPart(
            period: period, rule: rule, key: key, part: number, parts: parts,
            whole: ComparisonList.digest(of: tags),
            tags: Array(tags[start..<min(tags.count, start + BlindText.tagsPerPart)]))
    }

    /// What names a list among all others: of all its tags.
    private static func digest(of tags: [ComparisonTag]) -> Digest {
        Digest.sha256(tags.flatMap(\.bytes))
    }

    /// The list of all its parts in their order; `nil` when one is missing, of another list, or out of place.
    public init?(_ parts: [BlindReply.ListPart]) {
        guard let first = parts.first, parts.count == first.parts,
            parts.enumerated().allSatisfy({ place, part in
                part.part == place && part.parts == first.parts && part.period == first.period
                    && part.rule == first.rule && part.key == first.key
                    && part.whole == first.whole
            })
        else { return nil }
        let tags = parts.flatMap(\.tags)
        guard ComparisonList.digest(of: tags) == first.whole else { return nil }
        self.init(period: first.period, rule: first.rule, key: first.key, tags: tags)
    }
}
