public import Cryptography
public import Encoding

/// What a node writes into its ledger: who did what, why and when, and no name, serial or free text.
public struct LedgerEntry: Hashable, Sendable {
    /// What it records.
    public let kind: EntryKind
    /// Which entry it is.
    public var identifier: UniqueIdentifier
    /// When it happened.
    public let time: Moment
    /// The node that writes it.
    public let node: NodeName
    /// The officer, by a pseudonym.
    public var actor: Pseudonym?
    /// The officer's agency.
    public var agency: AgencyNumber?
    /// For what.
    public var purpose: Purpose?
    /// Under which law.
    public var basis: LegalBasis?
    /// In which case.
    public var caseFile: Commitment?
    /// The message or the entry that it is about.
    public var answered: UniqueIdentifier?
    /// The SHA-256 of the envelope that it is about.
    public var message: Digest?
    /// What it is about.
    public var subject: Commitment?
    /// The fields that it is about, ascending and each once; empty for none.
    public var fields: Set<FieldPath> = []
    /// What the policy decided.
    public var decision: Decision?
    /// The SHA-256 of the policy.
    public var policy: Digest?
    /// What may be done with what was told; empty for nothing said.
    public var handling: Set<Handling> = []
    /// How far another's ledger had come.
    public var peer: PeerPosition?
    /// Members that others have added; their names begin with `x-`, and others are left out of the bytes.
    public var extensions = JSONObject()

    /// The version of the format.
    static let version: Int64 = 1

    /// An entry of a node that says nothing more yet.
    public init(
        _ kind: EntryKind, identifier: UniqueIdentifier, at time: Moment, node: NodeName
    ) {
        self.kind = kind
        self.identifier = identifier
        self.time = time
        self.node = node
    }
}

/// How many entries another's ledger had, and their root: each ledger vouches for the other.
public struct PeerPosition: Hashable, Sendable {
    /// The ledger's name.
    public let origin: String
    /// How many entries it had.
    public let size: Int64
    /// The root of the tree over them.
    public let root: Digest

    /// A ledger's position; `nil` when the name can not be one, or the size is not one that JSON holds.
    public init?(origin: String, size: Int64, root: Digest) {
        guard MessageKey.isName(origin), size >= 0, JSONValue.integers.contains(size) else {
            return nil
        }
        self.origin = origin
        self.size = size
        self.root = root
    }
}
