/// The serials of one book in order, walked like a tree: the plain search.
///
/// Neighbours in order share a beginning, so the automaton's state at each depth serves all serials
/// that begin alike, and a beginning that can no longer fit is passed over whole.
///
/// - Complexity: built in O(n log n); a search visits the beginnings within the allowed mistakes, a few
///   thousand for a book of 10,000. Memory is the serials and 9 bytes a record.
public struct SortedSerials: SerialSearch {
    /// Serials longer than this are indexed by their first characters.
    public static let longestSerial = 40

    private var characters: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var records: [Int32] = []
    /// How many characters a serial shares with the one before it.
    private var shared: [UInt8] = []

    /// Builds the index of records with the significant characters of their serials.
    ///
    /// A record without any is left out: there is nothing by which it could be found.
    public init(_ serials: some Sequence<(record: Int32, serial: [UInt8])>) {
        let sorted = serials.filter { !$0.serial.isEmpty }
            .map { (record: $0.record, serial: $0.serial.prefix(SortedSerials.longestSerial)) }
            .sorted { left, right in
                if left.serial == right.serial { return left.record < right.record }
                return left.serial.lexicographicallyPrecedes(right.serial)
            }
        var previous: ArraySlice<UInt8> = []
        for (record, serial) in sorted {
            shared.append(UInt8(zip(previous, serial).prefix { $0 == $1 }.count))
            characters.append(contentsOf: serial)
            starts.append(UInt32(characters.count))
            records.append(record)
            previous = serial
        }
    }

    /// How many records are indexed.
    public var count: Int { records.count }

    /// Finds all records within a number of mistakes of a pattern.
    public func records(
        fitting pattern: SerialPattern, within mistakes: Int, limit: Int
    ) -> SerialMatches {
        let automaton = MistakeAutomaton(pattern, mistakes: mistakes)
        var states = [automaton.start]
        states.reserveCapacity(SortedSerials.longestSerial + 1)
        var byMistakes: [[Int32]] = Array(repeating: [], count: automaton.mistakes + 1)
        var total = 0
        /// The depth at which the present beginning died; serials that share more of it are passed.
        var dead = Int.max
        for index in records.indices {
            let common = Int(shared[index])
            guard common < dead else { continue }
            dead = .max
            states.removeLast(max(0, states.count - 1 - common))
            let serial = characters[Int(starts[index])..<Int(starts[index + 1])]
            for character in serial.dropFirst(states.count - 1) {
                guard let code = MistakeAutomaton.code(character) else { break }
                let state = automaton.after(states[states.count - 1], code)
                states.append(state)
                if state.isDead(within: automaton.mistakes) {
                    dead = states.count - 1
                    break
                }
            }
            guard dead == .max, let distance = automaton.distance(at: states[states.count - 1])
            else { continue }
            total += 1
            if byMistakes[distance].count < limit { byMistakes[distance].append(records[index]) }
        }
        let hits = byMistakes.enumerated().flatMap { distance, records in
            records.map { SerialHit(record: $0, mistakes: distance) }
        }
        return SerialMatches(hits: Array(hits.prefix(limit)), total: total)
    }

    /// Finds the records whose serial is exactly the characters given.
    ///
    /// - Complexity: O(log n).
    public func records(of serial: [UInt8]) -> [Int32] {
        let wanted = serial.prefix(SortedSerials.longestSerial)
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if self.serial(at: middle).lexicographicallyPrecedes(wanted) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var found: [Int32] = []
        while low < records.count, self.serial(at: low) == wanted {
            found.append(records[low])
            low += 1
        }
        return found
    }

    private func serial(at index: Int) -> ArraySlice<UInt8> {
        characters[Int(starts[index])..<Int(starts[index + 1])]
    }
}
