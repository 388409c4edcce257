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
    private let patience: Duration

    /// How long the lost disk must be out of use: a request's signature is good for five minutes, and clocks may be
    /// wrong by ten.
    public static let usualPatience = Duration.seconds(1200)

    /// Opens a node at rest.
    ///
    /// - Parameter patience: how long the lost disk must be out of use, by the last cosignature.
    public init(
        _ folder: NodeFolder, surroundings: NodeSurroundings,
        patience: Duration = NodeRestoring.usualPatience
    ) async throws {
        self.patience = patience
        lock = try folder.lock()
        self.folder = folder
        self.surroundings = surroundings
        let configuration = try NodeConfiguration(folder)
        name = configuration.name
        database = try await folder.openTables()
        let name = name
        keys = try NodeKeys(
            folder, configuration,
            try await database.read { try $0.history(of: name).latest })
        client = PeerClient(
            try HTTPClient(), signer: keys.message,
            identity: try folder.identity(configuration, keys.channel, now: surroundings.now()),
            now: surroundings.now)
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
        let tree = try LedgerTree(LedgerFolder(path: folder.ledger))
        let first = try await firstDifference(tree)
        // Also those that the tree has beyond its last checkpoint: the tables are never behind it.
        let missing = try tree.entries(first..<tree.size).map { try LedgerEntry($0) }
        let found = try await fetch(missing)
        let seen = try await arrived()
        let lost = try await restoreTables(missing, from: first, found, seen: seen)
        let size = tree.size
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
        try requirePatience(try checkpoint.cosigned(by: key))
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

    /// Requires that the lost disk is out of use for long enough: nothing that it signed is on its way any more.
    private func requirePatience(_ cosigned: UInt64?) throws(NodeError) {
        guard let cosigned else { return }
        let passed = surroundings.now().seconds - Int64(clamping: cosigned)
        guard passed >= patience.components.seconds else {
            throw .tooEarly(seconds: Int(patience.components.seconds - passed))
        }
    }

    /// The first entry that the tables do not have as the ledger has it; those before were pruned or are the same.
    private func firstDifference(_ tree: LedgerTree) async throws -> UInt64 {
        let rows = try await database.read { transaction in
            try transaction.rows(
                "SELECT number, bytes FROM entry ORDER BY number", as: KeptCount.self,
                [UInt8].self)
        }
        let next = try await database.read { transaction in
            try transaction.value("SELECT next FROM ledger", as: KeptCount.self).value
        }
        let differing = try rows.first { number, bytes in
            guard number.value < tree.size else { return false }
            return try tree.entries(number.value..<number.value + 1).first != bytes
        }
        return min(differing?.0.value ?? next, next, tree.size)
    }

    /// Fetches the messages that entries name, from whoever still has them.
    private func fetch(
        _ entries: [LedgerEntry]
    ) async throws -> [UniqueIdentifier: RecoveredMessage] {
        var found: [UniqueIdentifier: RecoveredMessage] = [:]
        for entry in entries {
            guard let identifier = entry.answered, found[identifier] == nil else { continue }
            let path: String
            switch entry.kind {
            case .messageIn, .refuse: path = "/v1/messages/"
            case .messageOut: path = "/v1/received/"
            default: continue
            }
            for peer in peers.all where found[identifier] == nil {
                found[identifier] = try await message(path, identifier, from: peer)
            }
        }
        return found
    }

    /// The messages of the tables without an end that have arrived: the copy may be older than their receipts.
    private func arrived() async throws -> [UniqueIdentifier] {
        let open = try await database.read { transaction in
            try transaction.rows(
                "SELECT id, audience FROM outbox WHERE state IN ('logged', 'sending', 'seen')",
                as: KeptIdentifier.self, Kept<NodeName>.self)
        }
        var arrived: [UniqueIdentifier] = []
        for (identifier, audience) in open {
            guard let peer = peers[audience.value] else { continue }
            if try await message("/v1/received/", identifier.value, from: peer) != nil {
                arrived.append(identifier.value)
            }
        }
        return arrived
    }

    private func message(
        _ path: String, _ identifier: UniqueIdentifier, from peer: Peer
    ) async throws -> RecoveredMessage? {
        // Not to be told is not the same as to be told no: no answer ends the restoring.
        guard let body = try await ask(peer, path + identifier.text) else { return nil }
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
        _ found: [UniqueIdentifier: RecoveredMessage], seen: [UniqueIdentifier]
    ) async throws -> [UniqueIdentifier] {
        let delivery = Delivery(of: name)
        let (surroundings, keys) = (surroundings, keys)
        let actions = try await database.write { transaction in
            let circumstances = surroundings.circumstances
            let actions = try delivery.restore(
                entries, from: first, circumstances, in: transaction,
                find: { entry in entry.answered.flatMap { found[$0] } },
                receipt: { try keys.receipt($0, $1, of: $2, at: circumstances.now) })
            for identifier in seen {
                // What is to be sent is due when the node starts.
                _ = try delivery.take(.seenThere, of: identifier, circumstances, in: transaction)
            }
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
                INSERT INTO recovery(request, submission, row, reference, keyed_reference, body)
                VALUES ($1, '', 0, enciphered($2, 'recovery.reference', $1),
                    keyed($2, 'recovery.reference'), enciphered($3, 'recovery.body', $1))
                """, KeptIdentifier(message.facts.identifier),
                body["ref"]?.string ?? message.facts.identifier.text,
                JSONValue.object(body).canonicalBytes)
        }
    }
}
