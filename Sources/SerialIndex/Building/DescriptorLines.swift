/// The lines, makes with models, of a segment's descriptors, and their makes.
struct DescriptorLines: Sendable {
    let lines: [LineRow]
    /// The makes in order; the n-th is the line `lines.count + n`.
    let makes: [UInt32]
    /// The line of each descriptor.
    let lineOf: [UInt32]
    /// The place of each line's make among the makes.
    private let rankOf: [UInt32]

    init(_ descriptors: [SerialDescriptor]) {
        let all = descriptors.map { LineRow(make: $0.make, model: $0.model) }
        lines = Set(all).sorted { ($0.make, $0.model) < ($1.make, $1.model) }
        let numbers = Dictionary(
            uniqueKeysWithValues: lines.enumerated().map { ($0.element, UInt32($0.offset)) })
        lineOf = all.map { numbers[$0] ?? 0 }
        makes = Set(lines.map(\.make)).sorted()
        let ranks = Dictionary(
            uniqueKeysWithValues: makes.enumerated().map { ($0.element, UInt32($0.offset)) })
        rankOf = lines.map { ranks[$0.make] ?? 0 }
    }

    /// The place of a descriptor's make among the makes.
    func rank(ofDescriptor descriptor: UInt32) -> Int {
        Int(rankOf[Int(lineOf[Int(descriptor)])])
    }

    /// The place of a line's make among the makes; of a make alone too.
    func rank(ofLine line: UInt32) -> Int {
        Int(line) < lines.count ? Int(rankOf[Int(line)]) : Int(line) - lines.count
    }

    /// What records of two lines of a make have in common: the line, or the make alone.
    func common(_ line: UInt32, _ other: UInt32) -> UInt32 {
        line == other ? line : UInt32(lines.count) + rankOf[Int(other)]
    }

    /// The make of a line.
    func make(ofLine line: UInt32) -> UInt32 {
        Int(line) < lines.count ? lines[Int(line)].make : makes[Int(line) - lines.count]
    }
}

/// Parts the records of a key by make, so that a search reads only those of the makes in question.
struct MakeParting<Item: AssembledItem> {
    let lines: DescriptorLines
    /// How many records of the present key each make has.
    private var counts: [Int]
    private var ranks: [Int] = []

    init(_ lines: DescriptorLines) {
        self.lines = lines
        counts = [Int](repeating: 0, count: lines.makes.count)
    }

    /// The records of each make, in their order; `nil` when they are of one.
    ///
    /// - Complexity: O(records + makes log makes) of those that the key has.
    mutating func parts(of items: ArraySlice<Item>) -> [ArraySlice<Item>]? {
        let first = lines.rank(ofDescriptor: items[items.startIndex].descriptor)
        guard items.contains(where: { lines.rank(ofDescriptor: $0.descriptor) != first }) else {
            return nil
        }
        ranks.removeAll(keepingCapacity: true)
        for item in items {
            let rank = lines.rank(ofDescriptor: item.descriptor)
            if counts[rank] == 0 { ranks.append(rank) }
            counts[rank] += 1
        }
        defer { for rank in ranks { counts[rank] = 0 } }
        ranks.sort()
        // From here on the counts are where the next record of a make goes.
        var bounds = [0]
        for rank in ranks {
            let start = bounds[bounds.count - 1]
            bounds.append(start + counts[rank])
            counts[rank] = start
        }
        var parted = Array(items)
        for item in items {
            let rank = lines.rank(ofDescriptor: item.descriptor)
            parted[counts[rank]] = item
            counts[rank] += 1
        }
        return ranks.indices.map { parted[bounds[$0]..<bounds[$0 + 1]] }
    }
}
