import Chronology
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
        case .policy: PolicyBench(options: options, session: session).run()
        case .ledger: try await LedgerBench(options: options, session: session).run()
        case .blind: try await BlindBench(options: options, session: session).run()
        }
        return .done
    }

    private static func measureSearch(_ options: BenchOptions, _ session: Session) async throws {
        let records = try TrialSet(folder: options.records)
        let queries = try TrialQueries(path: options.queries, records: records.count).queries
        let index = try await TrialIndex.build(
            records, path: options.index, tasks: options.threads, now: session.seconds)
        let channel = try learn(options, session, records, index.segment)
        let run = TrialRun(
            queries, words: records.words, segment: index.segment, channel: channel,
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

    /// The prior that was asked for, or what is learnt from it where there are queries to learn from.
    private static func learn(
        _ options: BenchOptions, _ session: Session, _ records: TrialSet, _ segment: SerialSegment
    ) throws -> ChannelWeights {
        let given = TrialWeights.carried.channel(options.prior)
        guard let path = options.lesson else { return given }
        let queries = try TrialQueries(path: path, records: records.count).queries
        let lesson = TrialLesson(queries, words: records.words, seed: UInt64(options.seed))
        let studied = try lesson.learn(over: segment, from: given)
        let civil = session.today.civil
        let file = try PriorFile(
            dated: civil.year * 10_000 + civil.month * 100 + civil.day, studied)
        let comment = session.catalogue(
            Phrase("commands.bench.lesson", ["questions": .count(studied.prior.questions)]))
        session.output.paragraph(comment)
        session.output.line()
        if let target = options.learnt {
            try OutputFile.write(Array(file.text(comment: comment).utf8), to: target)
        }
        return file.applied(to: given)
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
