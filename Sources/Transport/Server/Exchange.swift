import Synchronization

/// One request and its answer, between the library's thread and the handler's task.
///
/// The library calls `step` when the head is there, for each piece of the body and at its end. Then the handler is
/// run; when it waits for something, the connection is suspended, once, and resumed when the answer is there.
final class Exchange: Sendable {
    /// What the library is to do next.
    enum Step: Sendable {
        /// Go on reading, or call again later.
        case proceed
        /// Send an answer, and close the connection behind it if so said.
        case answer(HTTPResponse, closes: Bool)
        /// Break the connection.
        case cut
    }

    private enum Phase {
        case began
        case receiving(HTTPRequestHead, limit: Int)
        /// The handler may be running while the body comes.
        case streaming(HTTPRequestHead, limit: Int)
        case draining(Refusal, left: Int)
        case working
        case answered
    }

    private struct State {
        var phase = Phase.began
        var body: [UInt8] = []
        var answer: HTTPResponse?
        var isParked = false
        var task: Task<Void, Never>?
        var pipe: BodyPipe?
        var intake: BodyIntake?
        var received = 0
        var wantsNoBody = false

        /// Whether an answer of the handler is still of use.
        var isAwaiting: Bool {
            switch phase {
            case .working, .streaming: answer == nil
            case .began, .receiving, .draining, .answered: false
            }
        }
    }

    let core: ServerCore
    let connection: ServerConnection
    let handle: ConnectionHandle
    let target: [UInt8]
    private let state = Mutex(State())

    init(
        _ core: ServerCore, _ connection: ServerConnection, _ handle: ConnectionHandle,
        target: [UInt8]
    ) {
        self.core = core
        self.connection = connection
        self.handle = handle
        self.target = target
    }

    /// Tells whether the library is waiting for a handler or for a producer, and so sees nothing of the client.
    var isParked: Bool {
        let (isParked, pipe, intake) = state.withLock { ($0.isParked, $0.pipe, $0.intake) }
        return isParked || pipe?.isParked == true || intake?.isParked == true
    }

    /// Takes in what the library has read: the head at the first call, then the body, then its end with no bytes.
    func step(_ head: () -> ReceivedHead, _ bytes: UnsafeRawBufferPointer) -> Step {
        switch state.withLock({ $0.phase }) {
        case .began:
            return begin(head())
        case .receiving(let head, let limit):
            if unsafe bytes.isEmpty { return work(on: head) }
            return unsafe receive(bytes, limit: limit)
        case .streaming(let head, let limit):
            return unsafe stream(bytes, of: head, limit: limit)
        case .draining(let refusal, let left):
            guard unsafe !bytes.isEmpty else { return refuse(refusal) }
            guard bytes.count <= left else { return .cut }
            state.withLock { $0.phase = .draining(refusal, left: left - bytes.count) }
            return .proceed
        case .working:
            return deliver()
        case .answered:
            return .proceed
        }
    }

    private func begin(_ received: ReceivedHead) -> Step {
        do throws(Refusal) {
            let head = try FramingRules(limits: core.limits).read(received)
            let plan = core.bodyPlan(head)
            if let length = head.bodyLength, length > plan.limit {
                // What is sent all the same is read, so that its sender does not lose the refusal with a broken
                // connection; but not when it asked first, or when it is a lot.
                guard length <= core.limits.drainedSize, !head.fields.contains("Expect") else {
                    throw .bodyTooLarge
                }
                connection.readBody()
                state.withLock { $0.phase = .draining(.bodyTooLarge, left: length) }
                return .proceed
            }
            if head.bodyLength != 0 { connection.readBody() }
            state.withLock { state in
                switch plan {
                case .whole(let limit):
                    state.phase = .receiving(head, limit: limit)
                case .pieces(let limit):
                    state.phase = .streaming(head, limit: limit)
                }
            }
            return .proceed
        } catch {
            return refuse(error)
        }
    }

