internal import Encoding
public import Exchange

/// One entry of a ledger as an audit reads it.
public struct AuditLine: Sendable {
    /// Where it stands, from 0.
    public let index: UInt64
    /// What it says; `nil` when its bytes are of no form that this version knows.
    public let entry: LedgerEntry?
    /// What was done.
    public let act: AuditAct
    /// The steps of a request's way that it tells; none when they can not be read.
    let legs: [Leg]
    /// Tells whether it has steps that can not be read.
    let hasMalformedLegs: Bool

    /// A line of an entry's bytes; whatever they are, there is one.
    public init(index: UInt64, bytes: some Collection<UInt8>) {
        self.init(index: index, read: try? LedgerEntry(Array(bytes)))
    }

    /// A line of an entry.
    public init(index: UInt64, entry: LedgerEntry) { self.init(index: index, read: entry) }

    private init(index: UInt64, read entry: LedgerEntry?) {
        self.index = index
        self.entry = entry
        var (legs, hasMalformedLegs): ([Leg], Bool) = ([], false)
        do throws(MessageError) {
            // They are most of what a ledger has, and read once for all who ask.
            legs = try entry?.legs() ?? []
        } catch {
            hasMalformedLegs = true
        }
        self.legs = legs
        self.hasMalformedLegs = hasMalformedLegs
        guard let entry else {
            act = .unknown
            return
        }
        act = AuditLine.act(of: entry, legs)
    }

    /// Tells whether the entry is that of a trace request's message, on whichever side.
    var isRequest: Bool { act == .asked }
}

/// What an entry says was done, in an auditor's words.
public enum AuditAct: String, Sendable, CaseIterable {
    /// A firearm's trace was asked for.
    case asked
    /// Another message was sent.
    case sent
    /// Another message came.
    case came
    /// Sealed fields were to be opened, and it was permitted.
    case opened
    /// The policy forbade it.
    case forbidden
    /// A message was refused.
    case rejected
    /// The policy was asked, and permitted it.
    case decided
    /// Fields were told to another node.
    case disclosed
    /// Custodians were asked.
    case custodians
    /// What was told was passed on.
    case passedOn
    /// Somebody allowed something.
    case allowed
    /// Evidence was put together.
    case exported
    /// A blind question was answered.
    case blind
    /// Fields were opened in an emergency.
    case emergency
    /// An emergency was explained.
    case justified
    /// Openings were deleted.
    case erased
    /// Two messages had the same identifier.
    case conflict
    /// A message is missing.
    case gap
    /// The node looked after itself: starts, keys, policies, others' ledgers.
    case upkeep
    /// It is of no form that is known.
    case unknown
}

extension AuditLine {
    private static func act(of entry: LedgerEntry, _ legs: [Leg]) -> AuditAct {
        switch entry.kind {
        case .nodeStart, .keyManifest, .policy, .peerCheckpoint: return .upkeep
        case .messageOut: return entry.isRequest(with: legs) ? .asked : .sent
        case .messageIn: return entry.isRequest(with: legs) ? .asked : .came
        case .read: return entry.decision == .forbid ? .forbidden : .opened
        // A message that can not be taken is refused by its form, not by a policy.
        case .refuse: return entry.decision == nil && entry.message != nil ? .rejected : .forbidden
        case .decision: return entry.decision == .forbid ? .forbidden : .decided
        case .disclose: return entry.isOfCustodians ? .custodians : .disclosed
        case .secondaryDissemination: return entry.decision == .forbid ? .forbidden : .passedOn
        case .permission: return .allowed
        case .export: return entry.decision == .forbid ? .forbidden : .exported
        case .blindEvaluation: return entry.decision == .forbid ? .forbidden : .blind
        case .breakGlass: return .emergency
        case .justify: return .justified
        case .erase: return .erased
        case .conflict: return .conflict
        case .gap: return .gap
        }
    }
}

extension LedgerEntry {
    /// Tells whether the entry is that of a trace request's message, on whichever side: its own node says the
    /// request's first leg there.
    fileprivate func isRequest(with legs: [Leg]) -> Bool {
        let first: Leg.Stage = kind == .messageOut ? .submitted : .received
        guard let answered, legs.contains(where: { $0.stage == first && $0.node == node }),
            let named = try? request()
        else { return false }
        return named == answered
    }

    /// Tells whether custodians were asked, rather than another node told.
    fileprivate var isOfCustodians: Bool {
        fields.isEmpty && extensions["x-to"] == nil
    }
}
