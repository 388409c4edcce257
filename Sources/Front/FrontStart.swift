private import CSpawn
private import Glibc

/// One attempt to start nginx.
struct FrontStart {
    private let configuration: FrontConfiguration
    private let program: String
    private let folder: FrontFolder

    private let patience: Duration

    /// How long it is waited between two looks whether nginx listens.
    private static let look = Duration.milliseconds(10)

    /// What stands between the node and nginx; its arguments are nginx and nginx's own.
    ///
    /// The reader of the pipe ends nginx when the node is gone. When nginx ends, or only its first process was killed, the
    /// whole group goes with it.
    private static let shell = """
        "$@" </dev/null 3<&- &
        nginx=$!
        { read -r _ <&3; kill -TERM "$nginx"; sleep 3; kill -KILL 0; } &
        exec 3<&-
        trap '' TERM
        wait "$nginx"
        code=$?
        kill -TERM 0
        exit "$code"
        """

    init(
        _ configuration: FrontConfiguration, _ program: String, _ folder: FrontFolder,
        patience: Duration
    ) {
        self.configuration = configuration
        self.patience = patience
        self.program = program
        self.folder = folder
    }

    /// The arguments that tell nginx its folder, its configuration and where its first words go.
    static func arguments(_ folder: FrontFolder, file: String) -> [String] {
        ["-p", folder.path, "-e", folder.path + "/error.log", "-c", folder.path + "/" + file]
    }

    /// Starts it, and returns when it listens.
    func run() async throws(FrontError) -> FrontProcess {
        try await endWhatIsLeft()
        folder.remove("nginx.pid")
        try folder.write("nginx.conf", configuration.text)
        var ends: [Int32] = [0, 0]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else {
            throw .system(step: "pipe2", number: errno)
        }
        let child: Int32
        do throws(FrontError) {
            child = try ChildProcess.start(
                ChildProcess.Plan(
                    arguments: ["/bin/sh", "-c", FrontStart.shell, "front", program]
                        + FrontStart.arguments(folder, file: "nginx.conf"),
                    folder: folder.path, said: folder.path + "/said", lifeline: ends[0]))
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        close(ends[0])
        let lifeline = ends[1]
        let end = Task { try await ChildProcess.end(of: child) }
        do throws(FrontError) {
            let number = try await listens(until: end)
            let front = FrontProcess(
                number: number, program: program, folder: folder, configuration: configuration,
                lifeline: lifeline)
            Task { [weak front, folder] in
                let exit = (try? await end.value) ?? .unknown
                folder.release()
                front?.note(exit)
            }
            return front
        } catch {
            close(lifeline)
            _ = try? await end.value
            throw error
        }
    }

    /// Ends the processes of nginx that an earlier front left in this folder: nobody else works in it.
    private func endWhatIsLeft() async throws(FrontError) {
        for signal in [SIGTERM, SIGKILL] {
            for _ in 0..<100 {
                let left = folder.leftBehind()
                if left.isEmpty { return }
                for number in left { kill(number, signal) }
                try await pause(.milliseconds(20))
            }
        }
    }

    private func pause(_ time: Duration) async throws(FrontError) {
        do {
            try await Task.sleep(for: time)
        } catch {
            throw .cancelled
        }
    }

    /// Waits until nginx has written its number, which it does once it listens.
    private func listens(until end: Task<FrontExit, any Error>) async throws(FrontError) -> Int32 {
        let ended = Flag()
        let watch = Task {
            _ = try? await end.value
            ended.set()
        }
        defer { watch.cancel() }
        for _ in 0..<max(1, Int(patience / FrontStart.look)) {
            if ended.isSet { throw failure(folder.read("said")) }
            if let number = folder.serverNumber { return number }
            try await pause(FrontStart.look)
        }
        throw .tooSlow(message: FrontStart.message(folder.read("said")))
    }

    /// What nginx's last words mean.
    private func failure(_ said: String) -> FrontError {
        let bind = said.split(separator: "\n").last { $0.contains(" bind() to ") }
        if let bind {
            if bind.contains("(\(EADDRINUSE): ") {
                return .addressInUse(address: configuration.address.text)
            }
            if bind.contains("(\(EACCES): ") {
                return .addressForbidden(address: configuration.address.text)
            }
        }
        return .refused(message: FrontStart.message(said))
    }

    /// nginx's words without what it puts before each line.
    static func message(_ said: String) -> String {
        said.split(separator: "\n")
            .map { $0.hasPrefix("nginx: ") ? $0.dropFirst(7) : $0 }
            .joined(separator: "\n")
    }
}
