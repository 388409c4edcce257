import Cryptography
import Delivery
public import Exchange
import Ledger
import Storage
import Synchronization
import Transport

/// A node at work: its tables, its ledger, its mirrors of the others', and what it says and hears.
public final class NodeService: Sendable {
    /// What the node is.
    public let configuration: NodeConfiguration
    let folder: NodeFolder
    let keys: NodeKeys
    let database: Database
    let delivery: Delivery
    let surroundings: NodeSurroundings
    let client: PeerClient
    let ledger: LedgerKeeper
    let mirrors: [NodeName: MirrorKeeper]
    let files: FileDesk
    let checkpoints: CheckpointMemory
    let peerBook: Mutex<PeerBook>
    let nonces = Mutex(NonceWindow())
    let tracing = Mutex(TraceQueue())
    let questions = Mutex(TraceQueue())
    let blind = Mutex(BlindState())
    let store: StoreKeys
    private let sending = Mutex<SendQueue?>(nil)
    private let carriers = Mutex<[NodeName: MessageCarrier]>([:])
    private let lock: NodeLock
    private let running = Mutex(false)
    let publishedSize = Mutex<UInt64>(0)
    let policies = Mutex(PolicyShelf())
    /// The policy that the ledger was last told of.
    let notedPolicy = Mutex(NotedPolicy.none)
    /// What the ledger is told of the books at the start; `nil` where there are none.
    let notedBooks = Mutex<Digest?>(nil)
    let drafts = Mutex(EmergencyDrafts())
    /// How far a vault with a process of its own was told what it has to know.
    let vaultTelling = Mutex(VaultTelling())

    /// The most messages that are under way at once: as many as the requests to one node can hold.
    private static let mostUnderWay = MessageCarrier.mostUnderWay * MessageBundle.most
    /// The most connections to one node: messages go in few, beside what the ledgers say to each other.
    private static let connections = MessageCarrier.mostUnderWay + 8

    /// Opens a node, which does nothing yet.
    ///
    /// - Throws: `NodeError`, `StorageError`, `TransportError`, and what the mirrors throw.
    public init(
        _ folder: NodeFolder, surroundings: NodeSurroundings
    ) async throws {
        lock = try folder.lock()
        try folder.finishErasing()
        configuration = try NodeConfiguration(folder)
        if let plain = configuration.plainBooks {
            throw NodeError.plainBooks(path: folder.path, folder: plain)
        }
        self.folder = folder
        self.surroundings = surroundings
        // A node whose policy can not be read does not begin: nothing would be allowed.
        _ = try folder.policyInForce(configuration, at: surroundings.now())
        let name = configuration.name
        files = try FileDesk()
        let database = try await folder.openTables()
        self.database = database
        let keys = try NodeKeys(
            folder, configuration,
            try await database.read { try $0.history(of: name).latest })
        self.keys = keys
        store = try StoreKeys(folder)
        checkpoints = CheckpointMemory(witness: keys.witness.verifier)
        let delivery = Delivery(of: name)
        self.delivery = delivery
        let book = PeerBook(try await database.peers())
        peerBook = Mutex(book)
        keys.vault.know(book.all.map(\.history.latest))
        client = PeerClient(
            try HTTPClient(connectionsPerHost: NodeService.connections),
            signer: keys.message,
            identity: try folder.identity(
                configuration, keys.channel, now: surroundings.now()),
            now: surroundings.now)
        let witness = book.witness?.name
        let peers = PeerLookup()
        ledger = try LedgerKeeper(
            LedgerFolder(path: folder.ledger), signer: keys.log, database: database,
            link: WitnessLink(
                client: client, origin: keys.log.verifier.name,
                peer: { witness.flatMap { peers.service?.peer($0) } }, now: surroundings.now),
            witness: book.witness?.witness, delivery: delivery, surroundings: surroundings)
        var mirrors: [NodeName: MirrorKeeper] = [:]
        for peer in book.all {
            let mirror = try MirrorKeeper(
                peer, folder: folder, signer: keys.witness, database: database,
                delivery: delivery, surroundings: surroundings)
            try await mirror.open()
            mirrors[peer.name] = mirror
        }
        self.mirrors = mirrors
        peers.set(self)
        let queue = SendQueue(
            most: NodeService.mostUnderWay,
            send: { [weak self] identifier in await self?.attempt(identifier) },
            hasRoom: { [weak self] in await self?.sendLogged() })
        sending.withLock { $0 = queue }
    }

