public import Exchange

/// Where the time of traces went: at each party, how long in the middle, in nine of ten, and at worst.
public struct AuditTimes: Sendable {
    /// A part of a trace's way.
    public enum Part: String, Sendable, CaseIterable {
        /// From the asking node's taking it in to its arrival at the other.
        case outbound
        /// At the answering node, without the time for which it waited for custodians.
        case answering
        /// One custodian, from the question to its answer.
        case custodian
        /// From the answer's sending to its arrival.
        case inbound
        /// All of it.
        case whole
    }

    /// The times of one part at one party.
    public struct Row: Sendable {
        /// The part.
        public let part: Part
        /// The node that begins it; `nil` where the custodians are meant, who have no names.
        public let node: NodeName?
        /// How many came to their end.
        public let count: Int
        /// How many began and have no end.
        public let open: Int
        /// How many ended before they began: the nodes' clocks differ.
        public let reversed: Int
        /// The milliseconds of the middle one, of nine in ten and of the slowest; `nil` where none came to its end.
        public let spans: Spans?
    }

    /// Some times of a part, in milliseconds, by the nearest rank.
    public struct Spans: Sendable, Hashable {
        /// Half took no longer.
        public let median: Int64
        /// Nine in ten took no longer.
        public let ninetieth: Int64
        /// The slowest.
        public let slowest: Int64
        /// The request of the slowest.
        public let request: UniqueIdentifier
    }

    /// The parts in the order of a trace's way, then by node.
    public let rows: [Row]
    /// How many traces there are.
    public let traces: Int
}

/// The legs of traces while ledgers are gone through: some hundred bytes for each trace.
struct TimeGathering: Sendable {
    /// A leg in sixteen bytes.
    struct SmallLeg: Hashable, Sendable {
        let time: Int64
        let node: UInt16
        let stage: UInt8
        let first: UInt16
        let last: UInt16
    }

    private static let mostNodes = Int(UInt16.max)
    private var nodes: [NodeName] = []
    private var numbers: [NodeName: UInt16] = [:]
    private var traces: [UniqueIdentifier: Set<SmallLeg>] = [:]

    mutating func add(_ line: AuditLine) {
        guard !line.legs.isEmpty, let request = try? line.entry?.request() else { return }
        for leg in line.legs {
            // A request has far fewer; more would only make whoever counts them wait.
            guard traces[request]?.count ?? 0 < Leg.most, let node = number(of: leg.node) else {
                continue
            }
            traces[request, default: []].insert(
                SmallLeg(
                    time: leg.time.milliseconds, node: node, stage: UInt8(leg.stage.place),
                    first: UInt16(leg.stage.custodian ?? 0),
                    last: UInt16(leg.stage.through ?? leg.stage.custodian ?? 0)))
        }
    }

    private mutating func number(of node: NodeName) -> UInt16? {
        if let number = numbers[node] { return number }
        guard nodes.count < TimeGathering.mostNodes else { return nil }
        let number = UInt16(nodes.count)
        nodes.append(node)
        numbers[node] = number
        return number
    }

    /// The times of the traces that began within a selection's time.
    ///
    /// - Parameter requests: those that are meant; `nil` for all.
    func finished(_ selection: AuditSelection, _ requests: Set<UniqueIdentifier>?) -> AuditTimes {
        var samples: [PartKey: PartSamples] = [:]
        var count = 0
        for (request, legs) in traces where requests?.contains(request) ?? true {
            guard let first = legs.map(\.time).min().flatMap({ Moment(milliseconds: $0) }),
                selection.contains(first)
            else { continue }
            count += 1
            TraceTimes(legs.sorted { $0.time < $1.time }).record(of: request, into: &samples)
        }
        let rows = samples.map { key, samples in
            samples.row(key, node: key.node.map { nodes[Int($0)] })
        }.sorted {
            ($0.part.place, $0.node?.text ?? "") < ($1.part.place, $1.node?.text ?? "")
        }
        return AuditTimes(rows: rows, traces: count)
    }
}

/// A part of the way at a party.
struct PartKey: Hashable, Sendable {
    let part: AuditTimes.Part
    let node: UInt16?
}

/// The times of a part.
struct PartSamples: Sendable {
    private var spans: [(milliseconds: Int64, count: Int, request: UniqueIdentifier)] = []
    private var open = 0

    mutating func add(
        _ start: Int64?, _ end: Int64?, of request: UniqueIdentifier, count: Int = 1
    ) {
        guard let start else { return }
        guard let end else {
            open += count
            return
        }
        spans.append((end - start, count, request))
    }

    func row(_ key: PartKey, node: NodeName?) -> AuditTimes.Row {
        let sorted = spans.sorted { $0.milliseconds < $1.milliseconds }
        // Of equal times the same request is named, in whatever order the traces come.
        let slowest = sorted.last.flatMap { last in
            sorted.reversed().prefix { $0.milliseconds == last.milliseconds }
                .min { $0.request.text < $1.request.text }
        }
        let count = sorted.reduce(0) { $0 + $1.count }
        let reversed = sorted.reduce(0) { $0 + ($1.milliseconds < 0 ? $1.count : 0) }
        return AuditTimes.Row(
            part: key.part, node: node, count: count, open: open, reversed: reversed,
            spans: slowest.map { slowest in
                AuditTimes.Spans(
                    median: PartSamples.rank((count + 1) / 2, of: sorted),
                    ninetieth: PartSamples.rank((count * 9 + 9) / 10, of: sorted),
                    slowest: slowest.milliseconds, request: slowest.request)
            })
    }

    /// The time of a rank, counted from 1.
    private static func rank(
        _ rank: Int, of sorted: [(milliseconds: Int64, count: Int, request: UniqueIdentifier)]
    ) -> Int64 {
        var seen = 0
        for span in sorted {
            seen += span.count
            if seen >= rank { return span.milliseconds }
        }
        return sorted.last?.milliseconds ?? 0
    }
}

extension AuditTimes.Part {
    fileprivate var place: Int {
        switch self {
        case .outbound: 0
        case .answering: 1
        case .custodian: 2
        case .inbound: 3
        case .whole: 4
        }
    }
}
