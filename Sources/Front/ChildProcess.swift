private import CSpawn
private import Glibc
private import Threads

/// How a program ended.
public enum FrontExit: Hashable, Sendable {
    /// By itself, with a code.
    case code(Int32)
    /// By a signal.
    case signal(Int32)
    /// In a way that the system does not tell.
    case unknown
}

/// Starting a program, with nothing of ours in it but what is given.
enum ChildProcess {
    /// What a program is started with.
    struct Plan {
        /// The program and its arguments.
        var arguments: [String]
        /// Where it works.
        var folder: String
        /// The file that takes what it says.
        var said: String
        /// What it has as its fourth file; none unless given.
        var lifeline: Int32?
    }

    /// Starts a program in a group of its own.
    ///
    /// It inherits no file but the lifeline, no signal that is blocked or ignored (threads of pools block them) and no
    /// environment.
    static func start(_ plan: Plan) throws(FrontError) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else {
            throw .system(step: "posix_spawn_file_actions_init", number: ENOMEM)
        }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        guard unsafe posix_spawnattr_init(&attributes) == 0 else {
            throw .system(step: "posix_spawnattr_init", number: ENOMEM)
        }
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var steps: [Int32] = []
        // First, lest another file take the place of the lifeline's.
        if let lifeline = plan.lifeline {
            steps.append(unsafe posix_spawn_file_actions_adddup2(&actions, lifeline, 3))
        }
        let write = O_WRONLY | O_CREAT | O_TRUNC
        steps += unsafe [
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0),
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0),
            posix_spawn_file_actions_addopen(&actions, 2, plan.said, write, 0o600),
            posix_spawn_file_actions_addclosefrom_np(&actions, plan.lifeline == nil ? 3 : 4),
            posix_spawn_file_actions_addchdir_np(&actions, plan.folder),
        ]
        var none = sigset_t()
        var every = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&every)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        steps += unsafe [
            posix_spawnattr_setsigmask(&attributes, &none),
            posix_spawnattr_setsigdefault(&attributes, &every),
            posix_spawnattr_setpgroup(&attributes, 0),
            posix_spawnattr_setflags(&attributes, Int16(flags)),
        ]
        if let number = steps.first(where: { $0 != 0 }) {
            throw .system(step: "posix_spawn", number: number)
        }
        var arguments = unsafe plan.arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        var number: Int32 = 0
        let code = unsafe posix_spawn(
            &number, plan.arguments[0], &actions, &attributes, &arguments, &environment)
        guard code == 0 else { throw .system(step: "posix_spawn", number: code) }
        return number
    }

    /// Waits, on a thread of its own, until a child has ended.
    static func end(of number: Int32) async throws(FrontError) -> FrontExit {
        let executor: ThreadExecutor
        do {
            executor = try ThreadExecutor()
        } catch {
            throw .system(step: "pthread_create", number: error.reason)
        }
        let exit = await Waiter(executor).end(of: number)
        executor.stop()
        return exit
    }

    /// Blocks its own thread alone.
    private actor Waiter {
        private let executor: ThreadExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            unsafe executor.asUnownedSerialExecutor()
        }

        init(_ executor: ThreadExecutor) { self.executor = executor }

        func end(of number: Int32) -> FrontExit {
            var status: Int32 = 0
            var found: Int32 = -1
            repeat { found = unsafe waitpid(number, &status, 0) } while found < 0 && errno == EINTR
            guard found == number else { return .unknown }
            // As the system packs it: the signal, then the code.
            let signal = status & 0x7F
            return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
        }
    }
}
