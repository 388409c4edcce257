/// What happened over the seeds: a fault that never happens, and a branch that is never taken, prove nothing.
public struct Coverage: Hashable, Sendable {
    /// Something that must happen in some of the seeds.
    public enum Mark: String, CaseIterable, Sendable {
        case lost, doubled, replayed, partitioned, partitionedOneWay, timedOut
        case crashed, crashedBetweenActions, commitLost, commitKept
        case powerLost, diskRefused, refusalSurvived, clockSet, clockSetBack
        case wholePutBack, folderPutBack, tablesPutBack, stoppedByCopy, restoredFolder
        case restoredTables, redone, lostForGood
        case requested, cancelled, cancelledFirst, answered, partial, clarified, answeredLate
        case delivered, refused, expired, seenThere, lateProof, repeatedReceipt, rejected
        case expected, fetched, givenUpThere
        case cosigned, witnessConflict, entriesFirst, mirrorForgot, witnessForgot, settled
        case restartedWithCandidate, submittedWhileListening, audited, sameTimeline
        case reachedInEmergency, brokeGlass, brokeGlassUnwitnessed, settledBehindEmergency
    }

    private var counts = [Int](repeating: 0, count: Mark.allCases.count)

    /// Nothing that has happened yet.
    public init() {}

    /// How often something happened.
    public subscript(mark: Mark) -> Int { counts[Coverage.place(mark)] }

    /// Counts something.
    mutating func count(_ mark: Mark) { counts[Coverage.place(mark)] += 1 }

    /// Adds what happened elsewhere.
    public mutating func add(_ other: Coverage) {
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    /// What never happened.
    public var missing: [Mark] { Mark.allCases.filter { self[$0] == 0 } }

    private static let places = Dictionary(
        uniqueKeysWithValues: Mark.allCases.enumerated().map { ($1, $0) })

    private static func place(_ mark: Mark) -> Int { places[mark] ?? 0 }
}
