public import Cryptography
public import Exchange
public import Ledger

/// What opens fields once: the exact bytes of an entry in the ledger, and the proof that it is there.
public struct Permit: Hashable, Sendable {
    /// The bytes of a READ or a BREAK_GLASS entry.
    public let entry: [UInt8]
    /// The proof of the entry, with its checkpoint's note (C2SP tlog-proof).
    public let proof: [UInt8]

    /// The most bytes of an entry that is read.
    static let mostBytes = 64 << 10

    /// A permit of an entry with its proof; nothing is checked yet.
    public init(entry: [UInt8], proof: [UInt8]) {
        self.entry = entry
        self.proof = proof
    }
}

/// Who asks for which fields, as the node knows them from their session and not from the permit.
public struct FieldRequest: Hashable, Sendable {
    /// The officer whose session it is.
    public let officer: Pseudonym
    /// The fields that are asked for.
    public let fields: Set<FieldPath>
    /// The moment.
    public let moment: Moment

    /// A request of an officer.
    public init(officer: Pseudonym, fields: Set<FieldPath>, at moment: Moment) {
        self.officer = officer
        self.fields = fields
        self.moment = moment
    }
}

/// By what permits are measured: it may change from one to the next.
public struct VaultTerms: Hashable, Sendable {
    /// The node whose vault it is.
    public let node: NodeName
    /// The key of its ledger.
    public let log: VerifierKey
    /// Who must have cosigned lately: all of them.
    public let witnesses: [VerifierKey]
    /// The hash of the policy in force.
    public let policy: Digest
    /// How far clocks may differ, and how old things may be.
    public var limits = Limits()
    /// The keys with which officers sign emergencies.
    public var officers: [Pseudonym: VerifyingKey] = [:]
    /// The officers who open nothing until they have justified what they opened.
    public var suspended: Set<Pseudonym> = []

    /// How far clocks may differ, and how old things may be, in seconds.
    public struct Limits: Hashable, Sendable {
        /// How old a cosignature may be.
        public var cosignature: Int64 = 5 * 60
        /// How old an entry may be: an entry that nobody used is no permit for ever.
        public var entry: Int64 = 15 * 60
        /// How far in the future either may lie.
        public var ahead: Int64 = 30

        /// The usual limits.
        public init() {}
    }

    /// The terms of a node; `nil` without a witness, as then nobody else would know of a read.
    public init?(node: NodeName, log: VerifierKey, witnesses: [VerifierKey], policy: Digest) {
        guard !witnesses.isEmpty else { return nil }
        self.node = node
        self.log = log
        self.witnesses = witnesses
        self.policy = policy
    }
}

/// Why a permit's index can not be used up.
public enum PermitRegisterError: Error, Hashable, Sendable {
    /// It was used before.
    case used
    /// That it is used now could not be made to last: nothing is opened.
    case unavailable
}

/// What remembers which permits were used.
public protocol PermitRegister: Sendable {
    /// Uses up the entry of an index of the node's ledger.
    ///
    /// Of all calls with one index, whenever and from whichever process they come, at most one returns; and when
    /// it has, that outlives a failure of the power.
    func use(_ index: UInt64) async throws(PermitRegisterError)
}
