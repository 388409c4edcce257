import Chronology
import Commands
import FoundationEssentials
import Language
import Synchronization
import Testing

/// A sink that keeps what is written.
final class MemorySink: Sink {
    private let text = Mutex("")
    let failure: String?

    init(failure: String? = nil) {
        self.failure = failure
    }

    func write(_ text: String) {
        self.text.withLock { $0 += text }
    }

    var written: String { text.withLock { $0 } }
}

/// A command run in the test's own process, and what it said.
struct Stage {
    let output = MemorySink()
    let errors = MemorySink()
    var variables: [String: String] = [:]
    var isInteractive = false

    /// 1 March 2026.
    static let today = Day(number: 20_513)

    func surroundings(output: MemorySink? = nil) -> Surroundings {
        Surroundings(
            variables: variables, today: Stage.today,
            output: Terminal(
                sink: output ?? self.output, isInteractive: isInteractive, hasColour: isInteractive),
            errors: Terminal(sink: errors, isInteractive: isInteractive, hasColour: false),
            now: { .zero })
    }

    /// Runs a command whose work is to keep what it was asked.
    func run(
        _ words: [String], trace: @escaping TraceCommand.Job = { _, _ in .done },
        check: @escaping CheckCommand.Job = { _, _ in .done },
        sample: @escaping SampleCommand.Job = { _, _ in .done },
        index: @escaping BookIndexCommand.Job = { _, _ in .done },
        bench: @escaping BenchCommand.Job = { _, _ in .done }
    ) async -> ExitCode {
        let application = Application([
            TraceCommand(job: trace), CheckCommand(job: check), SampleCommand(job: sample),
            BookIndexCommand(job: index), BenchCommand(job: bench),
        ])
        return await application.run(words, in: surroundings())
    }
}

/// A folder of a test's own, gone with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "rastro-\(UUID().uuidString)").path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a small file, and the folders above it.
    @discardableResult
    func file(_ name: String, _ text: String = "x") throws -> String {
        let whole = "\(path)/\(name)"
        let parent = whole.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        try FileManager.default.createDirectory(
            atPath: parent.joined(separator: "/"), withIntermediateDirectories: true)
        try text.write(toFile: whole, atomically: true, encoding: .utf8)
        return whole
    }

    func folder(_ name: String) throws -> String {
        let whole = "\(path)/\(name)"
        try FileManager.default.createDirectory(atPath: whole, withIntermediateDirectories: true)
        return whole
    }
}
