/// An input that was hidden behind a random number, and what is needed to read the answer (RFC 9497: the client).
public struct BlindedInput: Sendable {
    /// What is sent: it tells nothing of the input.
    public let element: RistrettoPoint
    private let input: [UInt8]
    private let factor: SecretScalar
    private let mode: ObliviousMode

    /// Hides an input (Blind).
    ///
    /// - Parameters:
    ///   - input: what is hidden.
    ///   - mode: the mode of the key that will answer.
    ///   - factor: a random number that is used for this input alone.
    public init(
        _ input: [UInt8], mode: ObliviousMode, factor: SecretScalar
    ) throws(ObliviousError) {
        self.input = input
        self.mode = mode
        self.factor = factor
        element = try mode.element(of: input).multiplied(by: factor)
    }

    /// Hides many inputs, each behind a number of its own.
    ///
    /// - Parameters:
    ///   - inputs: what is hidden.
    ///   - mode: the mode of the key that will answer.
    ///   - lanes: how many parts are worked on at once.
    ///   - draw: gives a new random number each time.
    /// - Complexity: linear, about a fifteenth of a millisecond each.
    public static func batch(
        _ inputs: [[UInt8]], mode: ObliviousMode, lanes: Int = 1,
        draw: @escaping @Sendable () -> SecretScalar?
    ) async throws(ObliviousError) -> [BlindedInput] {
        let runs = await Lanes.map(inputs.count, lanes) { run in
            Result { () throws(ObliviousError) in
                var blinded: [BlindedInput] = []
                for place in run {
                    guard let factor = draw() else { throw .unusableInput }
                    blinded.append(try BlindedInput(inputs[place], mode: mode, factor: factor))
                }
                return blinded
            }
        }
        var blinded: [BlindedInput] = []
        for run in runs { blinded += try run.get() }
        return blinded
    }

    /// The output of the input, from an answer that is taken on trust (Finalize of the base mode).
    public func output(of answer: RistrettoPoint) throws(ObliviousError) -> [UInt8] {
        guard mode == .base else { throw .wrongMode }
        return BlindedInput.outputs(of: [self], [answer])[0]
    }

    /// The outputs of inputs, in their order, once the proof of their answers was checked (Finalize).
    ///
    /// There is no way to an output of the verifiable mode that goes past the proof.
    ///
    /// - Parameters:
    ///   - inputs: all that were answered together, in the order in which they were sent.
    ///   - batch: the answers and their proof.
    ///   - key: the key with which they should be made.
    ///   - lanes: how many parts are worked on at once.
    /// - Complexity: linear, about a fifth of a millisecond each.
    public static func outputs(
        of inputs: [BlindedInput], _ batch: ProvenBatch, key: RistrettoPoint, lanes: Int = 1
    ) async throws(ObliviousError) -> [[UInt8]] {
        try EqualityProof.check(count: inputs.count)
        guard inputs.allSatisfy({ $0.mode == .verifiable }) else { throw .wrongMode }
        guard inputs.count == batch.elements.count else {
            throw .wrongCount(found: batch.elements.count, expected: inputs.count)
        }
        let isProven = await batch.proof.holds(
            key: key, questions: inputs.map(\.element), answers: batch.elements, lanes: lanes)
        guard isProven else { throw .wrongProof }
        return await Lanes.map(inputs.count, lanes) { run in
            outputs(of: inputs[run], batch.elements[run])
        }.flatMap(\.self)
    }

    /// The outputs of some inputs and their answers, of which there are as many.
    private static func outputs(
        of inputs: ArraySlice<BlindedInput>, _ answers: ArraySlice<RistrettoPoint>
    ) -> [[UInt8]] {
        guard let inverses = SecretScalar.inverses(of: inputs.map(\.factor)[...]) else { return [] }
        return unsafe inverses.withBytes { start in
            zip(inputs, answers).enumerated().map { place, pair in
                let element = unsafe pair.1.multiplied(by: start + SecretScalar.size * place)
                return ObliviousMode.output(of: pair.0.input, element)
            }
        }
    }
}
