import Encoding
public import Exchange
public import Policy

/// What an officer asks of a node's vault, or wants put together for a court: fields of one result, and on what grounds.
public struct OpeningRequest: Hashable, Sendable {
    /// The fields; empty for all that the result has sealed, and for a court for none of them.
    public var fields: Set<FieldPath>
    /// The officer, as the agency knows them.
    public var officer: String
    /// As what they act.
    public var role: PolicyRole
    /// For what.
    public var purpose: PolicyPurpose
    /// Under which law.
    public var basis: LegalBasis
    /// In which case.
    public var caseReference: CaseReference
    /// A second officer who agrees; `nil` for none.
    public var second: String?

    /// What an officer asks.
    public init(
        fields: Set<FieldPath> = [], officer: String, role: PolicyRole, purpose: PolicyPurpose,
        basis: LegalBasis, caseReference: CaseReference, second: String? = nil
    ) {
        self.fields = fields
        self.officer = officer
        self.role = role
        self.purpose = purpose
        self.basis = basis
        self.caseReference = caseReference
        self.second = second
    }

    private static let mostFields = 64

    /// Reads what the own command hands in; `nil` for anything else.
    init?(_ text: [UInt8]) {
        let limits = JSONLimits(bytes: LocalTalk.mostBytes, depth: 3, members: 256)
        guard let object = try? JSONValue(parsing: text, limits: limits).object,
            let officer = object["officer"]?.string, Badge.isOne(officer),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let purpose = object["purpose"]?.string.flatMap({ PolicyPurpose(word: $0) }),
            let basis = object["basis"]?.string.flatMap({ LegalBasis($0) }),
            let reference = object["case"]?.string.flatMap({ CaseReference($0) }),
            let names = object["fields"]?.array, names.count <= OpeningRequest.mostFields
        else { return nil }
        let paths = names.compactMap { $0.string.flatMap { FieldPath($0) } }
        let second = object["second"]?.string
        guard paths.count == names.count, second.map(Badge.isOne) ?? true,
            second != officer
        else { return nil }
        self.init(
            fields: Set(paths), officer: officer, role: role, purpose: purpose, basis: basis,
            caseReference: reference, second: second)
    }

    /// What is handed in.
    var text: [UInt8] {
        var object = JSONObject()
        object["officer"] = .string(officer)
        object["role"] = .string(role.word)
        object["purpose"] = .string(purpose.word)
        object["basis"] = .string(basis.text)
        object["case"] = .string(caseReference.text)
        object["fields"] = .array(
            fields.map(\.text).sorted().map { JSONValue.string($0) })
        object["second"] = second.map { .string($0) }
        return JSONValue.object(object).canonicalBytes
    }
}

/// What came of asking a node's vault.
public enum OpeningAnswer: Sendable {
    /// The fields, ascending by their paths, and the index of the entry that says who read them.
    case opened([(path: FieldPath, value: String)], entry: UInt64)
    /// The policy forbids it.
    case forbidden(PolicyRefusal)
    /// The request has no result with sealed fields here, or not all of those that were asked for.
    case nothingSealed
    /// The result has expired and its keys are deleted: nobody can open it any more.
    case erased
    /// The other government has not cosigned the entry in time, so nothing was opened.
    case unwitnessed(entry: UInt64)
    /// The vault is locked, so nothing was opened, and no permit used; the entry, where it was locked only after that was
    /// logged.
    case locked(entry: UInt64?)
}

extension OpeningAnswer {
    /// The answer's status and its body.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .opened(let fields, let entry):
            object["entry"] = .integer(Int64(clamping: entry))
            object["fields"] = OpenedValues.json(fields)
            return (200, object)
        case .forbidden(let refusal): return (403, refusal.json)
        case .nothingSealed: return (404, object)
        case .erased: return (410, object)
        case .unwitnessed(let entry):
            object["entry"] = .integer(Int64(clamping: entry))
            return (503, object)
        case .locked(let entry):
            object["entry"] = entry.map { .integer(Int64(clamping: $0)) }
            return (423, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        let entry = object?["entry"]?.integer.flatMap { UInt64(exactly: $0) }
        switch status {
        case 200:
            guard let entry, let fields = OpenedValues.read(object?["fields"]) else { return nil }
            self = .opened(fields, entry: entry)
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        case 404: self = .nothingSealed
        case 410: self = .erased
        case 423: self = .locked(entry: entry)
        case 503:
            guard let entry else { return nil }
            self = .unwitnessed(entry: entry)
        default: return nil
        }
    }
}

/// Opened fields on their way to the own command.
enum OpenedValues {
    static func json(_ fields: [(path: FieldPath, value: String)]) -> JSONValue {
        var values = JSONObject()
        for field in fields { values[field.path.text] = .string(field.value) }
        return .object(values)
    }

    static func read(_ value: JSONValue?) -> [(path: FieldPath, value: String)]? {
        guard let members = value?.object?.members else { return nil }
        var fields: [(path: FieldPath, value: String)] = []
        for member in members {
            guard let path = FieldPath(member.name), let value = member.value.string else {
                return nil
            }
            fields.append((path, value))
        }
        return fields
    }
}

extension OpeningRequest {
    /// What the policy is asked, before anything is known of the result.
    var question: PolicyQuestion {
        PolicyQuestion(
            .read, by: role, for: purpose, under: basis, about: .identity, handling: WordSet(),
            facts: WordSet())
    }
}
