public import Exchange

/// Who did something, and on what grounds, as far as it is said.
public struct AuditGrounds: Hashable, Sendable {
    /// The agency.
    public var agency: AgencyNumber?
    /// The officer, by a pseudonym.
    public var officer: Pseudonym?
    /// For what.
    public var purpose: Purpose?
    /// Under which law.
    public var basis: LegalBasis?

    /// Nothing said.
    public init() {}

    /// The grounds of a message.
    public init(_ grounds: Grounds) {
        agency = grounds.requester.agency
        officer = grounds.requester.officer
        purpose = grounds.purpose
        basis = grounds.basis
    }

    /// What an entry says itself.
    init(_ entry: LedgerEntry) {
        agency = entry.agency
        officer = entry.actor
        purpose = entry.purpose
        basis = entry.basis
    }
}

/// The opening of a commitment: what a node keeps beside its ledger.
public struct AuditOpening: Sendable {
    /// What the commitment is of.
    public let label: String
    /// The random bytes.
    public let opening: [UInt8]
    /// The value.
    public let value: [UInt8]

    /// An opening; whether it opens anything is told when it is tried.
    public init(label: String, opening: [UInt8], value: [UInt8]) {
        self.label = label
        self.opening = opening
        self.value = value
    }

    /// Tells whether it opens a commitment.
    func opens(_ commitment: Commitment) -> Bool {
        commitment.isOpened(by: opening, value: value, label: label)
    }
}

/// What the owner of a ledger knows beside it; of a ledger alone, nothing.
public struct AuditNotes: Sendable {
    /// On what grounds each request was made, by its identifier.
    public var requests: [UniqueIdentifier: AuditGrounds] = [:]
    /// The cases of requests; empty unless somebody had leave to open them.
    public var cases: [UniqueIdentifier: CaseReference] = [:]
    /// The openings of commitments by the identifiers of their entries; empty unless somebody had leave.
    public var openings: [UniqueIdentifier: [AuditOpening]] = [:]
    /// How far each request has come, in the tables' word.
    public var states: [UniqueIdentifier: String] = [:]
    /// The indices of the permits that were used; `nil` where it is not known.
    public var usedPermits: Set<UInt64>?

    /// Nothing known.
    public init() {}
}

/// In which case something was done.
public enum AuditCase: Hashable, Sendable {
    /// None is said.
    case none
    /// A commitment that is not opened here.
    case sealed
    /// The requester's own number.
    case opened(String)
    /// The node's opening is not that of the ledger's commitment: one of the two was changed.
    case mismatch
}

extension AuditNotes {
    /// The grounds of an entry: its own or, of a request's message, the request's.
    func grounds(of line: AuditLine) -> AuditGrounds {
        guard let entry = line.entry else { return AuditGrounds() }
        let own = AuditGrounds(entry)
        guard own == AuditGrounds(), line.isRequest, let request = entry.answered else {
            return own
        }
        return requests[request] ?? own
    }

    /// The case of an entry.
    func caseFile(of line: AuditLine) -> AuditCase {
        guard let entry = line.entry else { return .none }
        if let commitment = entry.caseFile {
            guard let found = openings[entry.identifier]?.first(where: { $0.label == "case" })
            else { return .sealed }
            guard found.opens(commitment), let text = String(validating: found.value, as: UTF8.self)
            else { return .mismatch }
            return .opened(text)
        }
        guard line.isRequest, let request = entry.answered else { return .none }
        if let reference = cases[request] { return .opened(reference.text) }
        return requests[request] == nil ? .none : .sealed
    }
}
