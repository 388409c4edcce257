import BlindLookup
import Glibc
import Language
public import Trials

/// What `rastro bench` was asked to do; every value has been checked.
public struct BenchOptions: Sendable, Equatable {
    /// What is measured.
    public enum Subject: String, Sendable, CaseIterable {
        /// The index of serials, on the damaged-serial benchmark.
        case serial
        /// The machine itself.
        case machine
        /// The ledger.
        case ledger
        /// The carried policies.
        case policy
        /// Comparing lists without telling them.
        case blind
    }

    /// What is measured.
    public let subject: Subject
    /// How many entries the ledger gets, or how many firearms each list has.
    public let entries: Int
    /// How many decisions of a policy are timed.
    public let decisions: Int
    /// The folder that the ledger is left in; nothing for one that is removed.
    public let ledger: String?
    /// The folder of records; empty where none is needed.
    public let records: String
    /// The file of queries.
    public let queries: String
    /// Where to write what was answered to each query.
    public let answers: String?
    /// The index's file, opened if it is there and else built; nothing for one in memory.
    public let index: String?
    /// The most threads that search, or read memory.
    public let threads: Int
    /// How many times the queries are run with each number of threads, or the lists are compared.
    public let passes: Int
    /// How often each class of query is believed to come.
    public let prior: TrialWeights.Prior
    /// A file of queries from which the prior is learnt first, without being told the answers.
    public let lesson: String?
    /// Where to write what was learnt.
    public let learnt: String?
    /// The seed of the order in which the queries are run.
    public let seed: Int
    /// The script that runs other engines on the same queries, if it is to be run.
    public let peers: String?

    /// Where the script is, as seen from the repository.
    static let usualPeers = "Benchmarks/serial/peers.py"
    /// More threads than this are never started.
    private static let mostThreads = 256
    /// The options that mean something for `serial` alone, but for the seed, which `policy` has too.
    private static let serialOptions = [
        "records", "queries", "index", "out", "passes", "prior", "learn", "learnt", "seed",
        "peers-script",
    ]

    /// The options that mean something for `ledger` and some of them for `blind`.
    private static let ledgerOptions = ["entries", "ledger"]
    /// Those of all of them that mean something for `blind`.
    private static let blindOptions = ["entries", "passes"]
    /// How many firearms each list has at the most.
    private static let mostFirearms = ComparisonList.mostTags

    init(_ arguments: Arguments) throws(CommandError) {
        let word = arguments.positionals[0]
        guard let subject = Subject(rawValue: word.lowercased()) else {
            throw .unusableWord(word, expected: Phrase("commands.expected.subject"))
        }
        self.subject = subject
        threads =
            try arguments.whole("threads", in: 1...BenchOptions.mostThreads)
            ?? BenchOptions.processors
        passes = try arguments.whole("passes", in: 1...1_000) ?? 3
        seed = try arguments.whole("seed", in: 0...Int(Int32.max)) ?? 1
        prior =
            try arguments.choice(
                "prior", among: TrialWeights.Prior.words,
                expected: Phrase("commands.expected.prior"))
            ?? .operational
        entries =
            try arguments.whole(
                "entries", in: 1...(subject == .blind ? BenchOptions.mostFirearms : 100_000_000))
            ?? (subject == .blind ? 10_000 : 70_000)
        decisions = try arguments.whole("decisions", in: 1...100_000_000) ?? 1_000_000
        ledger = arguments.value("ledger")
        if let ledger { try FileChecks.requireNewFolder(ledger) }
        try BenchOptions.requireNoneNeedless(arguments, subject)
        guard subject == .serial else {
            records = ""
            queries = ""
            index = nil
            answers = nil
            lesson = nil
            learnt = nil
            peers = nil
            return
        }
        guard let folder = arguments.value("records") else {
            throw .missingOption("records", placeholder: .folder, command: "bench serial")
        }
        try FileChecks.requireFolder(folder)
        records = folder
        queries = arguments.value("queries") ?? folder + "/queries.tsv"
        try FileChecks.requireFile(queries)
        lesson = try arguments.file("learn")
        let read =
            [queries] + (lesson.map { [$0] } ?? [])
            + BenchOptions.columns.map { "\(folder)/\($0)" }
        index = try BenchOptions.output("index", arguments, besides: read)
        answers = try BenchOptions.output("out", arguments, besides: read)
        learnt = try BenchOptions.output("learnt", arguments, besides: read)
        if learnt != nil, lesson == nil {
            throw .missingOption("learn", placeholder: .file, command: "bench serial")
        }
        let script = try arguments.file("peers-script")
        peers = arguments.has("peers") || script != nil ? script ?? BenchOptions.usualPeers : nil
    }

