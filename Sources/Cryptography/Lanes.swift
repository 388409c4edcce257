/// Long work, cut into runs of which some go on at once.
enum Lanes {
    /// How many runs each lane has, so that a lane that is slowed down holds up the others less.
    private static let runsPerLane = 4

    /// What a body makes of each run of the numbers below one, in their order.
    ///
    /// - Parameters:
    ///   - count: how many numbers; no run for none.
    ///   - lanes: how many runs go on at once.
    ///   - body: the work, which is the same whoever does it.
    static func map<Value: Sendable>(
        _ count: Int, _ lanes: Int, _ body: @escaping @Sendable (Range<Int>) -> Value
    ) async -> [Value] {
        guard count > 0 else { return [] }
        guard lanes > 1, count > 1 else { return [body(0..<count)] }
        let length = max(1, (count - 1) / (lanes * runsPerLane) + 1)
        let runs = stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
        return await withTaskGroup(of: (Int, Value).self) { group in
            var values: [Value?] = Array(repeating: nil, count: runs.count)
            for (place, run) in runs.enumerated() {
                if place >= lanes, let (done, value) = await group.next() { values[done] = value }
                group.addTask { (place, body(run)) }
            }
            for await (place, value) in group { values[place] = value }
            return values.compactMap(\.self)
        }
    }
}
