import Ledger
import Cryptography
import Delivery
import Encoding
import Exchange
import Policy
import Storage
import Synchronization

extension NodeService {
    /// How often it is looked whether something's time has come.
    private static let beat = Duration.milliseconds(250)
    /// How often the others' ledgers are looked through, in beats.
    private static let lookEvery = 8
    /// The most things that are taken up in one beat.
    private static let most = 2000

    /// Begins: publishes, and looks at the time until the task is cancelled.
    ///
    /// The servers must be there before, because the witness asks back.
    func run() async {
        await start()
        var beats = 0
        while !Task.isCancelled {
            await surroundings.pause(NodeService.beat)
            beats += 1
            await ledger.tick()
            await listen()
            tracing.withLock { $0.tick(at: surroundings.now()) }
            if beats % NodeService.lookEvery == 1 { await lookAtVaultSafely() }
            guard isRunning else { continue }
            // A period may be over, or a question's pause.
            if beats % NodeService.lookEvery == 0 { questions.withLock { $0.ring() } }
            do {
                if beats % NodeService.lookEvery == 0 {
                    try await notePolicy()
                    try await lookThroughMirrors()
                }
                await sendLogged()
                try await takeDue()
                try await fetchExpected()
                try await expireConversations()
                if beats % 240 == 0 {
                    await ledger.prune()
                    for name in mirrors.keys { await takeManifests(of: name) }
                    try await eraseExpired()
                }
            } catch {
                guard !Task.isCancelled else { return }
                fail("timers", error)
            }
        }
    }

    private func lookAtVaultSafely() async {
        do {
            try await lookAtVault()
        } catch {
            guard !Task.isCancelled else { return }
            fail("vault", error)
        }
    }

    private func start() async {
        await listen()
        await ledger.start(
            onPublished: { [weak self] size in await self?.published(size) },
            onPhase: { [weak self] phase in self?.take(phase) })
    }

    /// The first entry of each run, with the policy that holds.
    func noteStart() async throws {
        let name = name
        let policy = try policy().digest
        notedPolicy.withLock { $0 = .known(policy) }
        let books = notedBooks.withLock { $0 }
        try await step { transaction, circumstances in
            var entry = LedgerEntry(
                .nodeStart, identifier: circumstances.identifier(), at: circumstances.now,
                node: name)
            entry.policy = policy
            entry.extensions[NodeBooks.member] = books.map {
                .string(Hexadecimal.encode($0.bytes))
            }
            return (try transaction.append(entry), [])
        }
        try await noteSeals()
        try await eraseExpired()
    }

    /// Hears from the logs that this node witnesses what it has cosigned itself, as long as it has not.
    private func listen() async {
        for (name, mirror) in mirrors where await mirror.phase == .listening {
            guard let peer = peer(name) else { continue }
            Task { await hear(from: peer, mirror) }
        }
    }

    private func hear(from peer: Peer, _ mirror: MirrorKeeper) async {
        let answer = try? await client.ask(
            peer.address(at: surroundings.now()), .init(path: "/ledger/checkpoint"))
        guard let answer else { return }
        if answer.status == 404 { return await mirror.hear(nil) }
        guard answer.status == 200, let note = peer.checkpoint(answer.body) else { return }
        await mirror.hear(note)
    }

    /// Takes the news that so many entries are published: the messages that they log can go.
    func published(_ size: UInt64) async {
        publishedSize.withLock { $0 = max($0, size) }
        await sendLogged()
    }

    /// Sends messages whose entries are published, as many as there is room for.
    func sendLogged() async {
        let delivery = delivery
        let size = KeptCount(publishedSize.withLock { $0 })
        let room = await sendingRoom
        guard room > 0, isRunning else { return }
        do {
            let ready = try await database.read { transaction in
                try transaction.rows(
                    """
                    SELECT id FROM outbox WHERE state = 'logged' AND entry < $1
                    ORDER BY entry LIMIT $2
                    """, size, room, as: KeptIdentifier.self)
            }
            guard !ready.isEmpty else { return }
            try await step { transaction, circumstances in
                let actions = try ready.flatMap { identifier in
                    try delivery.take(
                        .published, of: identifier.value, circumstances, in: transaction)
                }
                return ((), actions)
            }
        } catch {
            fail("published", error)
        }
    }

    /// Looks through what the others' ledgers have gained.
    private func lookThroughMirrors() async throws {
        for (name, mirror) in mirrors {
            var hasManifest = false
            while true {
                let before = await mirror.seen
                let found = try await mirror.lookThrough()
                hasManifest = hasManifest || found.hasManifest
                if !found.actions.isEmpty { await ledger.entriesWait() }
                await carry(out: found.actions)
                guard await mirror.seen > before else { break }
            }
            if hasManifest { await takeManifests(of: name) }
        }
    }

    private func takeDue() async throws {
        let delivery = delivery
        let due = try await database.read { [now = KeptMoment(surroundings.now())] transaction in
            try transaction.rows(
                """
                SELECT id FROM outbox
                WHERE state IN ('logged', 'sending', 'seen')
                    AND (next_try <= $1 AND state != 'logged' OR next_try > $1 + $2
                        OR ends + $3 <= $1 AND state != 'seen')
                ORDER BY next_try LIMIT $4
                """, now, Backoff.longest, Outgoing.closing, NodeService.most,
                as: KeptIdentifier.self)
        }
        guard !due.isEmpty else { return }
        try await step { transaction, circumstances in
            let actions = try due.flatMap { identifier in
                try delivery.take(.due, of: identifier.value, circumstances, in: transaction)
            }
            return ((), actions)
        }
    }

    private func fetchExpected() async throws {
        let delivery = delivery
        let due = try await database.read { [now = KeptMoment(surroundings.now())] transaction in
            try transaction.rows(
                """
                SELECT issuer, id FROM expected WHERE next_try <= $1 OR next_try > $1 + $2
                ORDER BY next_try LIMIT 100
                """, now, Backoff.longest, as: Kept<NodeName>.self, KeptIdentifier.self)
        }
        guard !due.isEmpty else { return }
        try await step { transaction, circumstances in
            let actions = try due.flatMap { issuer, identifier in
                try delivery.fetch(
                    MessageKeyPair(issuer.value, identifier.value), circumstances, in: transaction)
            }
            return ((), actions)
        }
    }

    private func expireConversations() async throws {
        let delivery = delivery
        let due = try await database.read { [now = KeptMoment(surroundings.now())] transaction in
            try transaction.rows(
                """
                SELECT peer, request FROM conversation WHERE state = 'open' AND ends <= $1
                LIMIT 1000
                """, now, as: Kept<NodeName>.self, KeptIdentifier.self)
        }
        guard !due.isEmpty else { return }
        try await step { transaction, circumstances in
            for (peer, request) in due {
                try delivery.expire(
                    request.value, with: peer.value, circumstances, in: transaction)
            }
            return ((), [])
        }
    }
}
