import Synchronization

/// A record whose serial fits a pattern.
public struct SerialHit: Hashable, Sendable {
    /// The record, as the index was told it.
    public let record: Int
    /// The least number of mistakes between the record's serial and the pattern.
    public let mistakes: Int

    /// Makes a hit.
    public init(record: Int, mistakes: Int) {
        self.record = record
        self.mistakes = mistakes
    }
}

/// Finds the records of a segment whose serial may be the one that was read, without weighing them: what
/// a custodian's book is asked.
///
/// May be used by any number of tasks at once.
public struct SerialFinder: Sendable {
    private let segment: SerialSegment

    /// The most mistakes that can be asked for.
    public static let mostMistakes = 2

    /// Makes a finder over a segment.
    public init(_ segment: SerialSegment) { self.segment = segment }

    /// How many records there are.
    public var count: Int { segment.count }

    /// Finds all records within a number of mistakes of a pattern, those with the fewest first.
    ///
    /// A mistake is one character changed, missing, extra or exchanged with its neighbour.
    ///
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    public func records(
        fitting pattern: SerialPattern, within mistakes: Int
    ) throws(SerialIndexError) -> [SerialHit] {
        try segment.prepare()
        if mistakes == 0, let codes = pattern.knownCodes {
            let records = segment.view.identifiers(ofSerial: codes)
            try segment.requireSound()
            return records.map { SerialHit(record: $0, mistakes: 0) }
        }
        let lent = FinderPool.take()
        defer { FinderPool.giveBack(lent) }
        let hits = lent.find(pattern, within: min(mistakes, SerialFinder.mostMistakes), segment)
        try segment.requireSound()
        return hits
    }

    /// Finds the records whose serial is exactly the characters given, in the order they were added.
    public func records(of serial: [UInt8]) throws(SerialIndexError) -> [Int] {
        let pattern = SerialPattern(serial.map { .character($0) })
        return try records(fitting: pattern, within: 0).map(\.record)
    }
}

extension SerialPattern {
    /// The codes of the places that are indexed, when every one of them was read.
    fileprivate var knownCodes: [UInt8]? {
        var codes: [UInt8] = []
        codes.reserveCapacity(min(elements.count, SerialCodes.longest))
        for element in elements.prefix(SerialCodes.longest) {
            guard case .character(let byte) = element else { return nil }
            if let code = SerialCodes.code(of: byte) { codes.append(code) }
        }
        return codes.isEmpty ? nil : codes
    }
}

/// A search's memory that one task after another uses.
///
/// In it all mistakes are possible and none is weighed.
private final class FinderMemory {
    private var state: SearchState

    private static let channel = SerialChannel(
        ChannelWeights(
            causes: [Double](repeating: 1, count: ChannelWeights.Cause.allCases.count),
            pair: [1, 1, 1, 1, 1], marked: [1, 1, 1], markedSlips: [1, 1, 1, 1, 1],
            runs: [Double](repeating: 1, count: SerialCodes.longest),
            confusions: [Double](repeating: 0, count: 36 * 36), sameSort: 0.5,
            extraRepeated: 0, extraSameSort: 0))

    init() {
        state = SearchState(channel: FinderMemory.channel)
        state.shares = SlipShares([1, 1, 1, 1, 1])
    }

    func find(_ pattern: SerialPattern, within mistakes: Int, _ segment: SerialSegment)
        -> [SerialHit]
    {
        state.begin(SerialEvidence())
        state.turn(to: segment.view, segment: 0)
        var hits: [SerialHit] = []
        let expansions = pattern.expansions(runs: FinderMemory.channel.weights.runs)
        for count in 0...mistakes {
            let known = state.candidates.count
            for expansion in expansions {
                state.setReading(expansion.codes)
                state.enumerate(mistakes: count)
                state.settle()
            }
            for index in known..<state.candidates.count {
                let entry = state.candidates.entry(index)
                for record in Int(entry.record)..<Int(entry.record &+ entry.count)
                where segment.view.mayReadIdentifier(record) {
                    hits.append(
                        SerialHit(
                            record: Int(segment.view.identifier(record)), mistakes: count))
                }
            }
        }
        return hits.sorted { ($0.mistakes, $0.record) < ($1.mistakes, $1.record) }
    }
}

/// The memories that are not in use.
private enum FinderPool {
    private static let memories = Mutex<[Lent]>([])

    /// A memory on its way between tasks.
    // Proof: a memory is in the pool or with one task, never both.
    struct Lent: @unchecked Sendable {
        let memory: FinderMemory

        func find(_ pattern: SerialPattern, within mistakes: Int, _ segment: SerialSegment)
            -> [SerialHit]
        {
            memory.find(pattern, within: mistakes, segment)
        }
    }

    static func take() -> Lent {
        memories.withLock { $0.popLast() } ?? Lent(memory: FinderMemory())
    }

    static func giveBack(_ lent: Lent) { memories.withLock { $0.append(lent) } }
}
