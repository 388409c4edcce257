import Books
import Chronology
import Tracing

/// The findings of a report counted in every way that its page shows.
struct Tally {
    /// Every finding, in the order of the file.
    let findings: [Finding]
    /// The findings without those that repeat a firearm: what is counted as firearms.
    let firearms: [Finding]
    /// How many findings ended in each way, commonest first; none that did not occur.
    let outcomes: [(outcome: Outcome, count: Int)]
    /// The findings that name a purchaser.
    let named: [Finding]
    /// The findings in which several firearms fit.
    let ambiguous: [Finding]
    /// The findings that reached a firearm and end otherwise than at a purchaser.
    let otherEnds: [Finding]
    /// The findings without an answer that somebody can mend, and those that nobody can.
    let mendable: [Finding]
    let final: [Finding]

    init(findings: [Finding]) {
        self.findings = findings
        firearms = findings.filter { $0.duplicateOf == nil }
        var counts: [Outcome: Int] = [:]
        for finding in findings { counts[finding.outcome, default: 0] += 1 }
        let order = Outcome.allCases
        outcomes = order.compactMap { outcome in counts[outcome].map { (outcome, $0) } }
            .sorted { $0.count > $1.count }
        named = findings.filter { $0.outcome == .purchaser }
        ambiguous = findings.filter { $0.outcome == .ambiguous }
        otherEnds = findings.filter { $0.outcome.reachedFirearm && $0.outcome != .purchaser }
        let rest = findings.filter { $0.outcome != .purchaser && $0.outcome != .ambiguous }
        mendable = rest.filter { $0.mender != .nobody }
        final = rest.filter { $0.mender == .nobody }
    }

    /// The findings with a section of their own: the firearm was found.
    var reached: [Finding] { findings.filter(\.outcome.reachedFirearm) }

    /// How many findings repeat a firearm that stands earlier.
    var repeatCount: Int { findings.count - firearms.count }

    /// How many of the purchasers named are to be expected wrong, by the confidences themselves.
    var expectedWrong: Double { named.reduce(0) { $0 + (1 - $1.confidence) } }

    /// The first retail sales of firearms: the only ones whose state counts as a source.
    var sales: [(finding: Finding, dealer: Licensee)] {
        firearms.compactMap { finding in
            guard finding.outcome == .purchaser, let dealer = finding.dealer else { return nil }
            return (finding, dealer)
        }
    }

    /// The times to crime of firearms, shortest first.
    var times: [TimeToCrime] {
        firearms.compactMap { TimeToCrime(of: $0) }.sorted { $0.days < $1.days }
    }

    /// The kinds of the last holders of firearms for which no retail sale was found.
    var lastHolders: [(kind: Licensee.Kind, count: Int)] {
        var counts: [Licensee.Kind: Int] = [:]
        for finding in firearms where finding.outcome.reachedFirearm {
            guard finding.outcome != .purchaser, let holder = finding.chain.last?.holder
            else { continue }
            counts[holder.kind, default: 0] += 1
        }
        return Licensee.Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
            .sorted { $0.count > $1.count }
    }

    /// The findings without an answer that one mender can mend, by reason; commonest first.
    func failures(of mender: Mender) -> [(closure: Closure, findings: [Finding])] {
        var groups: [Closure: [Finding]] = [:]
        for finding in mender == .nobody ? final : mendable where finding.mender == mender {
            groups[finding.closure, default: []].append(finding)
        }
        return Closure.allCases.compactMap { closure in groups[closure].map { (closure, $0) } }
            .sorted { $0.findings.count > $1.findings.count }
    }
}

extension Outcome {
    /// Tells whether the firearm was found in the books and its way was followed.
    var reachedFirearm: Bool {
        switch self {
        case .purchaser, .dispositionMissing, .theftOrLoss, .exported, .recordsLost: true
        case .ambiguous, .notFound, .untraceable: false
        }
    }
}
