internal import Exchange

/// The parts of one trace's way, from its legs.
struct TraceTimes {
    private typealias Leg = TimeGathering.SmallLeg
    private let legs: [Leg]

    /// The times of legs that ascend by time.
    init(_ legs: [TimeGathering.SmallLeg]) { self.legs = legs }

    func record(of request: UniqueIdentifier, into samples: inout [PartKey: PartSamples]) {
        let submitted = first(.submitted), received = first(.received)
        // An answer is sent once; what was sent before is what was known until then.
        let sent = legs.last { $0.stage == UInt8(Exchange.Leg.Stage.sent.place) } ?? first(.found)
        let delivered = first(.delivered)
        if let submitted {
            let key = PartKey(part: .outbound, node: submitted.node)
            samples[key, default: PartSamples()].add(submitted.time, received?.time, of: request)
            let whole = PartKey(part: .whole, node: submitted.node)
            samples[whole, default: PartSamples()].add(
                submitted.time, delivered?.time, of: request)
        }
        let waits = waits
        if let received {
            let key = PartKey(part: .answering, node: received.node)
            let waited = sent.map { TraceTimes.covered(waits, received.time, $0.time) } ?? 0
            samples[key, default: PartSamples()].add(
                received.time, sent.map { $0.time - waited }, of: request)
        }
        if let sent {
            let key = PartKey(part: .inbound, node: sent.node)
            samples[key, default: PartSamples()].add(sent.time, delivered?.time, of: request)
        }
        for wait in waits {
            let key = PartKey(part: .custodian, node: nil)
            samples[key, default: PartSamples()].add(
                wait.start, wait.end, of: request, count: wait.count)
        }
    }

    private func first(_ stage: Exchange.Leg.Stage) -> TimeGathering.SmallLeg? {
        let number = UInt8(stage.place)
        return legs.first { $0.stage == number }
    }

    /// Questions to custodians, so many at once, and until when they waited; of each custodian the first of either.
    private var waits: [Wait] {
        let asked = UInt8(Exchange.Leg.Stage.asked(custodian: 1).place)
        let answered = UInt8(Exchange.Leg.Stage.answered(custodian: 1).place)
        let questions = legs.filter { $0.stage == asked }
        let answers = legs.filter { $0.stage == answered }
        // Between two of these numbers all custodians have the same legs.
        let points = Set((questions + answers).flatMap { [Int($0.first), Int($0.last) + 1] })
            .sorted()
        return zip(points, points.dropFirst()).compactMap { first, next -> Wait? in
            guard let question = questions.first(where: { $0.holds(first) }) else { return nil }
            let answer = answers.first { $0.holds(first) }
            return Wait(start: question.time, count: next - first, end: answer?.time)
        }
    }

    /// How many milliseconds between two moments at least one of some waits covers.
    static func covered(_ waits: [Wait], _ start: Int64, _ end: Int64) -> Int64 {
        var sum: Int64 = 0
        var reached = start
        for wait in waits.sorted(by: { $0.start < $1.start }) {
            let from = max(reached, wait.start)
            let until = min(end, wait.end ?? end)
            guard until > from else { continue }
            sum += until - from
            reached = until
        }
        return sum
    }

    /// Some custodians that were asked at once, and until when they waited.
    struct Wait {
        let start: Int64
        let count: Int
        let end: Int64?
    }
}

extension TimeGathering.SmallLeg {
    /// Tells whether the leg is of a custodian's number.
    fileprivate func holds(_ number: Int) -> Bool { Int(first) <= number && number <= Int(last) }
}
