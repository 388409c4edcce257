internal import Encoding
public import Cryptography
public import Exchange
public import Policy

/// One entry as a list of an audit has it.
public struct AuditItem: Sendable {
    /// Where the entry stands.
    public let index: UInt64
    /// When; `nil` for an entry that can not be read.
    public private(set) var time: Moment?
    /// What was done.
    public let act: AuditAct
    /// The entry's kind; `nil` for one that can not be read.
    public private(set) var kind: EntryKind?
    /// By whom and on what grounds.
    public private(set) var grounds = AuditGrounds()
    /// A second officer who agreed, by a pseudonym.
    public private(set) var second: Pseudonym?
    /// In which case.
    public private(set) var caseFile = AuditCase.none
    /// The request that it belongs to.
    public private(set) var request: UniqueIdentifier?
    /// Which node was told or addressed.
    public private(set) var addressee: NodeName?
    /// The fields, ascending.
    public private(set) var fields: [String] = []
    /// What may be done with them, ascending.
    public private(set) var handling: [Handling] = []
    /// What the policy decided.
    public private(set) var decision: Decision?
    /// The policy.
    public private(set) var policy: Digest?
    /// What the policy was asked for; `nil` where it is not said.
    public private(set) var action: PolicyAction?
    /// The rules that decided; `nil` where it is not said.
    public private(set) var rules: [String]?
    /// How many custodians were asked, or blind questions answered.
    public private(set) var count: Int?
    /// What became of a permit.
    public private(set) var use = PermitUse.none
    /// Members that were added to the entry and are not of their form, ascending.
    public private(set) var malformed: [String] = []

    /// What became of a permit to open fields.
    public enum PermitUse: String, Sendable, CaseIterable {
        /// The entry is no permit.
        case none
        /// It is not known: the ledger's owner alone keeps it.
        case unknown
        /// Fields were opened with it.
        case used
        /// Nothing was opened with it yet, and there is time.
        case waiting
        /// Nothing was opened with it.
        case unused
    }
}

extension AuditItem {
    /// How long a permit counts, in milliseconds.
    static let permitTime: Int64 = 15 * 60 * 1000

    init(_ line: AuditLine, _ notes: AuditNotes, at now: Moment) {
        index = line.index
        act = line.act
        guard let entry = line.entry else { return }
        var malformed: [String] = []
        time = entry.time
        kind = entry.kind
        grounds = notes.grounds(of: line)
        second = AuditItem.told("x-second", of: entry, &malformed) {
            $0.string.flatMap { Pseudonym($0) }
        }
        caseFile = notes.caseFile(of: line)
        request = AuditItem.read("x-request", &malformed) { () throws(MessageError) in
            try entry.request()
        }
        addressee = AuditItem.read("x-to", &malformed) { () throws(MessageError) in
            try entry.addressee()
        }
        fields = entry.fields.map(\.text).sorted()
        handling = entry.handling.sorted { $0.rawValue < $1.rawValue }
        decision = entry.decision
        policy = entry.policy
        action = AuditItem.read("x-action", &malformed) { () throws(MessageError) in
            try entry.action()
        }
        rules = AuditItem.read("x-rules", &malformed) { () throws(MessageError) in
            try entry.rules()
        }
        if line.hasMalformedLegs { malformed.append("x-legs") }
        switch line.act {
        case .custodians:
            let asked = line.legs.reduce(0) { $0 + ($1.isQuestion ? $1.stage.custodianCount : 0) }
            count = line.legs.isEmpty ? nil : asked
        case .blind:
            count = AuditItem.told("x-evaluations", of: entry, &malformed) {
                $0.integer.flatMap { Int(exactly: $0) }
            }
        default: count = nil
        }
        use = AuditItem.use(of: line, entry, notes, at: now)
        self.malformed = malformed.sorted()
    }

    /// Reads a member; one that is not of its form is named.
    private static func read<Value>(
        _ member: String, _ malformed: inout [String], _ body: () throws(MessageError) -> Value?
    ) -> Value? {
        do throws(MessageError) {
            return try body()
        } catch {
            malformed.append(member)
            return nil
        }
    }

    /// Reads a member that others write; one that is not of its form is named.
    private static func told<Value>(
        _ member: String, of entry: LedgerEntry, _ malformed: inout [String],
        _ make: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = entry.extensions[member] else { return nil }
        let made = make(value)
        if made == nil { malformed.append(member) }
        return made
    }

    private static func use(
        of line: AuditLine, _ entry: LedgerEntry, _ notes: AuditNotes, at now: Moment
    ) -> PermitUse {
        guard line.act == .opened || line.act == .emergency else { return .none }
        guard let used = notes.usedPermits else { return .unknown }
        if used.contains(line.index) { return .used }
        let age = now.milliseconds - entry.time.milliseconds
        return age <= permitTime ? .waiting : .unused
    }
}

extension Leg {
    /// Tells whether a custodian was asked.
    var isQuestion: Bool {
        if case .asked = stage { true } else { false }
    }
}
