public import Exchange

/// What became of the emergencies of a ledger, as a function of its entries and of a moment.
public struct EmergencyReview: Hashable, Sendable {
    /// The emergencies, in the order of the ledger.
    public let cases: [Case]

    /// One emergency.
    public struct Case: Hashable, Sendable {
        /// The BREAK_GLASS entry.
        public let entry: UniqueIdentifier
        /// Who asked and who signed with them.
        public let officers: Set<Pseudonym>
        /// Until when it must be justified.
        public let deadline: Moment
        /// What became of it.
        public let state: State
    }

    /// What became of an emergency.
    public enum State: Hashable, Sendable {
        /// It is not justified, and there is time.
        case open
        /// It was justified in time.
        case justified(at: Moment)
        /// The time is over, and nothing was said: its officers are suspended.
        case overdue
        /// It was justified too late: it stays red, and its officers are free again.
        case late(at: Moment)

        /// Tells whether an audit shows it red.
        public var isRed: Bool {
            switch self {
            case .open, .justified: false
            case .overdue, .late: true
            }
        }
    }

    /// How long there is for a justification, in milliseconds.
    public static let usualTime: Int64 = 24 * 60 * 60 * 1000

    /// Reviews the entries of one ledger, in their order, at a moment; linear in their number.
    ///
    /// A JUSTIFY entry counts when it comes behind the emergency in the ledger, is its node's and says which it is
    /// about. It counts from the latest time that an entry between the two says, so that nobody dates it back.
    ///
    /// - Parameters:
    ///   - entries: the ledger's entries; others than the two kinds are looked at for their times alone.
    ///   - moment: at which it is asked.
    ///   - time: how long there is for a justification, in milliseconds.
    public init(
        of entries: some Sequence<LedgerEntry>, at moment: Moment,
        time: Int64 = EmergencyReview.usualTime
    ) {
        var walk = Walk(time: time)
        for entry in entries { walk.add(entry) }
        self = walk.review(at: moment)
    }

    fileprivate init(cases: [Case]) { self.cases = cases }

    /// A review under way, for whoever reads a ledger once: it keeps the emergencies, and of the rest a few times.
    public struct Walk: Sendable {
        private let time: Int64
        private var count = 0
        private var found: [Pending] = []
        // Entries of one identifier are all justified by an entry about it, as it can not say which it means.
        private var places: [UniqueIdentifier: [Int]] = [:]
        private var times = LatestTimes()

        /// A review that has seen nothing yet.
        ///
        /// - Parameter time: how long there is for a justification, in milliseconds.
        public init(time: Int64 = EmergencyReview.usualTime) { self.time = time }

        /// Takes the ledger's next entry.
        public mutating func add(_ entry: LedgerEntry) {
            times.add(entry.time, at: count)
            switch entry.kind {
            case .breakGlass:
                places[entry.identifier, default: []].append(found.count)
                found.append(Pending(entry, at: count, allowing: time))
            case .justify:
                guard let answered = entry.answered else { break }
                for place in places[answered] ?? [] where found[place].node == entry.node {
                    found[place].justify(at: times.latest(after: found[place].index) ?? entry.time)
                }
            default: break
            }
            count += 1
        }

        /// What became of the emergencies so far, at a moment.
        public func review(at moment: Moment) -> EmergencyReview {
            EmergencyReview(cases: found.map { $0.reviewed(at: moment) })
        }
    }

    /// Reviews emergencies that somebody has kept apart from their ledger, at a moment.
    ///
    /// - Parameter time: how long there is for a justification, in milliseconds.
    public init(
        kept: some Sequence<Kept>, at moment: Moment, time: Int64 = EmergencyReview.usualTime
    ) {
        cases = kept.enumerated().map { index, one in
            var pending = Pending(one.entry, at: index, allowing: time)
            if let justified = one.justified { pending.justify(at: justified) }
            return pending.reviewed(at: moment)
        }
    }

    /// An emergency as somebody keeps it who does not go through the ledger each time.
    public struct Kept: Hashable, Sendable {
        /// The BREAK_GLASS entry.
        public let entry: LedgerEntry
        /// From when its justification counts; `nil` while there is none.
        public let justified: Moment?

        /// An emergency, and from when its justification counts.
        public init(_ entry: LedgerEntry, justified: Moment?) {
            self.entry = entry
            self.justified = justified
        }
    }

    /// The officers whose permits are suspended: those of the emergencies that are overdue.
    public var suspended: Set<Pseudonym> {
        cases.reduce(into: []) { suspended, emergency in
            if emergency.state == .overdue { suspended.formUnion(emergency.officers) }
        }
    }
}

/// An emergency while the ledger is gone through.
private struct Pending: Sendable {
    let index: Int
    let node: NodeName
    private let entry: UniqueIdentifier
    private let officers: Set<Pseudonym>
    private let deadline: Moment
    private var justified: Moment?

    init(_ entry: LedgerEntry, at index: Int, allowing time: Int64) {
        self.index = index
        self.entry = entry.identifier
        node = entry.node
        let signers = BreakGlass.signatures(of: entry)?.map(\.officer) ?? []
        officers = Set(signers).union(entry.actor.map { [$0] } ?? [])
        let (end, isBeyond) = entry.time.milliseconds.addingReportingOverflow(time)
        deadline = isBeyond ? entry.time : Moment(milliseconds: end) ?? entry.time
    }

    mutating func justify(at moment: Moment) {
        if justified == nil { justified = moment }
    }

    func reviewed(at moment: Moment) -> EmergencyReview.Case {
        let state: EmergencyReview.State =
            switch justified {
            case let time?: time <= deadline ? .justified(at: time) : .late(at: time)
            case nil: moment <= deadline ? .open : .overdue
            }
        return EmergencyReview.Case(
            entry: entry, officers: officers, deadline: deadline, state: state)
    }
}

/// The latest time among the entries behind any, in a time that grows with the logarithm of their number.
private struct LatestTimes: Sendable {
    /// Each is later than all that follow.
    private var times: [(index: Int, time: Moment)] = []

    mutating func add(_ time: Moment, at index: Int) {
        while let last = times.last, last.time <= time { times.removeLast() }
        times.append((index, time))
    }

    func latest(after index: Int) -> Moment? {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle].index > index { high = middle } else { low = middle + 1 }
        }
        return low < times.count ? times[low].time : nil
    }
}
