/// The memory in which one search after another is made: one for each thread.
///
/// Everything that grows is kept from search to search, so that a search allocates nothing.
@safe
struct SearchState: ~Copyable {
    /// The reading, and how it lies against the group that is searched now.
    var reading = ReadingCodes()
    var alignments = Alignments()
    /// The characters of the pattern at hand, place by place.
    var codes = GrowingBuffer<UInt8>(capacity: 32)
    var probed = ProbedKey()

    /// How mistakes are weighed now: the shares of each sort, and what a pattern's weight starts with.
    var shares = SlipShares()
    var startingWeight = 1.0
    let tables: ChannelTables
    var factors = FactorTables()

    var patterns = GrowingBuffer<SearchPattern>(capacity: 1 << 9)
    var hits = GrowingBuffer<SearchHit>(capacity: 1 << 10)
    /// The blocks that hits led to, hit after hit.
    var found = GrowingBuffer<FoundBlock>(capacity: 1 << 10)
    /// Tells whether records are scored as they are found; and the cells that a walk is for, if so.
    var isDirect = false
    var walkedCells: (low: UInt64, high: UInt64) = (0, 0)
    /// Records that marks lead to, to be scored.
    var stretches = GrowingBuffer<RecordStretch>(capacity: 1 << 10)
    var candidates = CandidateTable()
    /// How many of the candidates have their evidence.
    var evidenced = 0
    /// Tells whether single mistakes are looked for, beside which pairs are reckoned.
    var isNear = false
    /// The shares of the mistakes of a pair.
    var pairShares = SlipShares()
    /// What the pairs weigh that share a block with a single mistake.
    var nearPairs = 0.0
    /// The weights of the records, the likeliest of them, and how many there are.
    var scores = GrowingBuffer<CountedScore>(capacity: 1 << 10)
    var top = TopRecords()
    var scoredCount = 0

    /// The segment that is searched now, and its number among the segments.
    var view: SegmentView
    private(set) var segment = -1
    /// The segment for which the groups were chosen and factors are kept; -1 for none.
    private(set) var turnedTo = -1
    /// For each of its groups, which makes in question have records there, bit by bit or all as one; and
    /// those groups of which some have.
    private(set) var allowed = GrowingBuffer<UInt8>(capacity: 64)
    private(set) var chosen = GrowingBuffer<ChosenGroup>(capacity: 64)
    /// Where blocks are looked for: by key, or by key and make when few makes may be meant.
    private(set) var directory: BlockDirectory
    private(set) var isByMake = false
    /// What those makes add to a hash; and, bit by bit, which of them have records in the present group.
    private(set) var makeSalts = GrowingBuffer<UInt64>(capacity: 64)
    var presentMakes: UInt8 = 0
    /// The makes that may be meant, when not every one may.
    var meantMakes = GrowingBuffer<UInt32>(capacity: 64)
    var isEveryMakeMeant = true
    /// Descriptions with a smaller factor are out of the question.
    private(set) var negligible = 0.0
    /// The greatest factor that a description can have.
    var greatest = 1.0
    /// Makes with a smaller factor are passed over.
    var leastMakeFactor = 0.0
    /// What descriptions of a line can come to at the most, and do in the mean; worked out when needed.
    var lines = LineFactors()
    /// The factors of descriptions that records of the present segment have borne.
    var described = DescriptionFactors()
    /// Lines that come to less than this share of the best possible are summed up, not listed.
    var lowLine = 0.0
    /// What was summed up, and how many records.
    var lowMass = 0.0
    var lowCount = 0

    init(channel: SerialChannel) {
        tables = ChannelTables(channel)
        view = SerialSegment.empty.view
        directory = view.byKey
    }

    /// Takes a reading of fixed length: codes, `SearchPattern.open` for what could not be read.
    mutating func setReading(_ codes: [UInt8]) {
        reading.removeAll()
        for code in codes { reading.append(code) }
    }

    /// Takes a reading that is whole.
    mutating func setReading(_ pattern: SerialPattern) {
        reading.removeAll()
        for element in pattern.elements {
            if case .character(let byte) = element, let code = SerialCodes.code(of: byte) {
                reading.append(code)
            }
        }
    }

