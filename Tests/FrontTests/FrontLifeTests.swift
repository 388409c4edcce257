import Front
import Glibc
import Testing

/// How nginx begins and ends, and what is said when it can not.
@Suite(
    .enabled(if: FrontStage.mayRun, "nginx, curl or openssl is not there"), .serialized,
    .timeLimit(.minutes(10)))
struct FrontLifeTests {
    private func error(_ body: () async throws -> Void) async -> FrontError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? FrontError
        }
    }

    /// Waits until nobody listens on a port any more.
    private func isFree(_ port: UInt16, within seconds: Int) async throws -> Bool {
        for _ in 0..<seconds * 50 {
            if RawConnection(port: port) == nil { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test("a process that is killed takes its nginx along")
    func killed() async throws {
        let stage = try await FrontStage()
        let number = stage.port
        let path = stage.path
        // The other process starts nginx with the files of this stage, and kills itself.
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [number = number as UInt16, path = path as String] in
            let configuration = try FrontConfiguration(
                at: try FrontAddress(host: "127.0.0.1", port: number), hosts: ["127.0.0.1"],
                paths: FrontConfiguration.Paths(
                    folder: path + "/front", certificate: path + "/node.pem",
                    key: path + "/node.key", socket: path + "/s"),
                account: geteuid() == 0 ? "root" : nil)
            let front = try await FrontProcess.start(configuration)
            guard RawConnection(port: number) != nil else { exit(3) }
            guard let file = unsafe fopen(path + "/master", "w") else { exit(4) }
            unsafe fputs("\(front.number)", file)
            unsafe fclose(file)
            kill(getpid(), SIGKILL)
        }
        let master = try #require(Int32(stage.read("master")))
        #expect(try await isFree(number, within: 5))
        for _ in 0..<100 where kill(master, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(kill(master, 0) != 0)
        #expect(!FrontLifeTests.isBusy(path + "/front"))
        // The lock went with the process, and the folder serves again.
        let front = try await FrontProcess.start(try stage.configuration())
        await front.stop()
    }

    /// Tells whether a process of nginx works in a folder.
    private static func isBusy(_ folder: String) -> Bool {
        unsafe system(
            """
            for p in /proc/[0-9]*; do
                [ "$(readlink $p/cwd 2>/dev/null)" = '\(folder)' ] && [ "$(cat $p/comm)" = nginx ] && exit 0
            done
            exit 1
            """) == 0
    }

    @Test("workers whose first process was killed go too, and the end is told")
    func headless() async throws {
        let stage = try await FrontStage()
        let front = try await FrontProcess.start(try stage.configuration())
        kill(front.number, SIGKILL)
        // The shell hands on that a signal ended it: 128 and the signal.
        #expect(await front.waitForEnd() == .code(128 + SIGKILL))
        #expect(try await isFree(stage.port, within: 5))
        #expect(await error { try await front.reload() } == .ended)
        await front.stop()
    }

    @Test("what an earlier front left behind is ended at the next start")
    func leftBehind() async throws {
        let stage = try await FrontStage()
        let front = try await FrontProcess.start(try stage.configuration())
        // The shells first, so that nobody ends the workers, and both at once; then nginx's first process.
        let group = getpgid(front.number)
        _ = await stage.run(
            """
            shells=$(ps -eo pid=,pgid=,comm= | awk '$2 == \(group) && $3 == "sh" {print $1}')
            kill -STOP $shells; kill -KILL $shells
            """)
        #expect(await front.waitForEnd() == .signal(SIGKILL))
        kill(front.number, SIGKILL)
        #expect(RawConnection(port: stage.port) != nil)
        #expect(FrontLifeTests.isBusy(stage.path + "/front"))
        try stage.serve()
        let again = try await FrontProcess.start(try stage.configuration())
        #expect(again.number != front.number)
        let curl = "curl -s -k -o body -w '%{http_code}' https://127.0.0.1:\(stage.port)/"
        #expect(await stage.run(curl) == "200")
        await again.stop()
        #expect(try await isFree(stage.port, within: 5))
    }

    @Test("stopped, it answers what is under way, and lets go of its folder")
    func stopped() async throws {
        let stage = try await FrontStage()
        try stage.serve(slowness: .milliseconds(600))
        let front = try await FrontProcess.start(try stage.configuration())
        let path = stage.path
        let script =
            "curl -s -k -o '\(path)/body' -w '%{http_code}' https://127.0.0.1:\(stage.port)/ >'\(path)/code'"
        _ = unsafe system("{ \(script)\n} &")
        try await Task.sleep(for: .milliseconds(250))
        await front.stop()
        for _ in 0..<50 where stage.read("code").isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(stage.read("code") == "200")
        #expect(await front.waitForEnd() == .code(0))
        let again = try await FrontProcess.start(try stage.configuration())
        await again.stop()
    }

    @Test("a front that nobody holds any more ends")
    func dropped() async throws {
        let stage = try await FrontStage()
        do {
            let front = try await FrontProcess.start(try stage.configuration())
            #expect(front.configuration.address.port == stage.port)
        }
        #expect(try await isFree(stage.port, within: 5))
    }

    @Test("a port that is taken is told, and so is a folder")
    func taken() async throws {
        let stage = try await FrontStage()
        let front = try await FrontProcess.start(try stage.configuration())
        #expect(
            await error { _ = try await FrontProcess.start(try stage.configuration()) }
                == .alreadyRunning(folder: stage.path + "/front"))
        #expect(
            await error {
                _ = try await FrontProcess.start(
                    try stage.configuration(folder: stage.path + "/other"))
            } == .addressInUse(address: "127.0.0.1:\(stage.port)"))
        #expect(RawConnection(port: stage.port) != nil)
        await front.stop()
    }

    @Test("where nginx is not there, or no folder can be made, it is said")
    func missing() async throws {
        let stage = try await FrontStage()
        let configuration = try stage.configuration()
        #expect(
            await error { _ = try await FrontProcess.start(configuration, program: "/none/nginx") }
                == .notInstalled(program: "/none/nginx"))
        #expect(
            await error {
                _ = try await FrontProcess.start(try stage.configuration(folder: "/none/front"))
            } == .system(step: "mkdir", number: ENOENT))
        // A program that ends at once, and says nothing.
        #expect(
            await error { _ = try await FrontProcess.start(configuration, program: "/bin/true") }
                == .refused(message: ""))
    }

    @Test("what a program says at its end is understood, and one that never listens is ended")
    func words() async throws {
        let stage = try await FrontStage()
        let configuration = try stage.configuration()
        let program = stage.path + "/program"
        func outcome(_ script: String) async throws -> FrontError? {
            try stage.write("program", Array("#!/bin/sh\n\(script)\n".utf8))
            _ = await stage.run("chmod 700 program")
            return await error {
                _ = try await FrontProcess.start(
                    configuration, program: program, patience: .milliseconds(300))
            }
        }
        let bind = "echo 'nginx: [emerg] bind() to 127.0.0.1:1 failed"
        let address = "127.0.0.1:\(stage.port)"
        #expect(
            try await outcome("\(bind) (13: Permission denied)' >&2; exit 1")
                == .addressForbidden(address: address))
        #expect(
            try await outcome("\(bind) (98: Address already in use)' >&2; exit 1")
                == .addressInUse(address: address))
        #expect(
            try await outcome("\(bind) (99: Cannot assign requested address)' >&2; exit 1")
                == .refused(
                    message:
                        "[emerg] bind() to 127.0.0.1:1 failed (99: Cannot assign requested address)"
                ))
        #expect(
            try await outcome(
                "echo 'nginx: busy' >&2; echo $$ >'\(stage.path)/number'; exec sleep 60")
                == .tooSlow(message: "busy"))
        let number = try #require(Int32(stage.read("number").dropLast()))
        #expect(kill(number, 0) != 0)
    }

    @Test("when the grace is over, who still waits is cut")
    func impatient() async throws {
        let stage = try await FrontStage()
        try stage.serve(slowness: .seconds(20))
        let front = try await FrontProcess.start(try stage.configuration())
        let path = stage.path
        let script =
            "curl -s -k -o body -w '%{http_code}' https://127.0.0.1:\(stage.port)/ >'\(path)/code'"
        _ = unsafe system("{ \(script)\n} &")
        try await Task.sleep(for: .milliseconds(250))
        let time = await ContinuousClock().measure { await front.stop(grace: .milliseconds(100)) }
        #expect(time < .seconds(3))
        for _ in 0..<50 where stage.read("code").isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(stage.read("code") == "000")
        await stage.stopServing()
    }

    @Test("what nginx refuses is told in its own words, and a refused reload changes nothing")
    func refused() async throws {
        let stage = try await FrontStage()
        try stage.serve()
        let front = try await FrontProcess.start(try stage.configuration())
        try stage.write("node.pem", Array("no certificate\n".utf8))
        guard case .refused(let message) = await error({ try await front.reload() }) else {
            Issue.record("a broken certificate was taken")
            return
        }
        #expect(message.contains("[emerg] cannot load certificate \"\(stage.path)/node.pem\""))
        let curl = "curl -s -k -o body -w '%{http_code}' https://127.0.0.1:\(stage.port)/"
        #expect(await stage.run(curl) == "200")
        await front.stop()
        guard
            case .refused(let again) = await error({
                _ = try await FrontProcess.start(try stage.configuration())
            })
        else {
            Issue.record("a broken certificate was taken")
            return
        }
        #expect(again.contains("cannot load certificate"))
        #expect(
            await error { try await front.reload(try stage.configuration(folder: "/other")) }
                == .otherFolder)
    }

    @Test("a start that is cancelled leaves nothing behind")
    func cancelled() async throws {
        let stage = try await FrontStage()
        let start = Task { _ = try await FrontProcess.start(try stage.configuration()) }
        start.cancel()
        let ended = await error { try await start.value }
        #expect(ended == .cancelled || ended == nil)
        #expect(try await isFree(stage.port, within: 5))
    }

    @Test("nginx is started without our signals, files and environment")
    func inheritance() async throws {
        let stage = try await FrontStage()
        // What would be inherited: a file, a signal that is ignored, and threads of the pool that take none.
        let left = unsafe open(stage.path + "/node.pem", O_RDONLY)
        signal(SIGUSR1, SIG_IGN)
        defer {
            close(left)
            signal(SIGUSR1, SIG_DFL)
        }
        let program = """
            #!/bin/sh
            grep -E 'Sig(Blk|Ign)' /proc/self/status >'\(stage.path)/signals'
            readlink /proc/$$/fd/* >'\(stage.path)/files'
            tr '\\0' '\\n' </proc/$$/environ >'\(stage.path)/environment'
            pwd -P >'\(stage.path)/place'
            echo 'nginx: [emerg] as a test' >&2
            exit 1
            """
        try stage.write("program", Array(program.utf8))
        _ = await stage.run("chmod 700 program")
        let ended = await error {
            _ = try await FrontProcess.start(
                try stage.configuration(), program: stage.path + "/program")
        }
        #expect(ended == .refused(message: "[emerg] as a test"))
        #expect(stage.read("signals").contains("SigBlk:\t0000000000000000\n"))
        // The shell has what it starts beside itself ignore the keyboard's two, and the C library two of its own.
        #expect(stage.read("signals").hasSuffix("0000006\n"))
        let files = stage.read("files").split(separator: "\n")
        #expect(
            files.allSatisfy { $0 == "/dev/null" || $0.hasPrefix(stage.path + "/") }, "\(files)")
        #expect(!files.contains { $0.hasSuffix("node.pem") } && !files.isEmpty)
        #expect(!stage.read("environment").contains("HOME="))
        #expect(stage.read("place") == stage.path + "/front\n")
    }
}