    /// Hands a piece of the body to the handler, which is started behind the first one.
    private func stream(_ bytes: UnsafeRawBufferPointer, of head: HTTPRequestHead, limit: Int)
        -> Step
    {
        guard !core.isClosing else { return .cut }
        let (intake, isNew, isTooLarge) = state.withLock { state -> (BodyIntake, Bool, Bool) in
            let intake = state.intake ?? BodyIntake(handle)
            let isNew = state.intake == nil
            state.intake = intake
            state.received += bytes.count
            if unsafe bytes.isEmpty { state.phase = .working }
            if state.received > limit {
                state.phase = .draining(.bodyTooLarge, left: core.limits.drainedSize)
            }
            return (intake, isNew, state.received > limit)
        }
        if isTooLarge {
            intake.end(.bodyTooLarge(limit: limit))
            return .proceed
        }
        if unsafe bytes.isEmpty {
            connection.answer()
            intake.end(nil)
        } else {
            unsafe intake.push(bytes)
        }
        if isNew {
            start(HTTPRequest(head: head, body: [], pieces: HTTPBodyPieces(intake: intake)))
        }
        return unsafe bytes.isEmpty ? deliver() : .proceed
    }

    private func receive(_ bytes: UnsafeRawBufferPointer, limit: Int) -> Step {
        state.withLock { state in
            if state.body.count + bytes.count > limit {
                // A body without a length, which has turned out too long.
                state.body = []
                state.phase = .draining(.bodyTooLarge, left: core.limits.drainedSize)
            } else {
                unsafe state.body.append(contentsOf: bytes)
            }
            return .proceed
        }
    }

    private func refuse(_ refusal: Refusal) -> Step {
        connection.answer()
        state.withLock { $0.phase = .answered }
        return .answer(HTTPResponse(status: refusal.status), closes: true)
    }

    /// Runs the handler on this thread until it waits for something, and on the pool from then on.
    private func work(on head: HTTPRequestHead) -> Step {
        connection.answer()
        let request = state.withLock { state in
            defer { state.body = [] }
            state.phase = .working
            return HTTPRequest(head: head, body: state.body, pieces: nil)
        }
        start(request)
        return deliver()
    }

    private func start(_ request: HTTPRequest) {
        guard !core.isClosing else { return finish(with: HTTPResponse(status: 503)) }
        state.withLock { $0.wantsNoBody = request.method == .head }
        let task = Task.immediate { [self] in finish(with: await core.handler(request)) }
        state.withLock { $0.task = $0.answer == nil ? task : nil }
    }

    /// Hands the answer to the library, or suspends its connection until there is one.
    private func deliver() -> Step {
        let (step, given) = state.withLock { state -> (Step, Task<Void, Never>?) in
            if let answer = state.answer {
                state.phase = .answered
                state.answer = nil
                state.intake?.close()
                return (.answer(answer, closes: core.isStopping), nil)
            }
            // The server closes and has gone by here already, or will come by with the lock held after this.
            if core.isClosing {
                state.phase = .answered
                return (.answer(HTTPResponse(status: 503), closes: true), state.task)
            }
            // Called again while suspended, which happens, it must not suspend again.
            if !state.isParked {
                state.isParked = true
                if state.intake?.handOverSuspension() != true { handle.suspend() }
            }
            return (.proceed, nil)
        }
        given?.cancel()
        return step
    }

    private func finish(with answer: HTTPResponse) {
        state.withLock { state in
            guard state.isAwaiting else { return }
            state.answer = answer
            state.task = nil
            state.intake?.close()
            unpark(&state)
        }
    }

    /// Whether the request asks for the head of an answer alone.
    var wantsNoBody: Bool { state.withLock { $0.wantsNoBody } }

    /// The way of an answer's body that is written while it is sent.
    func makePipe() -> BodyPipe {
        let pipe = BodyPipe(handle)
        state.withLock { $0.pipe = pipe }
        // Who closes the server sets the mark first, and comes by with the lock held then.
        if core.isClosing { pipe.abandon() }
        return pipe
    }

    /// Gives up what is under way: the client has left, or the server closes.
    func abandon() {
        let (task, pipe) = state.withLock { state -> (Task<Void, Never>?, BodyPipe?) in
            defer { state.task = nil }
            if state.isAwaiting {
                state.answer = HTTPResponse(status: 503)
                state.intake?.close()
                unpark(&state)
            }
            return (state.task, state.pipe)
        }
        task?.cancel()
        pipe?.abandon()
    }

    /// Ends the exchange: the library has sent the answer, or has lost the connection.
    func end() {
        let last = state.withLock { state in
            defer { state = State(phase: .answered) }
            return state
        }
        last.task?.cancel()
        last.pipe?.abandon()
        // The library has let the connection go: there is nothing to resume.
        _ = last.intake?.handOverSuspension()
        last.intake?.end(.broken(.mayBeReceived))
        connection.end()
    }

    private func unpark(_ state: inout State) {
        guard state.isParked else { return }
        state.isParked = false
        handle.resume()
    }
}
