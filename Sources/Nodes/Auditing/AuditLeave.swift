import Encoding
public import Exchange
public import Policy

/// What somebody wants to see opened of a node's ledger, and on what grounds.
public struct AuditLeave: Hashable, Sendable {
    /// Something that the ledger has as a commitment or a pseudonym.
    public enum Opening: String, Sendable, CaseIterable {
        /// The numbers of cases.
        case cases
        /// Which pseudonym an officer has.
        case officer
        /// Which reads are of one record.
        case record
    }

    /// The officer, as the agency knows them.
    public var officer: String
    /// As what they act.
    public var role: PolicyRole
    /// For what.
    public var purpose: PolicyPurpose
    /// Under which law; `nil` for none.
    public var basis: LegalBasis?
    /// In which case; `nil` for none.
    public var caseReference: CaseReference?
    /// What is to be opened.
    public var openings: Set<Opening>
    /// Whose pseudonym is asked for; `nil` for nobody's.
    public var badge: String?

    /// What somebody wants.
    public init(
        officer: String, role: PolicyRole, purpose: PolicyPurpose, basis: LegalBasis? = nil,
        caseReference: CaseReference? = nil, openings: Set<Opening> = [.cases],
        badge: String? = nil
    ) {
        self.officer = officer
        self.role = role
        self.purpose = purpose
        self.basis = basis
        self.caseReference = caseReference
        self.openings = openings
        self.badge = badge
    }

    /// Reads what the own command hands in; `nil` for anything else.
    init?(_ text: [UInt8]) {
        let limits = JSONLimits(bytes: LocalTalk.mostBytes, depth: 3, members: 64)
        guard let object = try? JSONValue(parsing: text, limits: limits).object,
            let officer = object["officer"]?.string, Badge.isOne(officer),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let purpose = object["purpose"]?.string.flatMap({ PolicyPurpose(word: $0) }),
            let words = object["openings"]?.array
        else { return nil }
        let openings = words.compactMap { $0.string.flatMap { Opening(rawValue: $0) } }
        let basis = object["basis"].map { $0.string.flatMap { LegalBasis($0) } }
        let reference = object["case"].map { $0.string.flatMap { CaseReference($0) } }
        let badge = object["badge"]?.string
        guard openings.count == words.count, !openings.isEmpty, basis != .some(nil),
            reference != .some(nil), badge.map(Badge.isOne) ?? true
        else { return nil }
        self.init(
            officer: officer, role: role, purpose: purpose, basis: basis ?? nil,
            caseReference: reference ?? nil, openings: Set(openings), badge: badge)
    }

    /// What is handed in.
    var text: [UInt8] {
        var object = JSONObject()
        object["officer"] = .string(officer)
        object["role"] = .string(role.word)
        object["purpose"] = .string(purpose.word)
        object["basis"] = basis.map { .string($0.text) }
        object["case"] = caseReference.map { .string($0.text) }
        object["openings"] = .array(openings.map(\.rawValue).sorted().map { .string($0) })
        object["badge"] = badge.map { .string($0) }
        return JSONValue.object(object).canonicalBytes
    }

    /// What the policy is asked of somebody whose permits are not suspended.
    public var question: PolicyQuestion {
        var facts: [PolicyFact] = [.standing]
        if caseReference != nil { facts.append(.caseFile) }
        return PolicyQuestion(
            .audit, by: role, for: purpose, under: basis, about: .ledger, facts: WordSet(facts))
    }
}

/// Whether somebody may see it.
public enum AuditLeaveAnswer: Sendable, Equatable {
    /// Yes; the entry that says so, and the pseudonym that was asked for.
    case given(entry: UInt64, pseudonym: Pseudonym?)
    /// The policy forbids it.
    case forbidden(PolicyRefusal)

    /// The answer's status and its body.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .given(let entry, let pseudonym):
            object["entry"] = .integer(Int64(clamping: entry))
            object["pseudonym"] = pseudonym.map { .string($0.text) }
            return (200, object)
        case .forbidden(let refusal): return (403, refusal.json)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 200:
            let text = object?["pseudonym"]?.string
            let pseudonym = text.flatMap { Pseudonym($0) }
            guard let entry = object?["entry"]?.integer.flatMap({ UInt64(exactly: $0) }),
                (text == nil) == (pseudonym == nil)
            else { return nil }
            self = .given(entry: entry, pseudonym: pseudonym)
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        default: return nil
        }
    }
}
