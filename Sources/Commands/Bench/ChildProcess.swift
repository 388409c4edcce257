import FoundationEssentials
import Glibc

/// Another program, run to its end.
enum ChildProcess {
    /// Why nothing came of it.
    enum Failure: Error, Equatable {
        /// The system could not start it; the system's word for why.
        case notStarted(String)
        /// It ended with a code, or was ended by a signal, which is written as the negative number.
        case ended(Int)
        /// It wrote more than is read.
        case tooMuch
    }

    /// Runs a program with this process's environment and standard error; gives what it wrote to its
    /// standard output.
    ///
    /// - Parameter most: more bytes than this are not read.
    static func output(of words: [String], most: Int) throws(Failure) -> [UInt8] {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .notStarted(reason(errno)) }
        let child: pid_t
        do throws(Failure) {
            child = try start(words, pipe: ends)
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        close(ends[1])
        let bytes = read(ends[0], most: most)
        // Closed before the wait: a program that still writes then ends by itself.
        close(ends[0])
        var status: CInt = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard let bytes else { throw .tooMuch }
        // By wait(2): the low seven bits are the signal, the next byte the exit code.
        let signal = Int(status & 0x7F)
        guard signal == 0 else { throw .ended(-signal) }
        let code = Int(status >> 8 & 0xFF)
        guard code == 0 else { throw .ended(code) }
        return bytes
    }

    private static func start(_ words: [String], pipe ends: [CInt]) throws(Failure) -> pid_t {
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        for end in ends { unsafe posix_spawn_file_actions_addclose(&actions, end) }
        var child: pid_t = 0
        let failure = unsafe posix_spawnp(
            &child, words[0], &actions, nil, &arguments, &variables)
        guard failure == 0 else { throw .notStarted(reason(failure)) }
        return child
    }

    private static func read(_ descriptor: CInt, most: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
            guard bytes.count <= most else { return nil }
        }
    }

    private static func reason(_ number: CInt) -> String {
        unsafe String(cString: strerror(number))
    }
}
