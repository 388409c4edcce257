import Encoding
public import Exchange
public import Policy

/// What an officer says to explain an emergency.
public struct JustifyingRequest: Hashable, Sendable {
    /// The officer, as the agency knows them.
    public var officer: String
    /// As what they act.
    public var role: PolicyRole
    /// In which case.
    public var caseReference: CaseReference
    /// The explanation, which the node alone keeps.
    public var text: String

    /// The longest explanation, in bytes.
    public static let longestText = 16 << 10

    /// What an officer says.
    public init(officer: String, role: PolicyRole, caseReference: CaseReference, text: String) {
        self.officer = officer
        self.role = role
        self.caseReference = caseReference
        self.text = text
    }

    /// Reads what the own command hands in; `nil` for anything else.
    init?(_ bytes: [UInt8]) {
        let limits = JSONLimits(bytes: LocalTalk.mostBytes, depth: 2, members: 16)
        guard let object = try? JSONValue(parsing: bytes, limits: limits).object,
            let officer = object["officer"]?.string, Badge.isOne(officer),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let reference = object["case"]?.string.flatMap({ CaseReference($0) }),
            let text = object["text"]?.string,
            (1...JustifyingRequest.longestText).contains(text.utf8.count)
        else { return nil }
        self.init(officer: officer, role: role, caseReference: reference, text: text)
    }

    /// What is handed in.
    var bytes: [UInt8] {
        var object = JSONObject()
        object["officer"] = .string(officer)
        object["role"] = .string(role.word)
        object["case"] = .string(caseReference.text)
        object["text"] = .string(text)
        return JSONValue.object(object).canonicalBytes
    }

    /// What the policy is asked, before anything is known of the officer.
    var question: PolicyQuestion {
        PolicyQuestion(
            .justify, by: role, for: PolicyPurpose(.exigent), under: nil, about: .ledger,
            facts: WordSet([PolicyFact.caseFile]))
    }
}

/// What came of explaining an emergency.
public enum JustifyingAnswer: Sendable {
    /// It is explained, in time or late; the index of the entry that says so.
    case justified(isLate: Bool, entry: UInt64)
    /// The policy forbids it.
    case forbidden(PolicyRefusal)
    /// This node has no such emergency.
    case unknown
    /// It was explained before.
    case already
}

extension JustifyingAnswer {
    /// The answer's status and its body.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .justified(let isLate, let entry):
            object["late"] = .bool(isLate)
            object["entry"] = .integer(Int64(clamping: entry))
            return (201, object)
        case .forbidden(let refusal): return (403, refusal.json)
        case .unknown: return (404, object)
        case .already: return (410, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        let entry = object?["entry"]?.integer.flatMap { UInt64(exactly: $0) }
        switch status {
        case 201:
            guard let entry, case .bool(let isLate)? = object?["late"] else { return nil }
            self = .justified(isLate: isLate, entry: entry)
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        case 404: self = .unknown
        case 410: self = .already
        default: return nil
        }
    }
}
