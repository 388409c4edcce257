import Exchange

/// Sends messages, no more than so many at once, and each only once at a time.
actor SendQueue {
    private let most: Int
    private let send: @Sendable (UniqueIdentifier) async -> Void
    private let hasRoom: @Sendable () async -> Void
    private var isAsking = false
    private var waiting: [UniqueIdentifier] = []
    private var head = 0
    private var known: Set<UniqueIdentifier> = []
    private var underWay = 0
    private var isClosed = false

    /// A queue of which at most so many messages are under way.
    ///
    /// - Parameter hasRoom: called when few wait, to bring more: what is not brought need not be looked at.
    init(
        most: Int, send: @escaping @Sendable (UniqueIdentifier) async -> Void,
        hasRoom: @escaping @Sendable () async -> Void
    ) {
        self.most = most
        self.send = send
        self.hasRoom = hasRoom
    }

    /// How many more messages are wanted: twice as many as can be under way are enough to have.
    var room: Int { isClosed ? 0 : max(0, 2 * most - known.count) }

    /// How many messages wait or are under way.
    var count: Int { known.count }

    /// Adds messages; those that wait or are under way already are not added again.
    func add(_ identifiers: [UniqueIdentifier]) {
        guard !isClosed else { return }
        for identifier in identifiers where known.insert(identifier).inserted {
            waiting.append(identifier)
        }
        pump()
    }

    /// Begins nothing more.
    func close() {
        isClosed = true
        waiting.removeAll()
        head = 0
    }

    private func pump() {
        while underWay < most, head < waiting.count {
            let identifier = waiting[head]
            head += 1
            underWay += 1
            Task {
                await send(identifier)
                ended(identifier)
            }
        }
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    private func ended(_ identifier: UniqueIdentifier) {
        underWay -= 1
        known.remove(identifier)
        pump()
        guard known.count < most, !isAsking, !isClosed else { return }
        isAsking = true
        Task {
            await hasRoom()
            isAsking = false
        }
    }
}
