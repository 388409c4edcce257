import Encoding
public import Exchange
public import Policy

/// On what grounds an officer compares firearms blindly, and with whom.
public struct BlindTerms: Hashable, Sendable {
    /// The node that is asked; `nil` where there is only one.
    public var peer: NodeName?
    /// The officer, as the agency knows them.
    public var officer: String
    /// For what.
    public var purpose: Purpose
    /// Under which law.
    public var basis: LegalBasis
    /// In which case.
    public var caseReference: CaseReference

    /// Grounds of an officer.
    public init(
        peer: NodeName? = nil, officer: String, purpose: Purpose, basis: LegalBasis,
        caseReference: CaseReference
    ) {
        self.peer = peer
        self.officer = officer
        self.purpose = purpose
        self.basis = basis
        self.caseReference = caseReference
    }

    /// What the policy of the node that asks is asked.
    public var question: PolicyQuestion { .blind(purpose, under: basis) }

    /// Reads the members of an object; `nil` for one of another form.
    init?(_ object: JSONObject) {
        guard let officer = object["officer"]?.string,
            Badge.isOne(officer),
            let purpose = object["purpose"]?.string.flatMap({ Purpose(rawValue: $0) }),
            let basis = object["basis"]?.string.flatMap({ LegalBasis($0) }),
            let reference = object["case"]?.string.flatMap({ CaseReference($0) })
        else { return nil }
        self.init(officer: officer, purpose: purpose, basis: basis, caseReference: reference)
        if let text = object["to"] {
            guard let name = text.string.flatMap({ NodeName($0) }) else { return nil }
            peer = name
        }
    }

    /// The members.
    var object: JSONObject {
        var object = JSONObject()
        object["to"] = peer.map { .string($0.text) }
        object["officer"] = .string(officer)
        object["purpose"] = .string(purpose.rawValue)
        object["basis"] = .string(basis.text)
        object["case"] = .string(caseReference.text)
        return object
    }
}
