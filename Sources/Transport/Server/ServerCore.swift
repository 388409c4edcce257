import Glibc
import Synchronization

/// What a server's connections share: the handler, the limits, and who is connected.
final class ServerCore: Sendable {
    let limits: HTTPServerLimits
    let bodyPlan: @Sendable (HTTPRequestHead) -> HTTPBodyPlan
    let handler: HTTPServer.Handler

    private let connections = Mutex<[ObjectIdentifier: ServerConnection]>([:])
    private let exchanges = Atomic(0)
    private let stopping = Atomic(false)
    private let closing = Atomic(false)

    init(
        limits: HTTPServerLimits, bodyPlan: @escaping @Sendable (HTTPRequestHead) -> HTTPBodyPlan,
        handler: @escaping HTTPServer.Handler
    ) {
        self.limits = limits
        self.bodyPlan = bodyPlan
        self.handler = handler
    }

    /// Whether no connection is to be kept for another request.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    /// Whether nobody may wait for a handler any longer.
    var isClosing: Bool { closing.load(ordering: .sequentiallyConsistent) }

    /// How many requests are under way.
    var underWay: Int { exchanges.load(ordering: .sequentiallyConsistent) }

    func stop() { stopping.store(true, ordering: .sequentiallyConsistent) }

    /// Gives up all that is under way, and whatever comes after.
    func close() {
        closing.store(true, ordering: .sequentiallyConsistent)
        for connection in connections.withLock({ Array($0.values) }) {
            connection.exchange?.abandon()
        }
    }

    func add(_ connection: ServerConnection) {
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
    }

    func remove(_ connection: ServerConnection) {
        connections.withLock { $0[ObjectIdentifier(connection)] = nil }
    }

    func exchangeBegan() { exchanges.add(1, ordering: .sequentiallyConsistent) }

    func exchangeEnded() { exchanges.subtract(1, ordering: .sequentiallyConsistent) }

    /// Cuts who is late, and gives up what is done for clients that have left.
    func look() {
        let now = ContinuousClock.now
        // The lock is held to the end: until it is taken, the library does not close a socket whose number is in the
        // list, so that no other connection can have got the same number.
        let given = connections.withLock { connections -> [Exchange] in
            let known = Array(connections.values)
            for connection in known where connection.isLate(limits, now: now) { connection.cut() }
            var list = known.map(\.entry)
            guard !list.isEmpty, unsafe poll(&list, nfds_t(list.count), 0) > 0 else { return [] }
            return zip(known, list).filter { ServerConnection.hasLeft($1) }
                .compactMap { $0.0.clientHasLeft() }
        }
        for exchange in given { exchange.abandon() }
    }
}
