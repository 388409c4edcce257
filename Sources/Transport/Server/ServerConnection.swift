import Glibc
import Synchronization

/// One connection of a server: who is looked after when it is silent, slow or gone.
final class ServerConnection: Sendable {
    enum Phase: Sendable {
        /// No request has begun.
        case waiting(since: ContinuousClock.Instant)
        /// A request's head, or its body, is being read.
        case reading(since: ContinuousClock.Instant, isBody: Bool)
        /// The request is read, and being answered.
        case answering
    }

    private struct State {
        var phase: Phase
        var exchange: Exchange?
    }

    private let descriptor: Int32
    private let state = Mutex(State(phase: .waiting(since: .now)))

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    var exchange: Exchange? { state.withLock { $0.exchange } }

    func begin(_ exchange: Exchange) {
        state.withLock {
            $0 = State(phase: .reading(since: .now, isBody: false), exchange: exchange)
        }
    }

    func readBody() {
        state.withLock { $0.phase = .reading(since: .now, isBody: true) }
    }

    func answer() {
        state.withLock { $0.phase = .answering }
    }

    func end() {
        state.withLock { $0 = State(phase: .waiting(since: .now)) }
    }

    /// Tells whether the client takes longer than it may.
    ///
    /// The library knows silence only, not slowness.
    func isLate(_ limits: HTTPServerLimits, now: ContinuousClock.Instant) -> Bool {
        switch state.withLock({ $0.phase }) {
        case .waiting(let since): now - since > limits.idleTime + limits.headTime
        case .reading(let since, isBody: false): now - since > limits.headTime
        case .reading(let since, isBody: true): now - since > limits.bodyTime
        case .answering: false
        }
    }

    /// The place of the connection in a list to be polled.
    var entry: pollfd { pollfd(fd: descriptor, events: Self.peerClosed, revents: 0) }

    /// Cuts the connection of a client that has left, if the library missed it, or tells what is to be given up.
    ///
    /// It sees nothing of a suspended connection. Of another one it misses the end when that came together with the last
    /// bytes: it waits for news then, and there is none any more.
    func clientHasLeft() -> Exchange? {
        let (phase, exchange) = state.withLock { ($0.phase, $0.exchange) }
        if let exchange, exchange.isParked { return exchange }
        switch phase {
        case .waiting, .reading: if hasNothingLeft { cut() }
        case .answering: break
        }
        return nil
    }

    /// Whether all that the client has sent was read.
    private var hasNothingLeft: Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
    }

    /// Tells whether a list that was polled says that the client has left.
    static func hasLeft(_ entry: pollfd) -> Bool {
        entry.revents & (peerClosed | Int16(POLLHUP) | Int16(POLLERR)) != 0
    }

    /// Ends the connection, as if the client had.
    func cut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// `POLLRDHUP`, which Glibc's module leaves out.
    private static let peerClosed: Int16 = 0x2000
}
