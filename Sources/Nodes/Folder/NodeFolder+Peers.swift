import Cryptography
public import Exchange
public import Ledger
import Storage

/// Another node, as a person looks at it.
public struct PeerDescription: Hashable, Sendable {
    /// Its name.
    public let name: NodeName
    /// Where it is reached.
    public let url: String
    /// The lines by which its keys are compared, read aloud.
    public let keys: [String]
    /// Tells whether it witnesses the own ledger.
    public let witnesses: Bool
    /// Tells whether it has signed what can not be.
    public let isStopped: Bool
    /// Which of its manifests is the last that is known.
    public let manifest: UInt64

    init(_ peer: Peer) {
        name = peer.name
        url = peer.url
        witnesses = peer.witnesses
        isStopped = peer.isStopped
        manifest = peer.history.latest.serial
        keys = peer.history.latest.keys.comparedLines
    }
}

extension KeyManifest.Keys {
    /// The lines by which people compare the keys, as the manifest writes them.
    var comparedLines: [String] {
        ["log \(log.text)"] + witnesses.map { "witness \($0.text)" }
            + messages.map { "msg \($0.text)" }
    }
}

extension NodeFolder {
    /// Makes another node known, by its first manifest, whose keys people compare.
    ///
    /// Two nodes that talk witness each other's ledgers; the first that is added witnesses this one's.
    ///
    /// - Throws: `NodeError.knownPeer`, `manifest`, `manifestOver`, `running`; `StorageError`.
    public func addPeer(
        _ note: SignedNote, url: String, now: Moment
    ) async throws -> PeerDescription {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let own = try NodeConfiguration(self).name
        let history: KeyHistory
        do {
            history = try KeyHistory(first: note)
        } catch {
            throw NodeError.manifest(error)
        }
        let manifest = history.latest
        guard manifest.node != own else { throw NodeError.knownPeer(name: own) }
        guard manifest.validity.contains(now) else {
            throw NodeError.manifestOver(node: manifest.node)
        }
        let database = try await openTables()
        let known = try await database.peers()
        guard !known.contains(where: { $0.name == manifest.node }) else {
            throw NodeError.knownPeer(name: manifest.node)
        }
        let peer = Peer(
            name: manifest.node, url: url, history: history,
            witnesses: !known.contains(where: \.witnesses) && !manifest.keys.witnesses.isEmpty,
            isStopped: false)
        try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO peer(name, url, witnesses, stopped) VALUES ($1, $2, $3, 0)",
                Kept(peer.name), url, peer.witnesses)
            try transaction.execute(
                "INSERT INTO manifest(node, serial, note) VALUES ($1, $2, $3)", Kept(peer.name),
                KeptCount(manifest.serial), note.bytes)
        }
        await database.close()
        return PeerDescription(peer)
    }

    /// The other nodes that are known.
    public func peers() async throws -> [PeerDescription] {
        let database = try await openTables(.readingOnly)
        let peers = try await database.peers()
        await database.close()
        return peers.map(PeerDescription.init)
    }
}
