@testable import SerialIndex

/// The answer to a question by going over every record: slow and plain.
struct PlainSearch {
    /// What the answer should be.
    struct Answer {
        /// The score of each record that has one, by its number.
        var scores: [UInt32: Double] = [:]
        var absent = 0.0

        var total: Double { scores.values.reduce(0, +) + absent }

        /// Tells whether so many of the likeliest, absence among them, are the fewest that hold a share;
        /// where floating error decides, both are right.
        func isCredible(_ count: Int, _ share: Double) -> Bool {
            let sorted = (scores.values + [absent]).sorted(by: >)
            guard count > 0, count <= sorted.count else { return total == 0 }
            let held = sorted.prefix(count).reduce(0, +)
            let before = held - sorted[count - 1]
            return held >= share * total * (1 - 1e-9) && before <= share * total * (1 + 1e-9)
        }
    }

    /// A record with its description.
    struct Holding {
        let identifier: UInt32
        let codes: [UInt8]
        let descriptor: SerialDescriptor
    }

    /// The records of one segment, and where its blocks are cut.
    struct Shelf {
        let holdings: [Holding]
        let layouts: [SerialShape: BlockLayout]

        init(_ holdings: [Holding], in segment: SerialSegment) {
            self.holdings = holdings
            var layouts: [SerialShape: BlockLayout] = [:]
            for group in 0..<segment.view.groupCount {
                let plan = unsafe segment.view.plans[group]
                let shape = SerialShape(length: plan.length, letters: plan.letters)
                layouts[shape] = BlockLayout(shape: shape, slower: plan.slower, faster: plan.faster)
            }
            self.layouts = layouts
        }
    }

    let channel: SerialChannel
    let shelves: [Shelf]

    init(_ world: SerialWorld, in segments: [SerialSegment], _ channel: SerialChannel) {
        self.channel = channel
        shelves = segments.enumerated().map { part, segment in
            let holdings = world.records.enumerated().filter { $0.offset % segments.count == part }
                .map { _, record in
                    Holding(
                        identifier: record.identifier, codes: record.codes,
                        descriptor: world.descriptors[record.descriptor])
                }
            return Shelf(holdings, in: segment)
        }
    }

    /// Answers a question.
    func search(_ query: SerialQuery) -> Answer {
        var answer = Answer()
        var known: [[UInt8]: Double] = [:]
        for holding in shelves.flatMap(\.holdings) {
            let chance =
                known[holding.codes]
                ?? channel.probability(of: query.pattern, given: holding.codes.map(Int.init))
            known[holding.codes] = chance
            let score = chance * query.evidence.factor(holding.descriptor)
            if score > 0 { answer.scores[holding.identifier] = score }
        }
        if query.pattern.isWhole, let bytes = query.pattern.wholeCharacters {
            let codes = SerialCodes(significant: bytes).codes
            answer.absent = shelves.reduce(0) { $0 + absence(codes, query.evidence, $1) }
        }
        return answer
    }

    /// The weight of the firearm that is in no record of a shelf, though its shape is.
    private func absence(
        _ codes: [UInt8], _ evidence: SerialEvidence, _ shelf: Shelf
    ) -> Double {
        let shape = SerialShape(of: codes)
        guard let layout = shelf.layouts[shape] else { return 0 }
        let alike = shelf.holdings.filter { SerialShape(of: $0.codes) == shape }
        let means = meanFactors(evidence, shelf)
        let ofShape = alike.reduce(0.0) { $0 + (means[$1.descriptor.make] ?? 0) }
        var weight =
            channel.weights[.absentOfShape] / max(share(outside), 1e-3) * ofShape / shape.universe
        let block = alike.filter { layout.block($0.codes) == layout.block(codes) }
        if !block.isEmpty, !block.contains(where: { $0.codes == codes }) {
            let sum = block.reduce(0.0) { $0 + evidence.factor($1.descriptor) }
            weight +=
                channel.weights[.absentInRun] / max(share(gaps), 1e-3) * sum / Double(layout.cells)
        }
        return weight
    }

    /// Each make's mean factor.
    private func meanFactors(_ evidence: SerialEvidence, _ shelf: Shelf) -> [UInt32: Double] {
        Dictionary(grouping: shelf.holdings, by: \.descriptor.make).mapValues { holdings in
            holdings.reduce(0.0) { $0 + evidence.factor($1.descriptor) } / Double(holdings.count)
        }
    }

    /// The mean of a share over all records.
    private func share(_ one: (Shelf) -> Double) -> Double {
        let records = shelves.reduce(0) { $0 + $1.holdings.count }
        return shelves.reduce(0) {
            $0 + one($1) * Double($1.holdings.count) / Double(records)
        }
    }

    /// The mean share of a shape's serials that no record has.
    private func outside(_ shelf: Shelf) -> Double {
        let groups = Dictionary(grouping: shelf.holdings) { SerialShape(of: $0.codes) }
        return groups.reduce(0) { sum, group in
            let distinct = Double(Set(group.value.map(\.codes)).count)
            return sum + Double(group.value.count) / Double(shelf.holdings.count)
                * (1 - distinct / group.key.universe)
        }
    }

    /// The mean share of a block's cells that no record has.
    private func gaps(_ shelf: Shelf) -> Double {
        let groups = Dictionary(grouping: shelf.holdings) { holding in
            let shape = SerialShape(of: holding.codes)
            return [UInt8(shape.length)] + (shelf.layouts[shape]?.block(holding.codes) ?? [])
        }
        return groups.values.reduce(0) { sum, block in
            guard let first = block.first,
                let layout = shelf.layouts[SerialShape(of: first.codes)]
            else { return sum }
            let distinct = Double(Set(block.map(\.codes)).count)
            return sum + Double(block.count) / Double(shelf.holdings.count)
                * (1 - distinct / Double(layout.cells))
        }
    }
}

extension BlockLayout {
    /// What tells a serial's block from others of all shapes: its codes, the fast ones hidden.
    fileprivate func block(_ codes: [UInt8]) -> [UInt8] {
        codes.enumerated().map { place, code in
            isFast(place) ? (code < 10 ? 98 : 99) : code
        }
    }
}
