public import SerialIndex

/// What an engine answered to one query, and how long it took.
public struct TrialOutcome: Sendable, Equatable {
    /// A record that was named, and its probability.
    public struct Candidate: Sendable, Equatable {
        /// The record's number.
        public let record: Int
        /// Its probability.
        public let probability: Double

        /// Stands where there are fewer candidates than are written.
        static let none = Candidate(record: -2, probability: 0)
    }

    /// The query's number.
    public let identifier: Int
    /// What was done to the serial.
    public let kind: TrialQuery.Class
    /// The record that was meant; -1 when it is none.
    public let truth: Int
    /// The least time that it took, in microseconds.
    public var microseconds: Double
    /// How many records had some probability.
    public let candidateCount: Int
    /// How many of them it takes to hold 95 % of the probability.
    public let credible: Int
    /// The probability that the firearm is in none of the records.
    public let absent: Double
    /// A bound on the probability of records that were not looked at.
    public let unresolved: Double
    /// Tells whether records two mistakes away were looked at.
    public let lookedAtPairs: Bool
    /// The likeliest records: `TrialOutcome.listed` of them.
    public let candidates: [Candidate]

    /// How many candidates are written.
    public static let listed = 5

    /// Makes an outcome from an answer.
    public init(_ query: TrialQuery, _ answer: SerialAnswer, microseconds: Double) {
        identifier = query.identifier
        kind = query.kind
        truth = query.truth
        self.microseconds = microseconds
        candidateCount = answer.count
        credible = answer.credible
        absent = answer.absent
        unresolved = answer.unresolved
        lookedAtPairs = answer.lookedAtPairs
        let found = answer.candidates.prefix(TrialOutcome.listed).map {
            Candidate(record: Int($0.identifier), probability: $0.probability)
        }
        candidates =
            found
            + [Candidate](repeating: .none, count: TrialOutcome.listed - found.count)
    }

    /// Reads the line that `tsv` writes.
    public init?(tsv: some StringProtocol) {
        let cells = tsv.split(separator: "\t", omittingEmptySubsequences: false)
        guard cells.count == 9 + 2 * TrialOutcome.listed, let identifier = Int(cells[0]),
            let kind = TrialQuery.Class(rawValue: String(cells[1])), let truth = Int(cells[2]),
            let microseconds = Double(cells[3]), let count = Int(cells[4]),
            let credible = Int(cells[5]), let absent = Double(cells[6]),
            let unresolved = Double(cells[7]), ["0", "1"].contains(cells[8])
        else { return nil }
        var candidates: [Candidate] = []
        for place in 0..<TrialOutcome.listed {
            guard let record = Int(cells[9 + 2 * place]),
                let probability = Double(cells[10 + 2 * place])
            else { return nil }
            candidates.append(Candidate(record: record, probability: probability))
        }
        self.identifier = identifier
        self.kind = kind
        self.truth = truth
        self.microseconds = microseconds
        candidateCount = count
        self.credible = credible
        self.absent = absent
        self.unresolved = unresolved
        lookedAtPairs = cells[8] == "1"
        self.candidates = candidates
    }

    /// The line that `score.py` reads: qid, cls, true_id, lat_us, ncand, n95, p_absent, p_unresolved,
    /// didd2, and five times id and p.
    public var tsv: String {
        let cells =
            [
                String(identifier), kind.rawValue, String(truth), String(microseconds),
                String(candidateCount), String(credible), String(absent), String(unresolved),
                lookedAtPairs ? "1" : "0",
            ] + candidates.flatMap { [String($0.record), String($0.probability)] }
        return cells.joined(separator: "\t")
    }
}
