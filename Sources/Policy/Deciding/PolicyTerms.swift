public import Exchange

/// On what terms a policy permits what a cell of the table is about.
///
/// A set of facts is enough when it holds one of the least sets listed. No set listed means never; an empty set
/// listed means always.
public struct PolicyTerms: Hashable, Sendable {
    /// The least sets of facts when no handling code is there.
    public let plain: [WordSet<PolicyFact>]
    /// The least sets with one code alone, where they are others than without it.
    ///
    /// Several codes ask for what each of them asks for.
    public let marked: [Handling: [WordSet<PolicyFact>]]

    /// Tells whether nothing permits it, whatever the facts.
    public var isNever: Bool { plain.isEmpty }
}

extension Policy {
    /// How many questions the table answers: the cells by all sets of facts and of handling codes.
    public static let tableSize = PolicyCell.count << (factBits + handlingBits)

    static let factBits = 7
    static let handlingBits = 4
    /// All sets of facts, smaller ones first.
    private static let factSets = (0..<UInt32(1 << factBits)).sorted {
        ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }

    /// The least sets of facts with which a cell is permitted under handling codes.
    ///
    /// - Complexity: O(rules of the cell).
    public func leastFacts(
        _ cell: PolicyCell, handling: WordSet<Handling> = WordSet()
    ) -> [WordSet<PolicyFact>] {
        let enough = factsEnough(cell, handling: handling.bits)
        guard !enough.isEmpty else { return [] }
        var least: [UInt32] = []
        for facts in Policy.factSets
        where enough.holds(facts) && !least.contains(where: { facts & $0 == $0 }) {
            least.append(facts)
        }
        return least.map { WordSet(bits: $0) }
    }

    /// The terms of a cell.
    public func terms(_ cell: PolicyCell) -> PolicyTerms {
        let plain = leastFacts(cell)
        var marked: [Handling: [WordSet<PolicyFact>]] = [:]
        for code in Handling.allCases {
            let least = leastFacts(cell, handling: WordSet([code]))
            if least != plain { marked[code] = least }
        }
        return PolicyTerms(plain: plain, marked: marked)
    }

    /// The whole answer of a cell, one bit a question; empty where nothing is permitted.
    ///
    /// Two words for each of the 16 sets of handling codes; in them the sets of facts from the lowest bit on.
    ///
    /// - Complexity: O(16 times the rules of the cell).
    public func answers(_ cell: PolicyCell) -> [UInt64] {
        guard cells[cell.place].contains(where: \.isPermit) else { return [] }
        let enough = (0..<UInt32(1 << Policy.handlingBits)).map { factsEnough(cell, handling: $0) }
        guard enough.contains(where: { !$0.isEmpty }) else { return [] }
        return enough.flatMap { [$0.low, $0.high] }
    }

    /// The sets of facts with which a cell is permitted, all at once: those with which a permit applies, but for
    /// those that do not lift a forbid.
    private func factsEnough(_ cell: PolicyCell, handling: UInt32) -> FactSets {
        var permitted = FactSets.none
        var lifted = FactSets.all
        for rule in cells[cell.place] {
            if rule.isPermit {
                permitted.formUnion(.holding(rule.facts))
            } else if rule.marked == 0 || handling & rule.marked != 0 {
                lifted.formIntersection(rule.facts == 0 ? .none : .holding(rule.facts))
            }
        }
        permitted.formIntersection(lifted)
        return permitted
    }
}

/// Some of the 128 sets of facts, one bit for each.
struct FactSets: Sendable {
    private(set) var low: UInt64
    private(set) var high: UInt64

    static let none = FactSets(low: 0, high: 0)
    static let all = FactSets(low: .max, high: .max)

    private static let byFacts: [FactSets] = (0..<UInt32(128)).map { facts in
        var sets = none
        for held in 0..<UInt32(128) where held & facts == facts {
            if held < 64 {
                sets.low |= 1 << UInt64(held)
            } else {
                sets.high |= 1 << UInt64(held - 64)
            }
        }
        return sets
    }

    /// The sets that hold all of these facts.
    static func holding(_ facts: UInt32) -> FactSets { byFacts[Int(facts)] }

    var isEmpty: Bool { low | high == 0 }

    /// Tells whether a set is among them.
    func holds(_ facts: UInt32) -> Bool {
        (facts < 64 ? low : high) >> UInt64(facts & 63) & 1 == 1
    }

    mutating func formUnion(_ other: FactSets) {
        low |= other.low
        high |= other.high
    }

    mutating func formIntersection(_ other: FactSets) {
        low &= other.low
        high &= other.high
    }
}
