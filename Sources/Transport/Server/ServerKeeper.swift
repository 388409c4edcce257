import Synchronization

/// The thread that looks after a server's connections, and stops it when asked.
final class ServerKeeper: Sendable {
    private struct Request {
        var deadline: ContinuousClock.Instant?
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// How long answers of what was given up may take to be sent.
    private static let lastMoment = Duration.milliseconds(500)
    /// How often it is looked, while the server stops, whether nothing is under way.
    private static let stoppingTick: Int32 = 5

    private let core: ServerCore
    private let socket: ListeningSocket
    private let daemon: ServerDaemon
    private let request = Mutex(Request())
    private let bell: Bell

    /// Starts to serve, and to look after who is served.
    init(_ core: ServerCore, on socket: ListeningSocket) throws(TransportError) {
        let bell = try Bell()
        do throws(TransportError) {
            daemon = try ServerDaemon(core, on: socket.descriptor)
        } catch {
            bell.close()
            throw error
        }
        self.core = core
        self.socket = socket
        self.bell = bell
        do throws(TransportError) {
            try ServiceThread.start { [self] in run() }
        } catch {
            daemon.stop()
            bell.close()
            throw error
        }
    }

    /// Asks the server to stop; what is under way has until the grace is over.
    ///
    /// A later call can only shorten it.
    func ask(toStopWithin grace: Duration) {
        request.withLock { request in
            guard !request.isOver else { return }
            let deadline = ContinuousClock.now + grace
            request.deadline = min(request.deadline ?? deadline, deadline)
            // Within the lock, so that the bell is not one that the thread has closed.
            bell.ring()
        }
    }

    /// Returns when the server has stopped.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let isOver = request.withLock { request in
                if !request.isOver { request.waiting.append(continuation) }
                return request.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func run() {
        let tick = Int32(clamping: max(1, Int(core.limits.lookEvery / .milliseconds(1))))
        while request.withLock({ $0.deadline }) == nil {
            bell.wait(milliseconds: tick)
            core.look()
        }
        core.stop()
        daemon.quiesce()
        socket.refuse()
        while core.underWay > 0, request.withLock({ $0.deadline.map { $0 > .now } }) == true {
            bell.wait(milliseconds: Self.stoppingTick)
            core.look()
        }
        core.close()
        let last = ContinuousClock.now + Self.lastMoment
        while core.underWay > 0, last > .now { bell.wait(milliseconds: Self.stoppingTick) }
        daemon.stop()
        socket.close()
        let waiting = request.withLock { request in
            request.isOver = true
            bell.close()
            defer { request.waiting = [] }
            return request.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