    /// The node's name.
    public var name: NodeName { configuration.name }

    /// Tells whether the ledger is open against what its witness has seen.
    ///
    /// Until then this may be an older copy of the node, which has taken messages and receipts before: it takes none.
    var isRunning: Bool { running.withLock { $0 } }

    /// Takes the news of what the own ledger is doing.
    func take(_ phase: Publisher.Phase) {
        let isOpen = phase == .running
        let wasOpen = running.withLock { running in
            let was = running
            running = isOpen
            return was
        }
        guard isOpen, !wasOpen else { return }
        Task {
            do {
                try await noteStart()
            } catch {
                fail("start", error)
            }
            tracing.withLock { $0.ring() }
            questions.withLock { $0.ring() }
        }
    }

    /// What carries messages to a node.
    func carrier(to node: NodeName) -> MessageCarrier {
        carriers.withLock { carriers in
            if let known = carriers[node] { return known }
            let made = MessageCarrier { [client, surroundings, weak self] question in
                guard let peer = self?.peer(node) else {
                    return .failure(.transport(.stopped(.surelyNotSent)))
                }
                do throws(PeerError) {
                    return .success(
                        try await client.ask(peer.address(at: surroundings.now()), question))
                } catch {
                    return .failure(error)
                }
            }
            carriers[node] = made
            return made
        }
    }

    /// A node that this one knows.
    func peer(_ name: NodeName) -> Peer? { peerBook.withLock { $0[name] } }

    /// Sends messages, soon.
    func send(_ identifiers: [UniqueIdentifier]) async {
        guard !identifiers.isEmpty else { return }
        await sending.withLock { $0 }?.add(identifiers)
    }

    /// How many more messages are wanted to be sent.
    var sendingRoom: Int {
        get async { await sending.withLock { $0 }?.room ?? 0 }
    }

    /// How many messages wait to be sent or are under way.
    var sendingCount: Int {
        get async { await sending.withLock { $0 }?.count ?? 0 }
    }

    /// Does what a step of the protocol asks for, once its transaction is durable.
    func carry(out actions: [Delivery.Action]) async {
        var identifiers: [UniqueIdentifier] = []
        for action in actions {
            switch action {
            case .send(let identifier): identifiers.append(identifier)
            case .trace: tracing.withLock { $0.ring() }
            case .fetch(let key): Task { await fetch(key) }
            case .alarm(let alarm): await raise(alarm)
            }
        }
        await send(identifiers)
    }

    /// Changes the tables by the protocol, publishes what was logged, and does what follows.
    @discardableResult
    func step<Value: Sendable>(
        _ work:
            @escaping @Sendable (
                borrowing Transaction<Writing>, Delivery.Circumstances
            ) throws -> (Value, [Delivery.Action])
    ) async throws -> Value {
        let surroundings = surroundings
        let (value, actions) = try await database.write { transaction in
            try work(transaction, surroundings.circumstances)
        }
        await ledger.entriesWait()
        await carry(out: actions)
        return value
    }

    private func raise(_ alarm: Delivery.Alarm) async {
        let (kind, about) = alarm.words
        await AlarmBook(database: database, surroundings: surroundings).raise(kind, about: about)
    }

    func fail(_ part: String, _ error: any Error) {
        // What was cut off by the end of the service is taken up at the next start.
        guard !Task.isCancelled else { return }
        surroundings.say(.failed(part: part, reason: String(describing: error)))
    }

    /// Begins to send nothing more, and waits for no checkpoint any more.
    func endWaiting() async {
        await sending.withLock { $0 }?.close()
        await ledger.end()
    }

    /// Gives the folder back.
    func stop() async {
        await endWaiting()
        await database.close()
    }
}

/// The way back from a part to the service that it is part of.
private final class PeerLookup: Sendable {
    private struct Reference {
        weak var service: NodeService?
    }

    private let reference = Mutex(Reference())

    var service: NodeService? { reference.withLock { $0.service } }

    func set(_ service: NodeService) { reference.withLock { $0.service = service } }
}

extension Delivery.Alarm {
    /// The word of its kind, and what it is about.
    fileprivate var words: (kind: String, about: String) {
        switch self {
        case .rejected(let identifier): ("rejected", identifier.text)
        case .lost(let identifier): ("lost", identifier.text)
        case .conflict(let key): ("conflict", "\(key.issuer.text) \(key.identifier.text)")
        case .missing(let key): ("missing", "\(key.issuer.text) \(key.identifier.text)")
        }
    }
}
