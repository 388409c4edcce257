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
    /// - Complexity: O(128 times the rules of the cell).
    public func leastFacts(
        _ cell: PolicyCell, handling: WordSet<Handling> = WordSet()
    ) -> [WordSet<PolicyFact>] {
        guard cells[cell.place].contains(where: \.isPermit) else { return [] }
        var least: [UInt32] = []
        for facts in Policy.factSets
        where !least.contains(where: { facts & $0 == $0 })
            && permits(cell, facts: facts, handling: handling.bits)
        {
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
    /// - Complexity: O(2,048 times the rules of the cell).
    public func answers(_ cell: PolicyCell) -> [UInt64] {
        guard cells[cell.place].contains(where: \.isPermit) else { return [] }
        var words: [UInt64] = []
        var isAny = false
        for handling in 0..<UInt32(1 << Policy.handlingBits) {
            for half in 0..<UInt32(2) {
                var word: UInt64 = 0
                for facts in 0..<UInt32(64)
                where permits(cell, facts: half * 64 + facts, handling: handling) {
                    word |= 1 << UInt64(facts)
                }
                isAny = isAny || word != 0
                words.append(word)
            }
        }
        return isAny ? words : []
    }
}
