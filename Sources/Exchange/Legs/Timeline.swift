/// Where the time of one request went: its legs in order, as ledgers record them.
///
/// Whoever has the ledger of either node makes the same timeline, once each has recorded the other's legs.
/// Times are those of the nodes' own clocks, which may differ a little; nothing here corrects them.
public struct Timeline: Hashable, Sendable {
    /// The legs by time, each once.
    public let legs: [Leg]

    /// A timeline of legs in any order; what stands twice is one.
    ///
    /// - Complexity: O(n log n) in the number of legs.
    public init(_ legs: some Sequence<Leg>) { self.legs = Set(legs).sorted() }

    /// Makes the timeline of a request from the entries of one ledger, or of both.
    ///
    /// Entries of other requests are passed over, and so are those whose members can not be read: they
    /// say nothing, and one of them takes nothing from the rest.
    ///
    /// - Complexity: linear in the number of entries; O(n log n) in that of the request's legs.
    public static func build(
        from entries: some Sequence<LedgerEntry>, request: UniqueIdentifier
    ) -> Timeline {
        var found: Set<Leg> = []
        for entry in entries {
            guard let named = try? entry.request(), named == request,
                let legs = try? entry.legs()
            else { continue }
            found.formUnion(legs)
        }
        return Timeline(found)
    }

    /// The first time at which a node took a step; `nil` when none is recorded.
    public func time(of stage: Leg.Stage, by node: NodeName) -> Moment? {
        legs.first { $0.stage == stage && $0.node == node }?.time
    }

    /// The milliseconds from the first of a stage to the first of another, whichever node took them.
    ///
    /// - Returns: `nil` when one is not recorded; less than nothing when the nodes' clocks differ so.
    public func milliseconds(from start: Leg.Stage, to end: Leg.Stage) -> Int64? {
        guard let first = legs.first(where: { $0.stage == start }),
            let last = legs.first(where: { $0.stage == end })
        else { return nil }
        return last.time.milliseconds - first.time.milliseconds
    }

    /// How long each custodian took, by number; `nil` for those that have not answered.
    public var waits: [(custodian: Int, milliseconds: Int64?)] {
        var asked: [Int: Moment] = [:]
        var answered: [Int: Moment] = [:]
        for leg in legs {
            guard let first = leg.stage.custodian else { continue }
            for number in first...(leg.stage.through ?? first) {
                if case .asked = leg.stage {
                    asked[number] = min(asked[number] ?? leg.time, leg.time)
                } else {
                    answered[number] = min(answered[number] ?? leg.time, leg.time)
                }
            }
        }
        return Set(asked.keys).union(answered.keys).sorted().map { number in
            guard let start = asked[number], let end = answered[number] else {
                return (number, nil)
            }
            return (number, end.milliseconds - start.milliseconds)
        }
    }
}
