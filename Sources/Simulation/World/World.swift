import Cryptography
import Delivery
import Exchange
import Ledger

/// Two nodes, what lies between them, and whoever looks at them: one thread, one seed.
final class World {
    /// The moment at which each world begins.
    static let start: Int64 = 1_767_225_600_000
    /// What messages say and ledgers must not.
    static let canary = "NAME OF A PURCHASER"

    let knobs: Knobs
    /// Tells whether there are emergencies: in every fourth world, so that the others stay as they were when something was
    /// found in them.
    let hasEmergencies: Bool
    let mutation: Mutation?
    let grounds: Grounds
    private(set) var nodes: [SimulatedNode] = []
    private(set) var network: Network!
    /// Milliseconds since the beginning.
    private(set) var time: Int64 = 0
    /// How many events there were.
    private(set) var steps = 0
    var coverage = Coverage()
    /// The first thing that was not true.
    private(set) var violation: Violation?
    private(set) var trace: [String] = []
    /// Every message that anybody made, by its digest.
    var submitted: [Digest: MessageFacts] = [:]
    /// Every message that a node has taken from its users or its workers, by the number of the node.
    var accepted: [[UniqueIdentifier]] = [[], []]
    /// The entries by which vaults have opened before anybody else saw them.
    var opened: [OpenedEntry] = []
    var logs = [ShownLog(), ShownLog()]
    /// The most that each node has cosigned.
    var cosigned: [UInt64] = [0, 0]
    var copy: DiskCopy?
    /// The node whose disk was put back.
    var putBack: Int?
    var isOperatorCalled = [false, false]

    private let isTraced: Bool
    private var random: SeededRandom
    private var queue = EventQueue()

    init?(seed: UInt64, mutation: Mutation?, isTraced: Bool) {
        var random = SeededRandom(seed: seed)
        knobs = Knobs(&random)
        self.random = random
        self.mutation = mutation
        hasEmergencies = seed % 4 == 3
        self.isTraced = isTraced
        guard let grounds = World.makeGrounds(),
            let north = NodeIdentity("us.trace.example", seed: 10),
            let south = NodeIdentity("mx.trace.example", seed: 20)
        else { return nil }
        self.grounds = grounds
        network = Network(self)
        nodes = [SimulatedNode(0, north, self), SimulatedNode(1, south, self)]
    }

    private static func makeGrounds() -> Grounds? {
        guard let basis = LegalBasis("us:18usc923g7"), let file = CaseReference("C/1"),
            let agency = AgencyNumber("USATF0001")
        else { return nil }
        return Grounds(
            purpose: .criminalJustice, basis: basis, caseReference: file,
            requester: Requester(agency: agency, officer: Pseudonym(badge: "7", key: [7])))
    }

    /// Tells whether there are faults at this time.
    var isFaulty: Bool { time < knobs.faults }

    /// Plans something.
    func plan(after delay: Int64, _ label: String, _ body: @escaping () -> Void) {
        queue.add(at: time + delay, label, body)
    }

    /// Lets happen what is planned, until nothing is, the time is over or something is not true.
    func run(until end: Int64) {
        while violation == nil, let event = queue.next() {
            guard event.time <= end else { return }
            time = event.time
            steps += 1
            if isTraced { trace.append("\(time) \(event.label)") }
            event.body()
        }
    }

    /// Random bits.
    func draw() -> UInt64 { random.next() }

    /// A number of a range.
    func number(in range: ClosedRange<Int64>) -> Int64 { random.number(in: range) }

    /// One of some things.
    func choice<Element>(_ elements: [Element]) -> Element { random.choice(elements) }

    /// Tells whether a fault happens, by its share of ten thousand: none after the faults.
    func happens(_ share: Int) -> Bool { isFaulty && random.happens(share) }

    /// What becomes of a commit.
    enum Fate {
        case durable, kept, lost
    }

    /// Says what becomes of a commit: a crash that hits it may come before it is durable, or just after.
    func fateOfCommit() -> Fate {
        guard happens(knobs.commitCrash) else { return .durable }
        return random.below(2) == 0 ? .kept : .lost
    }

    /// Why a message is not taken, by policy: the same each time for one message.
    func objection(to facts: MessageFacts) -> RefusalCode? {
        facts.kind == .traceRequest && facts.digest.bytes[0] < 20 ? .unreadable : nil
    }

    /// Writes into the trace.
    func note(_ text: @autoclosure () -> String) {
        if isTraced { trace.append("\(time)   \(text())") }
    }

    /// Ends the world: something is not true.
    func fail(_ invariant: Invariant, _ text: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, step: steps, time: time, text: text())
        note("\(invariant.rawValue) \(text())")
    }
}

/// Something that is not true, and when it was seen.
public struct Violation: Hashable, Sendable {
    /// What is not true.
    public let invariant: Invariant
    /// The number of the event after which it was seen.
    public let step: Int
    /// The milliseconds since the beginning of the world.
    public let time: Int64
    /// What was seen.
    public let text: String
}
