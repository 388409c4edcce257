import Language
import SerialIndex
import Trials

/// What `rastro bench serial` prints: each class of query, then the whole, with the goals beside.
struct BenchSummary {
    let options: BenchOptions
    let session: Session
    let index: TrialIndex
    let result: TrialRun.Result
    let score: TrialScore
    let peakBytes: Int?
    private let goals = TrialGoals()

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }
    private var figures: BenchFigures { BenchFigures(catalogue: catalogue) }

    /// The probability at which something is named, for the figures on naming.
    static let threshold = 0.9

    init(
        options: BenchOptions, session: Session, index: TrialIndex, result: TrialRun.Result,
        score: TrialScore, peakBytes: Int?
    ) {
        self.options = options
        self.session = session
        self.index = index
        self.result = result
        self.score = score
        self.peakBytes = peakBytes
    }

    /// How many bytes of the index there are for each record.
    var bytesPerRecord: Double {
        Double(index.segment.size) / Double(max(1, index.segment.count))
    }

    /// Writes the summary.
    func write() {
        output.paragraph(
            catalogue(
                Phrase(
                    "commands.bench.headline",
                    [
                        "records": .count(index.segment.count),
                        "queries": .count(result.outcomes.count),
                        "prior": .phrase(Phrase("commands.prior.\(options.prior.rawValue)")),
                    ])), style: .strong)
        output.paragraph(
            catalogue(Phrase("commands.bench.goals", ["records": .count(goals.records)])))
        output.line()
        classes()
        output.paragraph(catalogue("commands.bench.legend"), style: .faint)
        output.line()
        whole()
        guard let path = options.answers else { return }
        output.line()
        output.paragraph(catalogue(Phrase("commands.bench.written", ["path": .text(path)])))
    }

    private func classes() {
        let goal = catalogue("commands.bench.goal")
        var table = TextTable([
            .init(catalogue("commands.bench.class")), .init("n", side: .right),
            .init(catalogue("commands.bench.first"), side: .right), .init(goal, side: .right),
            .init(catalogue("commands.bench.five"), side: .right), .init(goal, side: .right),
            .init("p50", side: .right), .init(goal, side: .right),
            .init("p99", side: .right), .init(goal, side: .right),
        ])
        for kind in TrialQuery.Class.allCases {
            guard let row = score.classes[kind] else { continue }
            let isThere = kind != .absent
            table.add([
                .init(catalogue(Phrase("commands.class.\(kind.rawValue)"))),
                .init(catalogue.grouped(row.count)),
                .init(figures.share(isThere ? row.first : nil)),
                .init(figures.share(goals.first(kind)), .faint),
                .init(figures.share(isThere ? row.amongFive : nil)),
                .init(figures.share(goals.amongFive(kind)), .faint),
                .init(figures.short(row.median)), .init(figures.goal(goals.median(kind)), .faint),
                .init(figures.short(row.tail)), .init(figures.goal(goals.tail(kind)), .faint),
            ])
        }
        output.table(table)
    }

    private func whole() {
        var table = TextTable([
            .init(isFlexible: true), .init(catalogue("commands.bench.measured"), side: .right),
            .init(catalogue("commands.bench.goal"), side: .right),
        ])
        func add(_ label: Phrase, _ measured: String, _ goal: Double?) {
            table.add([
                .init(catalogue(label)), .init(measured), .init(figures.goal(goal), .faint),
            ])
        }
        if index.isOpened {
            add(
                Phrase("commands.bench.opening"), catalogue.fixed(index.seconds, places: 4), nil)
        } else {
            add(
                Phrase("commands.bench.build", ["threads": .count(options.threads)]),
                catalogue.fixed(index.seconds, places: 2), goals.build)
        }
        add(
            Phrase("commands.bench.bytes"), catalogue.fixed(bytesPerRecord, places: 1),
            goals.bytesPerRecord)
        add(Phrase("commands.bench.peak"), figures.megabytes(peakBytes), nil)
        for (number, rate) in result.rates.enumerated() {
            add(
                Phrase("commands.bench.rate", ["threads": .count(number + 1)]),
                catalogue.fixed(rate, places: 0), goals.rate(threads: number + 1))
        }
        if let mix = score.mix {
            let named = mix.named.first { $0.threshold == BenchSummary.threshold }
            add(Phrase("commands.bench.mix.first"), figures.share(mix.first), nil)
            add(
                Phrase("commands.bench.mix.error"), figures.share(mix.calibrationError, places: 4),
                goals.calibrationError)
            add(
                Phrase("commands.bench.mix.right"), figures.share(named?.precision),
                goals.precision)
            add(Phrase("commands.bench.mix.named"), figures.share(named?.share), goals.named)
        }
        if let absent = score.classes[.absent] {
            let named = absent.named.first { $0.threshold == BenchSummary.threshold }
            add(Phrase("commands.bench.absentNamed"), figures.share(named?.share), nil)
        }
        output.table(table)
    }
}
