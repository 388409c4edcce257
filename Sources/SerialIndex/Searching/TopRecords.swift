/// The likeliest records, in order, as many as are wanted.
struct TopRecords: ~Copyable {
    private var list = GrowingBuffer<ScoredRecord>(capacity: 16)
    private var limit = 0
    /// What a record must come to at the least, to be taken.
    private(set) var least = 0.0

    var count: Int { list.count }

    subscript(_ index: Int) -> ScoredRecord { list[index] }

    /// Makes ready for another question.
    mutating func begin(limit: Int) {
        list.removeAll()
        self.limit = limit
        least = limit > 0 ? 0 : .infinity
    }

    /// Takes a record if it is among the likeliest so far.
    @inline(__always)
    mutating func consider(_ one: ScoredRecord) {
        if one.score >= least { insert(one) }
    }

    private mutating func insert(_ one: ScoredRecord) {
        if list.count == limit {
            guard limit > 0, TopRecords.isBefore(one, list[limit - 1]) else { return }
        } else {
            list.append(one)
        }
        var place = list.count - 1
        while place > 0, TopRecords.isBefore(one, list[place - 1]) {
            list[place] = list[place - 1]
            place -= 1
        }
        list[place] = one
        if list.count == limit { least = list[limit - 1].score }
    }

    /// Orders by score, and like scores by where they stand, so that an answer is always the same.
    private static func isBefore(_ one: ScoredRecord, _ other: ScoredRecord) -> Bool {
        if one.score != other.score { return one.score > other.score }
        return (one.segment, one.record) < (other.segment, other.record)
    }
}
