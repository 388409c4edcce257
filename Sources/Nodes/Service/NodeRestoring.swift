import Cryptography
import Delivery
import Encoding
public import Exchange
import Ledger
import Storage
import Transport

/// What a restoring has done.
public struct RestoredNode: Hashable, Sendable {
    /// How many entries the ledger has now.
    public let size: UInt64
    /// How many entries the ledger had lost.
    public let ledgerEntries: Int
    /// How many entries the tables had lost.
    public let tableEntries: Int
    /// How many messages were fetched from the other node.
    public let messages: Int
    /// The messages that went out, never arrived, and are lost.
    public let lost: [UniqueIdentifier]
}

/// Gives a node whose disk is an older copy what the witness still has: docs/protocol.md, *Restoring*.
///
/// The node must be at rest, and its witness in service.
public struct NodeRestoring: Sendable {
    private let folder: NodeFolder
    private let surroundings: NodeSurroundings
    private let keys: NodeKeys
    private let name: NodeName
    private let client: PeerClient
    private let database: Database
    private let peers: PeerBook
    private let lock: NodeLock

    /// Opens a node at rest.
    public init(_ folder: NodeFolder, surroundings: NodeSurroundings) async throws {
        lock = try folder.lock()
        self.folder = folder
        self.surroundings = surroundings
        let configuration = try NodeConfiguration(folder)
        name = configuration.name
        keys = try NodeKeys(folder, configuration)
        if configuration.channel == .front {
            try folder.certify(configuration, now: surroundings.now())
        }
        client = PeerClient(
            try HTTPClient(), signer: keys.message, identity: try folder.identity(configuration),
            now: surroundings.now)
        database = try await Database.open(folder.tables)
        peers = PeerBook(try await database.peers())
    }

    /// Restores the ledger and the tables.
    ///
    /// - Throws: `NodeError.witnessSilent` when the witness does not answer; what the ledger throws when what it
    ///   says does not fit; `StorageError`. The node is then as it was, or its ledger is restored and its tables are
    ///   not yet: the same again goes on.
    public func run() async throws -> RestoredNode {
        guard let witness = peers.witness, let key = witness.witness else {
            throw NodeError.noWitness
        }
        let lostByLedger = try await restoreLedger(witness, key)
        let ledger = LedgerReader(LedgerFolder(path: folder.ledger))
        let size = try ledger.checkpoint(keys.log.verifier).checkpoint.size
        let first = try await firstDifference(ledger, size)
        let missing = try entries(of: ledger, from: first, to: size)
        let found = await fetch(missing.map(\.entry))
        let lost = try await restoreTables(missing.map(\.entry), from: first, found)
        await database.close()
        return RestoredNode(
            size: size, ledgerEntries: lostByLedger, tableEntries: missing.count,
            messages: found.count, lost: lost)
    }

    /// Gives the ledger's folder the entries that the witness mirrors; returns how many were missing.
    private func restoreLedger(_ witness: Peer, _ key: VerifierKey) async throws -> Int {
        let log = keys.log.verifier
        let note = try await ask(witness, WitnessLink.path(of: log.name))
        guard let note else { return 0 }
        let checkpoint = try VerifiedCheckpoint(note, log: log)
        let store = LedgerFolder(path: folder.ledger)
        let own = try LedgerTree(store).size
        let wanted = checkpoint.checkpoint.size
        let hash = Hexadecimal.encode(Digest.sha256(Array(log.name.utf8)).bytes)
        var entries: [[UInt8]] = []
        let width = UInt64(TilePath.width)
        let first = min(own, wanted) / width * width
        var next = first
        while next < wanted {
            let count = min(width, wanted - next)
            let path = TilePath.entries(index: next / width, count: Int(count))
            guard let bytes = try await ask(witness, "/mirror/\(hash)/\(path.text)") else {
                throw LedgerError.missing(path: path.text)
            }
            entries += try EntryBundle.decode(bytes, count: Int(count)).map { Array($0) }
            next += count
        }
        try CosignedLedger.restore(
            store, log: log, witnesses: [key], entries: entries, from: first,
            checkpoint: checkpoint.note)
        return Int(clamping: wanted > own ? wanted - own : 0)
    }

