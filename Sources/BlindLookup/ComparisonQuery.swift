public import Cryptography

/// A part of one's own firearms, hidden, and what is needed to read the answer about them.
public struct ComparisonQuery: Sendable {
    /// The firearms, in the order in which they are asked about.
    public let forms: [NormalForm]
    /// What is sent of them: elements that tell nothing, not even which is which on another day.
    public let elements: [RistrettoPoint]
    private let inputs: [BlindedInput]

    /// The most firearms of one query: what fits into a message.
    public static let mostElements = 4096

    private init(_ forms: [NormalForm], _ inputs: [BlindedInput]) {
        self.forms = forms
        self.inputs = inputs
        elements = inputs.map(\.element)
    }

    /// Hides firearms, in as many queries as they need.
    ///
    /// - Parameters:
    ///   - forms: the firearms, by the rule of the list with which they will be compared.
    ///   - lanes: how many parts are worked on at once.
    ///   - draw: gives a new random number each time.
    /// - Throws: `ComparisonError.oblivious` or `noMemory`.
    /// - Complexity: linear, about a fifteenth of a millisecond for each firearm.
    public static func queries(
        for forms: [NormalForm], lanes: Int = 1,
        draw: @escaping @Sendable () -> SecretScalar?
    ) async throws(ComparisonError) -> [ComparisonQuery] {
        var queries: [ComparisonQuery] = []
        for start in stride(from: 0, to: forms.count, by: mostElements) {
            let part = Array(forms[start..<min(forms.count, start + mostElements)])
            do {
                let inputs = try await BlindedInput.batch(
                    part.map(\.bytes), mode: .verifiable, lanes: lanes, draw: draw)
                queries.append(ComparisonQuery(part, inputs))
            } catch { throw .oblivious(error) }
        }
        return queries
    }

    /// The firearms that stand in a list, once the proof of the owner's answer was checked.
    ///
    /// - Parameters:
    ///   - list: what the owner has published.
    ///   - period: in which period the answer was made.
    ///   - answer: the owner's answer to this query.
    ///   - lanes: how many parts are worked on at once.
    /// - Throws: `ComparisonError`: `otherRule`, `otherPeriod`, or `oblivious`, which says what is wrong with the answer.
    /// - Complexity: linear, about a fifth of a millisecond for each firearm asked about.
    public func matches(
        in list: ComparisonList, period: ComparisonPeriod, answer: ProvenBatch, lanes: Int = 1
    ) async throws(ComparisonError) -> [NormalForm] {
        guard forms.allSatisfy({ $0.rule == list.rule }) else { throw .otherRule }
        guard period == list.period else { throw .otherPeriod }
        let outputs: [[UInt8]]
        do {
            outputs = try await BlindedInput.outputs(
                of: inputs, answer, key: list.key, lanes: lanes)
        } catch { throw .oblivious(error) }
        return zip(forms, outputs)
            .filter { list.contains(ComparisonTag(output: $0.1)) }
            .map(\.0)
    }
}
