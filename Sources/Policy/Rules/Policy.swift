public import Chronology
public import Cryptography
public import Exchange

/// Who may do what at one node: rules that are data, decided as Cedar does.
///
/// Nothing is allowed that no permit allows, any forbid that applies wins, and every question has an answer,
/// always the same. A policy knows no clock: what is live, fresh or suspended is said in the question.
public struct Policy: Sendable {
    /// The country whose policy it is, by two capitals.
    public let jurisdiction: String
    /// Which policy of the country it is, counted from 1.
    public let version: Int
    /// The first day on which it holds.
    public let effective: Day
    /// The laws that it knows, and for which purposes each is a basis.
    public let bases: [PolicyBasis]
    /// How many days after its result has expired the keys of an identity are kept; 0 where the file says nothing.
    public let identityDays: Int
    /// How old the other government's cosignature may be when a field is opened, in seconds; 300 where the file says
    /// nothing.
    public let cosignedSeconds: Int
    /// Its rules, in the order of the file.
    public let rules: [PolicyRule]
    /// The file's bytes, as they were read.
    public let bytes: [UInt8]
    /// SHA-256 of the file's bytes: its identity, which stands in every entry about a decision.
    public let digest: Digest
    /// For each cell the rules that may apply, so that a question looks at few.
    let cells: [[CellRule]]

    init(
        jurisdiction: String, version: Int, effective: Day, bases: [PolicyBasis],
        identityDays: Int, cosignedSeconds: Int, rules: [PolicyRule], bytes: [UInt8]
    ) {
        self.jurisdiction = jurisdiction
        self.version = version
        self.effective = effective
        self.bases = bases
        self.identityDays = identityDays
        self.cosignedSeconds = cosignedSeconds
        self.rules = rules
        self.bytes = bytes
        digest = Digest.sha256(bytes)
        cells = PolicyCell.all.map { cell in
            rules.indices.filter { rules[$0].covers(cell) }.map { CellRule(rules[$0], at: $0) }
        }
    }

    /// A law that this policy takes as a basis for a purpose: the usual one if it is one, or the first; `nil` for none.
    public func basis(for purpose: PolicyPurpose, usual: LegalBasis) -> LegalBasis? {
        let fitting = bases.filter { $0.purposes.contains(purpose) }
        return (fitting.first { $0.basis == usual } ?? fitting.first)?.basis
    }

    /// The same policy without one of its rules, which is what tests of monotonicity compare it with.
    public func removing(ruleAt place: Int) -> Policy {
        var fewer = rules
        fewer.remove(at: place)
        return Policy(
            jurisdiction: jurisdiction, version: version, effective: effective, bases: bases,
            identityDays: identityDays, cosignedSeconds: cosignedSeconds, rules: fewer,
            bytes: bytes)
    }
}

/// A law that a policy knows.
public struct PolicyBasis: Hashable, Sendable {
    /// The law, by its short reference.
    public let basis: LegalBasis
    /// The purposes for which it is a basis.
    public let purposes: WordSet<PolicyPurpose>
}

/// What of a rule is left to look at when the cell is known.
struct CellRule: Sendable {
    let place: Int
    let isPermit: Bool
    let facts: UInt32
    let marked: UInt32

    init(_ rule: PolicyRule, at place: Int) {
        self.place = place
        isPermit = rule.effect == .permit
        facts = rule.facts.bits
        marked = rule.marked.bits
    }

    /// Tells whether it applies.
    @inline(__always)
    func applies(facts held: UInt32, handling: UInt32) -> Bool {
        let allHeld = held & facts == facts
        if isPermit { return allHeld }
        guard marked == 0 || handling & marked != 0 else { return false }
        return facts == 0 || !allHeld
    }
}