    private func ask(_ peer: Peer, _ path: String) async throws -> [UInt8]? {
        let answer: PeerAnswer
        do {
            answer = try await client.ask(
                peer.address(at: surroundings.now()), .init(path: path, answerLimit: 2 << 20))
        } catch {
            throw NodeError.witnessSilent(name: peer.name)
        }
        switch answer.status {
        case 200: return answer.body
        case 404: return nil
        default: throw NodeError.witnessSilent(name: peer.name)
        }
    }

    /// The first entry that the tables do not have as the ledger has it; those before were pruned or are the same.
    private func firstDifference(_ ledger: LedgerReader, _ size: UInt64) async throws -> UInt64 {
        let rows = try await database.read { transaction in
            try transaction.rows(
                "SELECT number, bytes FROM entry ORDER BY number", as: KeptCount.self,
                [UInt8].self)
        }
        let next = try await database.read {
            try $0.value("SELECT next FROM ledger", as: KeptCount.self).value
        }
        let differing = try rows.first { number, bytes in
            guard number.value < size else { return false }
            return try ledger.entry(number.value, size: size) != bytes
        }
        return min(differing?.0.value ?? next, next, size)
    }

    private func entries(
        of ledger: LedgerReader, from first: UInt64, to size: UInt64
    ) throws -> [(index: UInt64, entry: LedgerEntry)] {
        try (first..<size).map { ($0, try LedgerEntry(try ledger.entry($0, size: size))) }
    }

    /// Fetches the messages that entries name, from whoever still has them.
    private func fetch(_ entries: [LedgerEntry]) async -> [UniqueIdentifier: RecoveredMessage] {
        var found: [UniqueIdentifier: RecoveredMessage] = [:]
        for entry in entries {
            guard let identifier = entry.answered, found[identifier] == nil else { continue }
            switch entry.kind {
            case .messageIn, .refuse:
                for peer in peers.all where found[identifier] == nil {
                    found[identifier] = await message("/v1/messages/", identifier, from: peer)
                }
            case .messageOut:
                for peer in peers.all where found[identifier] == nil {
                    found[identifier] = await message("/v1/received/", identifier, from: peer)
                }
            default: continue
            }
        }
        return found
    }

    private func message(
        _ path: String, _ identifier: UniqueIdentifier, from peer: Peer
    ) async -> RecoveredMessage? {
        guard let body = try? await ask(peer, path + identifier.text) else { return nil }
        let envelope = (try? Transfer(body))?.envelope.bytes ?? body
        // One that came in is the peer's, one that went out is the own node's.
        let trusted = peer.history.messageKeys + [keys.message.verifier]
        guard let signed = try? SignedMessage(envelope, trusted: trusted) else { return nil }
        return RecoveredMessage(
            MessageFacts(signed), envelope: envelope,
            objection: MessageContent(signed.message).objection)
    }

    private func restoreTables(
        _ entries: [LedgerEntry], from first: UInt64,
        _ found: [UniqueIdentifier: RecoveredMessage]
    ) async throws -> [UniqueIdentifier] {
        let delivery = Delivery(of: name)
        let (surroundings, keys) = (surroundings, keys)
        let actions = try await database.write { transaction in
            let circumstances = surroundings.circumstances
            let actions = try delivery.restore(
                entries, from: first, circumstances, in: transaction,
                find: { entry in entry.answered.flatMap { found[$0] } },
                receipt: { try keys.receipt($0, $1, of: $2, at: circumstances.now) })
            try transaction.restoreRecoveries(found.values.map { $0 }, of: delivery.node)
            return actions
        }
        return actions.compactMap { action in
            guard case .alarm(.lost(let identifier)) = action else { return nil }
            return identifier
        }
    }
}

extension Transaction where Access == Writing {
    /// Puts the requests of the own node that came back among the recoveries that were handed in.
    func restoreRecoveries(_ messages: [RecoveredMessage], of node: NodeName) throws {
        let own = messages.filter {
            $0.facts.kind == .traceRequest && $0.facts.route.issuer == node
        }
        for message in own {
            let known = try value(
                "SELECT COUNT(*) FROM recovery WHERE request = $1",
                KeptIdentifier(message.facts.identifier), as: Int.self)
            guard known == 0 else { continue }
            let body = try Message(payload: try Envelope(message.envelope).payload).body
            try execute(
                """
                INSERT INTO recovery(request, submission, row, reference, body)
                VALUES ($1, '', 0, $2, $3)
                """, KeptIdentifier(message.facts.identifier),
                body["reference"]?.string ?? message.facts.identifier.text,
                JSONValue.object(body).canonicalBytes)
        }
    }
}