    /// Requires that no option is given that means nothing for the subject.
    private static func requireNoneNeedless(
        _ arguments: Arguments, _ subject: Subject
    ) throws(CommandError) {
        var needless: [String] = []
        if subject != .ledger { needless += ledgerOptions }
        if subject != .policy { needless.append("decisions") }
        if subject != .serial {
            needless += serialOptions.filter { subject != .policy || $0 != "seed" }
        }
        let taken = subject == .blind ? blindOptions : []
        let given = needless.first { arguments.value($0) != nil && !taken.contains($0) }
        let flag = subject != .serial && arguments.has("peers") ? "peers" : nil
        if let option = given ?? flag {
            throw .needlessOption(option, command: "bench \(subject.rawValue)")
        }
    }

    /// A file to be written, which must be none of those that are read.
    private static func output(
        _ option: String, _ arguments: Arguments, besides taken: [String]
    ) throws(CommandError) -> String? {
        guard let path = arguments.value(option) else { return nil }
        try FileChecks.requireWritable(path)
        guard !taken.contains(where: { FileChecks.isSame($0, path) }) else {
            throw .overwrites(path: path, option: option)
        }
        return path
    }

    private static let columns = [
        "norm.npy", "make.npy", "model.npy", "cal.npy", "meta.json", "serial.npy", "series.npy",
    ]

    /// How many threads can run at once.
    private static var processors: Int {
        min(mostThreads, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }
}

extension TrialWeights.Prior {
    static let words: [String: Self] = [
        "operational": .operational, "operativa": .operational, "uniform": .uniform,
        "uniforme": .uniform,
    ]
}

/// `rastro bench`: how fast and how right the search is, and what the machine allows.
public struct BenchCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BenchOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) {
        self.job = job
    }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "bench",
        summary: Phrase("commands.bench.summary"),
        positional: .init(.subject),
        options: [
            OptionRule("entries", .number, help: Phrase("commands.bench.entries")),
            OptionRule("ledger", .folder, help: Phrase("commands.bench.ledger")),
            OptionRule("decisions", .number, help: Phrase("commands.bench.decisions")),
            OptionRule("records", .folder, help: Phrase("commands.bench.records")),
            OptionRule("queries", .file, help: Phrase("commands.bench.queries")),
            OptionRule("index", .file, help: Phrase("commands.bench.index")),
            OptionRule("out", .file, help: Phrase("commands.bench.out")),
            OptionRule("threads", .number, help: Phrase("commands.bench.threads")),
            OptionRule("passes", .number, help: Phrase("commands.bench.passes")),
            OptionRule("prior", .prior, help: Phrase("commands.bench.prior")),
            OptionRule("learn", .file, help: Phrase("commands.bench.learn")),
            OptionRule("learnt", .file, help: Phrase("commands.bench.learnt")),
            OptionRule("seed", .number, help: Phrase("commands.bench.seed")),
            OptionRule("peers", help: Phrase("commands.bench.peers")),
            OptionRule("peers-script", .file, help: Phrase("commands.bench.peersScript")),
        ],
        notes: [Phrase("commands.bench.example")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BenchOptions(arguments), session)
    }
}