    /// Makes ready for another question, whose factors are set.
    ///
    /// - Parameters:
    ///   - limit: how many records to list.
    ///   - all: whether even a make that can not be meant is looked at.
    mutating func begin(
        _ evidence: SerialEvidence, limit: Int = 0, isEveryMakeMeant all: Bool = false
    ) {
        forgetCandidates()
        forgetScores(limit: limit)
        meantMakes.removeAll()
        turnedTo = -1
        greatest = evidence.greatest
        negligible = all ? 0 : SearchState.negligibleMake * greatest
        let make = evidence.make
        let best = make.listed.reduce(make.usual) { max($0, $1.factor) }
        let least = best * SearchState.negligibleMake
        leastMakeFactor = all ? 0 : least / make.usual
        isEveryMakeMeant = all || make.usual >= least
        guard !isEveryMakeMeant else { return }
        for (index, listed) in make.listed.enumerated() where listed.factor >= least {
            // Of a number that stands twice, the first counts.
            let isKnown = make.listed[..<index].contains { $0.number == listed.number }
            if !isKnown { meantMakes.append(listed.number) }
        }
    }

    /// A make whose factor is below this share of the best can not be meant.
    static let negligibleMake = 1e-6

    /// Turns to a segment, and to those of its groups that have makes in question.
    mutating func turn(to view: borrowing SegmentView, segment: Int) {
        self.view = copy view
        self.segment = segment
        turnAgain()
    }

    /// Turns to the segment of the question before.
    mutating func turnAgain() {
        turnedTo = segment
        lines.begin(view.tables.lineRanges.count, leastMake: leastMakeFactor)
        described.begin(view.descriptorCount)
        chooseGroups()
    }

    /// More makes than this are looked for by key alone.
    private static let mostMakes = 8

    /// Finds the groups in which makes in question have records.
    private mutating func chooseGroups() {
        let byMake =
            isEveryMakeMeant || meantMakes.count > SearchState.mostMakes ? nil : view.byMake
        directory = byMake ?? view.byKey
        isByMake = byMake != nil
        allowed.removeAll()
        makeSalts.removeAll()
        chosen.removeAll()
        for _ in 0..<view.groupCount { allowed.append(isEveryMakeMeant ? 1 : 0) }
        for index in 0..<meantMakes.count {
            makeSalts.append(PlaceHash.salt(make: meantMakes[index]))
            for group in view.groups(ofMake: meantMakes[index]) {
                allowed[group] |= isByMake ? 1 << UInt8(index) : 1
            }
        }
        for group in 0..<view.groupCount where allowed[group] != 0 {
            chosen.append(
                ChosenGroup(
                    number: Int32(truncatingIfNeeded: group),
                    length: unsafe Int16(truncatingIfNeeded: view.plans[group].length),
                    makes: allowed[group]))
        }
    }

    /// The mean evidence of the candidates: what the neighbourhood is like.
    func meanEvidence() -> Double {
        var sum = 0.0
        var count = 0
        // Serials of which all records were withdrawn have none.
        for index in 0..<candidates.count where candidates.entry(index).evidence > 0 {
            sum += candidates.entry(index).evidence
            count += 1
        }
        return sum / Double(max(1, count))
    }

    /// Forgets the serials that were found.
    mutating func forgetCandidates() {
        candidates.removeAll()
        evidenced = 0
        nearPairs = 0
    }

    /// Forgets what was scored for the present question.
    mutating func forgetScores(limit: Int) {
        scores.removeAll()
        top.begin(limit: limit)
        scoredCount = 0
        lowMass = 0
        lowCount = 0
    }

    /// What the candidates weigh in all.
    func mass() -> Double {
        var mass = 0.0
        for index in 0..<candidates.count {
            let entry = candidates.entry(index)
            mass += entry.weight * entry.evidence
        }
        return mass
    }
}

/// A record with its weight beside the others'.
struct ScoredRecord: BitwiseCopyable {
    var score: Double
    var segment: Int32
    var record: UInt32
    /// The block that it is in.
    var block: UInt32
}

/// A group that may hold what was read.
struct ChosenGroup: BitwiseCopyable {
    var number: Int32
    var length: Int16
    /// As in `SearchState.allowed`.
    var makes: UInt8
}
