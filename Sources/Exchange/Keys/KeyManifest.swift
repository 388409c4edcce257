public import Cryptography
public import Ledger

/// The keys of a node, by its own word, from when until when they count.
public struct KeyManifest: Hashable, Sendable {
    /// The node.
    public let node: NodeName
    /// Which of the node's manifests it is.
    public let serial: UInt64
    /// When its keys count.
    public let validity: Lifetime
    /// The keys.
    public let keys: Keys
    /// The keys that are not trusted any more.
    public let revocations: [Revocation]

    /// The keys of a manifest, by what they are for.
    public struct Keys: Hashable, Sendable {
        /// What signs the node's ledger.
        public var log: VerifierKey
        /// What cosigns other ledgers.
        public var witnesses: [VerifierKey] = []
        /// What cosigns other ledgers once it has their entries.
        public var mirrors: [VerifierKey] = []
        /// What signs messages and requests: the one in use first, then the next.
        public var messages: [MessageKey]
        /// What sealed fields are wrapped to (X25519), 32 bytes each.
        public var boxes: [[UInt8]] = []
        /// The certificates of the node's channel.
        public var channels: [Channel] = []

        /// A ledger's key and keys for messages; the others are added.
        public init(log: VerifierKey, messages: [MessageKey]) {
            self.log = log
            self.messages = messages
        }
    }

    /// A certificate's key by its hash.
    public struct Channel: Hashable, Sendable {
        /// The SHA-256 of the key's description (SPKI).
        public let digest: Digest
        /// Tells whether it is not in use yet.
        public let isNext: Bool

        /// A certificate's key.
        public init(_ digest: Digest, isNext: Bool = false) {
            self.digest = digest
            self.isNext = isNext
        }
    }

    /// A key that is not trusted any more.
    public struct Revocation: Hashable, Sendable {
        /// Why a key is not trusted any more.
        public enum Reason: String, Sendable, CaseIterable {
            case lost, stolen, misused, retired
        }

        /// Which key.
        public let key: KeyReference
        /// Since when, in whole seconds.
        public let time: Moment
        /// Why.
        public let reason: Reason

        /// A key that is not trusted since a time.
        public init(_ key: KeyReference, at time: Moment, reason: Reason) {
            self.key = key
            self.time = time
            self.reason = reason
        }
    }

    /// The most lines of one kind, but for revocations.
    static let mostLines = 4
    /// The most revocations.
    static let mostRevocations = 256
    /// How many bytes a box's key has.
    static let boxSize = 32

    /// A manifest of a node.
    ///
    /// - Throws: `ManifestError` when it could not be read again: `malformed` for what it has too many or too
    ///   few of, and for times that are no whole seconds.
    public init(
        node: NodeName, serial: UInt64, validity: Lifetime, keys: Keys,
        revocations: [Revocation] = []
    ) throws(ManifestError) {
        self.node = node
        self.serial = serial
        self.validity = validity
        self.keys = keys
        self.revocations = revocations
        try check()
    }

    private func check() throws(ManifestError) {
        let most = KeyManifest.mostLines
        let times = [validity.start, validity.end] + revocations.map(\.time)
        guard (1...most).contains(keys.messages.count), keys.witnesses.count <= most,
            keys.mirrors.count <= most, keys.boxes.count <= most, keys.channels.count <= most,
            revocations.count <= KeyManifest.mostRevocations, keys.log.kind == .log,
            (keys.witnesses + keys.mirrors).allSatisfy({ $0.kind == .witness }),
            keys.boxes.allSatisfy({ $0.count == KeyManifest.boxSize }),
            times.allSatisfy({ $0.milliseconds % 1000 == 0 }),
            Set(revocations.map(\.key)).count == revocations.count
        else { throw .malformed(line: 0) }
        let named =
            [keys.log.name] + (keys.witnesses + keys.mirrors).map(\.name)
            + keys.messages.map(\.name) + revocations.map(\.key.name)
        guard named.allSatisfy(node.owns) else { throw .foreignKey }
        let all =
            ([keys.log] + keys.witnesses + keys.mirrors).map(\.key.bytes)
            + keys.messages.map(\.key.bytes) + keys.boxes
        guard Set(all).count == all.count, Set(keys.channels).count == keys.channels.count else {
            throw .reusedKey
        }
    }
}
