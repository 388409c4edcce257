private import Glibc
private import Synchronization

/// nginx in front of a node: it runs as long as the process that started it, and not longer.
///
/// Between the two stands a shell of a few lines that holds one end of a pipe. The system closes the other end when the
/// node's process is gone, by whatever end, and the shell ends nginx then. So nothing is left to a handler that a killed
/// process can not run, nor to the thread that started it.
public final class FrontProcess: Sendable {
    private struct State {
        var configuration: FrontConfiguration
        var exit: FrontExit?
        var lifeline: Int32?
        var waiters: [CheckedContinuation<FrontExit, Never>] = []
    }

    /// The number of nginx's first process.
    public let number: Int32
    private let program: String
    private let folder: FrontFolder
    private let state: Mutex<State>

    /// Where Debian has nginx.
    public static let usualProgram = "/usr/sbin/nginx"

    init(
        number: Int32, program: String, folder: FrontFolder, configuration: FrontConfiguration,
        lifeline: Int32
    ) {
        self.number = number
        self.program = program
        self.folder = folder
        state = Mutex(State(configuration: configuration, lifeline: lifeline))
    }

    deinit {
        // The shell sees the pipe's end, and ends nginx.
        if let lifeline = state.withLock({ $0.lifeline }) { close(lifeline) }
    }

    /// Starts nginx, and returns when it listens.
    ///
    /// What a front of this folder left behind when its machine or its process failed is ended first.
    ///
    /// - Parameters:
    ///   - configuration: What nginx is told.
    ///   - program: Where nginx is.
    ///   - patience: How long it may take until it listens; a port that is taken, nginx gives up after 2.5 seconds.
    /// - Throws: `FrontError`.
    public static func start(
        _ configuration: FrontConfiguration, program: String = FrontProcess.usualProgram,
        patience: Duration = .seconds(10)
    ) async throws(FrontError) -> FrontProcess {
        guard unsafe access(program, X_OK) == 0 else { throw .notInstalled(program: program) }
        let folder = try FrontFolder(configuration.paths.folder)
        do throws(FrontError) {
            return try await FrontStart(configuration, program, folder, patience: patience).run()
        } catch {
            folder.release()
            throw error
        }
    }

    /// The configuration that it was given last.
    public var configuration: FrontConfiguration { state.withLock { $0.configuration } }

    /// Has nginx read its certificate, its key and a configuration anew; requests that run are answered all the same.
    ///
    /// It is looked whether nginx would take them before anything changes. New connections get the new certificate a
    /// moment after the return.
    ///
    /// - Throws: `refused` with nginx's words, `otherFolder`, `ended` or `system`.
    public func reload(_ configuration: FrontConfiguration? = nil) async throws(FrontError) {
        let wanted = configuration ?? self.configuration
        guard wanted.paths.folder == folder.path else { throw .otherFolder }
        try folder.write("tried.conf", wanted.text)
        let child = try ChildProcess.start(
            ChildProcess.Plan(
                arguments: [program] + FrontStart.arguments(folder, file: "tried.conf") + ["-t"],
                folder: folder.path, said: folder.path + "/tried"))
        let exit = try await ChildProcess.end(of: child)
        guard exit == .code(0) else {
            throw .refused(message: FrontStart.message(folder.read("tried")))
        }
        try folder.write("nginx.conf", wanted.text)
        folder.remove("tried.conf")
        try send(SIGHUP)
        state.withLock { $0.configuration = wanted }
    }

    /// Takes no connection any more, lets what is under way be answered within a grace, and returns when nginx is ended.
    public func stop(grace: Duration = .seconds(10)) async {
        try? send(SIGQUIT)
        let end = Task { await waitForEnd() }
        let patience = Task {
            guard (try? await Task.sleep(for: grace)) != nil else { return }
            letGo()
        }
        _ = await end.value
        patience.cancel()
    }

    /// Waits until nginx has ended, by itself or stopped.
    @discardableResult
    public func waitForEnd() async -> FrontExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state in
                if state.exit == nil { state.waiters.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    private func send(_ signal: Int32) throws(FrontError) {
        // The shell waits for nginx, and is waited for itself: until that is seen here, the number is no other's.
        let code = state.withLock { $0.exit == nil ? kill(number, signal) : -1 }
        guard code == 0 else { throw .ended }
    }

    private func letGo() {
        let lifeline = state.withLock { state in
            defer { state.lifeline = nil }
            return state.lifeline
        }
        if let lifeline { close(lifeline) }
    }

    /// Notes that nginx has ended.
    func note(_ exit: FrontExit) {
        letGo()
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.exit = exit
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }
}
