internal import Cryptography
public import Ledger

/// What a key is worth for a message of a time.
public enum KeyStanding: Hashable, Sendable {
    /// It counts.
    case good
    /// It was revoked at a later time: the message counts only if a ledger shows that it is older than that.
    case goodIfLogged(before: Moment)
    /// It was revoked by then.
    case revoked
    /// No manifest has it for that time.
    case unknown
}

/// The manifests of a node, one after the other, by which old messages can be checked for ever.
///
/// Whether a manifest stands in its node's ledger, cosigned by another, is asked of the ledger before one is
/// added here.
public struct KeyHistory: Hashable, Sendable {
    /// The manifests, the latest last.
    public private(set) var manifests: [KeyManifest]

    /// The history that begins with a manifest whose keys were compared by people.
    ///
    /// - Throws: `ManifestError` when the note is no manifest, or is not signed by the ledger's key in it.
    public init(first note: SignedNote) throws(ManifestError) {
        let manifest = try KeyManifest(note.text)
        try KeyHistory.check(note, by: manifest.keys.log)
        manifests = [manifest]
    }

    /// The latest manifest.
    public var latest: KeyManifest { manifests[manifests.count - 1] }

    /// Adds the next manifest: numbered by one more, and signed by the ledger's key of the last and by its own.
    ///
    /// - Throws: `ManifestError`: what does not hold; the history is as it was.
    public mutating func add(_ note: SignedNote) throws(ManifestError) {
        let manifest = try KeyManifest(note.text)
        guard manifest.node == latest.node else { throw .node }
        let (expected, isLast) = latest.serial.addingReportingOverflow(1)
        guard !isLast, manifest.serial == expected else {
            throw .serial(found: manifest.serial, expected: expected)
        }
        try KeyHistory.check(note, by: latest.keys.log)
        try KeyHistory.check(note, by: manifest.keys.log)
        // A thief of the ledger's key must not make a stolen key good again.
        guard Set(latest.revocations).isSubset(of: manifest.revocations) else {
            throw .unrevoked
        }
        manifests.append(manifest)
    }

    private static func check(_ note: SignedNote, by key: VerifierKey) throws(ManifestError) {
        do {
            try note.verify(by: key)
        } catch {
            throw .ledger(error)
        }
    }

    /// What a key is worth for a message that says that it was made at a time.
    public func standing(of key: MessageKey, at time: Moment) -> KeyStanding {
        let isKnown = manifests.contains {
            $0.validity.contains(time) && $0.keys.messages.contains(key)
        }
        guard isKnown else { return .unknown }
        guard let revocation = latest.revocations.first(where: { $0.key == key.reference }) else {
            return .good
        }
        return revocation.time <= time ? .revoked : .goodIfLogged(before: revocation.time)
    }

    /// All keys that ever signed messages, the latest manifest's first: a message says only inside when it was
    /// made, and nothing of it is read before a key of the node stands for it.
    public var messageKeys: [MessageKey] {
        var keys: [MessageKey] = []
        for key in manifests.reversed().flatMap(\.keys.messages) where !keys.contains(key) {
            keys.append(key)
        }
        return keys
    }

    /// What a message's signatures are worth by the time that it says: the best of the node's keys on it.
    public func standing(of signed: SignedMessage) -> KeyStanding {
        let standings = signed.signers
            .filter { latest.node.owns($0.name) && signed.message.route.issuer == latest.node }
            .map { standing(of: $0, at: signed.message.lifetime.start) }
        if standings.contains(.good) { return .good }
        let logged = standings.first { if case .goodIfLogged = $0 { true } else { false } }
        return logged ?? (standings.contains(.revoked) ? .revoked : .unknown)
    }

    /// The keys that may have signed a message of a time, the latest manifest's first.
    public func messageKeys(at time: Moment) -> [MessageKey] {
        var keys: [MessageKey] = []
        for manifest in manifests.reversed() where manifest.validity.contains(time) {
            for key in manifest.keys.messages
            where !keys.contains(key) && standing(of: key, at: time) != .revoked {
                keys.append(key)
            }
        }
        return keys
    }
}

extension KeyManifest {
    /// The note of the manifest, signed by ledgers' keys: its own, and the last manifest's when that is another.
    ///
    /// - Precondition: the signers are of ledgers.
    public func note(signers: [NoteSigner]) -> SignedNote {
        SignedNote(text: text, signatures: signers.map { $0.sign(text: text) })
    }
}
