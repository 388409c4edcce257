public import Encoding

/// One step of a request's way, with the time at which the node that took it says it did.
///
/// Both nodes keep the legs of both in their ledgers, so both read the same clock for each of them.
public struct Leg: Hashable, Sendable {
    /// What a node did.
    public enum Stage: Hashable, Sendable {
        /// Somebody asked.
        case submitted
        /// The request's message came.
        case received
        /// It was stored and will be traced.
        case accepted
        /// A custodian was asked; each has a number of its own within the request, from 1.
        ///
        /// `through` is the last of several that were asked at once, by numbers that follow one another.
        case asked(custodian: Int, through: Int? = nil)
        /// The custodian of that number answered.
        ///
        /// `through` is the last of several that answered at once.
        case answered(custodian: Int, through: Int? = nil)
        /// The answer was found.
        case found
        /// A message was sent.
        case sent
        /// The answer is with whoever asked.
        case delivered
    }

    /// What was done.
    public let stage: Stage
    /// By which node.
    public let node: NodeName
    /// When, by that node's clock.
    public let time: Moment

    /// The numbers that a request's custodians may have.
    public static let custodians = 1...9999
    /// The most legs that are read at once.
    public static let most = 1024

    /// A step of a node; `nil` when the custodian's number is not one of `custodians`.
    public init?(_ stage: Stage, by node: NodeName, at time: Moment) {
        if let custodian = stage.custodian, !Leg.custodians.contains(custodian) { return nil }
        if let last = stage.through {
            guard let custodian = stage.custodian, last > custodian, Leg.custodians.contains(last)
            else { return nil }
        }
        self.stage = stage
        self.node = node
        self.time = time
    }
}

extension Leg.Stage {
    /// The word of the stage.
    public var word: String {
        switch self {
        case .submitted: "submitted"
        case .received: "received"
        case .accepted: "accepted"
        case .asked: "asked"
        case .answered: "answered"
        case .found: "found"
        case .sent: "sent"
        case .delivered: "delivered"
        }
    }

    /// The custodian's number; `nil` for stages that are of none.
    public var custodian: Int? {
        switch self {
        case .asked(let custodian, _), .answered(let custodian, _): custodian
        case .submitted, .received, .accepted, .found, .sent, .delivered: nil
        }
    }

    /// The number of the last of several custodians; `nil` where it is one, or none.
    public var through: Int? {
        switch self {
        case .asked(_, let last), .answered(_, let last): last
        case .submitted, .received, .accepted, .found, .sent, .delivered: nil
        }
    }

    /// How many custodians the stage is of.
    public var custodianCount: Int {
        guard let custodian else { return 0 }
        return (through ?? custodian) - custodian + 1
    }

    /// Where the stage stands on a request's way, for legs of one time; the same of all custodians.
    public var place: Int {
        switch self {
        case .submitted: 0
        case .received: 1
        case .accepted: 2
        case .asked: 3
        case .answered: 4
        case .found: 5
        case .sent: 6
        case .delivered: 7
        }
    }

    /// The stage of a word; `nil` unless a custodian's, and no other, has a number.
    fileprivate init?(_ word: String, custodian: Int?, through last: Int?) {
        if let custodian {
            switch word {
            case "asked": self = .asked(custodian: custodian, through: last)
            case "answered": self = .answered(custodian: custodian, through: last)
            default: return nil
            }
            return
        }
        let stages: [Leg.Stage] = [.submitted, .received, .accepted, .found, .sent, .delivered]
        guard let stage = stages.first(where: { $0.word == word }) else { return nil }
        self = stage
    }
}

extension Leg: Comparable {
    /// Orders legs by time, then by where they stand on the way, custodian and node.
    public static func < (one: Leg, other: Leg) -> Bool { one.order < other.order }

    private var order: (Moment, Int, Int, Int, String) {
        (time, stage.place, stage.custodian ?? 0, stage.through ?? 0, node.text)
    }
}

extension Leg {
    /// Reads a leg: its word, its node, its milliseconds and, for a custodian's, the number, and the last number where
    /// there are several.
    public init?(_ value: JSONValue) {
        guard let parts = value.array, (3...5).contains(parts.count), let word = parts[0].string,
            let node = parts[1].string.flatMap(NodeName.init),
            let time = parts[2].integer.flatMap({ Moment(milliseconds: $0) })
        else { return nil }
        let numbers = parts.dropFirst(3).compactMap(\.integer).map { Int($0) }
        guard numbers.count == parts.count - 3,
            let stage = Stage(
                word, custodian: numbers.first, through: numbers.count > 1 ? numbers[1] : nil)
        else { return nil }
        self.init(stage, by: node, at: time)
    }

    /// The leg as a short array: `["asked","us.trace.example",1767225600123,2]`, or for the custodians 2 to 9
    /// `["asked","us.trace.example",1767225600123,2,9]`.
    public var json: JSONValue {
        var parts: [JSONValue] = [
            .string(stage.word), .string(node.text), .integer(time.milliseconds),
        ]
        if let custodian = stage.custodian { parts.append(.integer(Int64(custodian))) }
        if let last = stage.through { parts.append(.integer(Int64(last))) }
        return .array(parts)
    }

    /// Reads some legs, at least one and at most `most`; `nil` when one of them is none.
    public static func list(_ value: JSONValue) -> [Leg]? {
        guard let elements = value.array, (1...most).contains(elements.count) else { return nil }
        let legs = elements.compactMap { Leg($0) }
        return legs.count == elements.count ? legs : nil
    }

    /// Legs as they stand in an entry or a body, in their order.
    public static func json(_ legs: some Sequence<Leg>) -> JSONValue { .array(legs.map(\.json)) }
}
