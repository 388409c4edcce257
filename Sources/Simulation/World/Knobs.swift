/// How a world is: everything that may be otherwise is otherwise in another seed.
///
/// Shares are of ten thousand; times are milliseconds.
struct Knobs {
    /// How long there are faults.
    let faults: Int64
    /// How long a message lives.
    let lifetime: ClosedRange<Int64>
    /// How long a message of a user is after the last.
    let pause: ClosedRange<Int64>
    /// How many messages users begin.
    let requests: Int
    /// How long a request is traced.
    let tracing: ClosedRange<Int64>

    /// How long something is on its way.
    let delay: ClosedRange<Int64>
    /// How long an answer is waited for.
    let patience: Int64
    /// What is lost on its way.
    let loss: Int
    /// What comes twice.
    let doubling: Int
    /// What comes again much later.
    let replay: Int
    /// How long apart partitions are, and how long they last.
    let partition: (apart: ClosedRange<Int64>, long: ClosedRange<Int64>)

    /// How long apart crashes of a node are, and how long it is down.
    let crash: (apart: ClosedRange<Int64>, long: ClosedRange<Int64>)
    /// How often a commit is lost, or kept, in a crash.
    let commitCrash: Int
    /// How often a node crashes between two actions.
    let actionCrash: Int
    /// How often a disk fails within its next operations.
    let diskFailure: Int
    /// Tells whether a node crashes when its disk refuses something.
    let isRefusalFatal: Bool
    /// How long apart clocks are set.
    let clock: ClosedRange<Int64>
    /// Tells whether one disk is put back to an older copy.
    let isPutBack: Bool

    /// How many entries one checkpoint adds at most.
    let batch: Int
    /// How many entries one push has at most.
    let push: Int
    /// How long entries are gathered.
    let gathering: Int64
    /// Tells whether users are heard before the ledger is open.
    let isSubmittingWhileListening: Bool

    /// The most that a clock is wrong.
    static let mostSkew: Int64 = 600_000
    private static let minute: Int64 = 60_000

    /// The knobs of a seed.
    init(_ random: inout SeededRandom) {
        func span(
            _ least: ClosedRange<Int64>, _ factor: ClosedRange<Int64>,
            _ random: inout SeededRandom
        ) -> ClosedRange<Int64> {
            let lower = random.number(in: least)
            return lower...lower * random.number(in: factor)
        }
        func share(_ most: Int64, _ random: inout SeededRandom) -> Int {
            // A third of the worlds is free of each fault, so that one fault does not hide another.
            random.below(3) == 0 ? 0 : Int(random.below(most) + 1)
        }
        let minute = Knobs.minute
        faults = random.number(in: 10...50) * minute
        lifetime = span(5 * minute...15 * minute, 1...2, &random)
        pause = span(1000...40_000, 1...20, &random)
        requests = Int(random.number(in: 2...10))
        tracing = span(500...60_000, 1...6, &random)
        delay = span(1...400, 1...50, &random)
        patience = delay.upperBound + random.number(in: 3000...30_000)
        loss = share(3000, &random)
        doubling = share(1500, &random)
        replay = share(600, &random)
        partition = (
            span(minute...15 * minute, 1...4, &random), span(5000...minute, 1...8, &random)
        )
        crash = (span(minute...20 * minute, 1...4, &random), span(500...minute, 1...5, &random))
        commitCrash = share(200, &random)
        actionCrash = share(200, &random)
        diskFailure = share(5000, &random)
        isRefusalFatal = random.below(2) == 0
        clock = span(minute...10 * minute, 1...4, &random)
        isPutBack = random.below(2) == 0
        batch = Int(random.choice([1, 3, 8, 1000]))
        push = Int(random.choice([1, 4, 1000]))
        gathering = random.choice([0, 40, 2000])
        isSubmittingWhileListening = random.below(2) == 0
    }
}
