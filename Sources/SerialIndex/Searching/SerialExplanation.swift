/// Why a candidate is as likely as it is, in numbers: each says how many times likelier what was read or
/// written is for it than for the serials around it.
public struct SerialExplanation: Hashable, Sendable {
    /// The chance of the reading, given the candidate's serial.
    public let reading: Double
    /// How many times likelier the make's text is than in the mean of what was found; 1 when it is blank.
    public let make: Double
    /// The same of the model.
    public let model: Double
    /// The same of the calibre.
    public let calibre: Double
    /// How many other records there are that may have been meant.
    public let others: Int
    /// The probability that the firearm is in none of the records.
    public let absent: Double
}

extension SerialSearcher {
    /// Explains a candidate of the answer to a question.
    ///
    /// Searches once more, for all that was found is weighed against the candidate; for a person to
    /// read, not for every question.
    public func explain(
        _ candidate: SerialAnswer.Candidate, of query: SerialQuery
    ) throws(SerialIndexError) -> SerialExplanation {
        let answer = try search(query, limit: SerialSearcher.mostExplained)
        let evidence = query.evidence
        func times(_ field: SerialEvidence.Field, _ number: (SerialDescriptor) -> UInt32) -> Double
        {
            var sum = 0.0
            var weight = 0.0
            for other in answer.candidates {
                sum += other.reading * field.factor(number(other.descriptor))
                weight += other.reading
            }
            let own = field.factor(number(candidate.descriptor))
            return sum > 0 ? own * weight / sum : 1
        }
        return SerialExplanation(
            reading: candidate.reading, make: times(evidence.make, \.make),
            model: times(evidence.model, \.model), calibre: times(evidence.calibre, \.calibre),
            others: max(0, answer.count - 1), absent: answer.absent)
    }

    /// What was found is looked at up to this many records.
    private static let mostExplained = 256
}
