import Cryptography
import Encoding
import Exchange
import Ledger
import Storage
import Synchronization

extension NodeService {
    /// The longest list of manifests that is read.
    private static let mostBytes = 1 << 20

    /// Takes the manifests of a node that its ledger has announced, and that this node does not know yet.
    ///
    /// A manifest counts only when the node's ledger, cosigned by this one, has its entry, and when it follows the last
    /// one that is known: signed by the same ledger's key, its number one more, nothing revoked taken back.
    func takeManifests(of name: NodeName) async {
        guard let peer = peer(name) else { return }
        do {
            let announced = try await unknownManifests(of: peer)
            guard !announced.isEmpty else { return }
            let answer = try await client.ask(
                peer.address(at: surroundings.now()),
                .init(path: "/v1/keys", answerLimit: NodeService.mostBytes))
            guard answer.status == 200 else { return }
            var history = peer.history
            for note in NodeService.notes(answer.body)
            where announced.contains(Digest.sha256(note.bytes)) {
                // One that does not follow is left out; those behind it do not follow either.
                guard (try? history.add(note)) != nil else { continue }
                try await keep(note, of: peer.name, serial: history.latest.serial)
            }
            let known = history
            peerBook.withLock { $0.update(peer.name, history: known) }
            keys.vault.know([known.latest])
        } catch is PeerError {
            // It is asked again with the next checkpoint.
        } catch {
            fail("manifests", error)
        }
    }

    private func unknownManifests(of peer: Peer) async throws -> Set<Digest> {
        let name = Kept(peer.name)
        let digests = try await database.read { transaction in
            try transaction.rows(
                "SELECT digest FROM announced WHERE node = $1", name, as: KeptDigest.self
            ).map(\.value)
        }
        let notes = try await database.read { transaction in
            try transaction.rows("SELECT note FROM manifest WHERE node = $1", name) { row in
                Digest.sha256(try row.value(at: 0, as: [UInt8].self))
            }
        }
        return Set(digests).subtracting(notes)
    }

    private static func notes(_ body: [UInt8]) -> [SignedNote] {
        let limits = JSONLimits(bytes: mostBytes, depth: 4, members: 4096)
        guard let object = try? JSONValue(parsing: body, limits: limits).object,
            let texts = object["notes"]?.array
        else { return [] }
        return texts.compactMap { $0.string.flatMap { try? SignedNote(Array($0.utf8)) } }
    }

    private func keep(_ note: SignedNote, of name: NodeName, serial: UInt64) async throws {
        let bytes = note.bytes
        try await database.write { transaction in
            try transaction.execute(
                "INSERT OR IGNORE INTO manifest(node, serial, note) VALUES ($1, $2, $3)",
                Kept(name), KeptCount(serial), bytes)
        }
    }
}
