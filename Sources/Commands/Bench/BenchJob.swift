import Language
import SerialIndex
import Trials

/// The work of `rastro bench`.
enum BenchJob {
    /// The work as the command starts it.
    static let job: BenchCommand.Job = { options, session in
        switch options.subject {
        case .serial: try await measureSearch(options, session)
        case .machine: await measureMachine(options, session)
        }
        return .done
    }

    private static func measureSearch(_ options: BenchOptions, _ session: Session) async throws {
        let records = try TrialSet(folder: options.records)
        let queries = try TrialQueries(path: options.queries, records: records.count).queries
        let index = try await TrialIndex.build(
            records, tasks: options.threads, now: session.seconds)
        let run = TrialRun(
            queries, words: records.words, segment: index.segment, prior: options.prior,
            now: session.seconds)
        let progress = session.progress(
            Phrase("commands.bench.progress"),
            total: queries.count * options.passes * options.threads)
        let result = try await run.run(
            passes: options.passes, threads: options.threads, seed: UInt64(options.seed)
        ) { progress.advance(by: $0) }
        progress.finish()
        if let path = options.answers {
            let lines = result.outcomes.map { $0.tsv + "\n" }.joined()
            try OutputFile.write(Array(lines.utf8), to: path)
        }
        let summary = BenchSummary(
            options: options, session: session, index: index, result: result,
            score: TrialScore(result.outcomes), peakBytes: PeakMemory.bytes())
        summary.write()
        if let script = options.peers {
            let peers = PeerScript(path: script, records: options.records).run()
            PeerTable(session: session, own: summary, peers: peers).write()
        }
    }

    private static func measureMachine(_ options: BenchOptions, _ session: Session) async {
        var plan = MachineFigures.Plan()
        plan.threads = options.threads
        let figures = await MachineFigures.measure(plan, now: session.seconds)
        MachineTable(figures: figures, session: session).write()
    }
}

extension Session {
    /// The time since any fixed moment, in seconds, for rooms that know no clock.
    var seconds: @Sendable () -> Double {
        let now = surroundings.now
        return { now() / .seconds(1) }
    }
}
