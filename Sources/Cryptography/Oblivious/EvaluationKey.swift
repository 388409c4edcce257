internal import Encoding

/// The secret of who answers blindly (RFC 9497: the server's private key), in one mode.
public final class EvaluationKey: Sendable {
    /// For which mode it is.
    public let mode: ObliviousMode
    /// What others check its answers with.
    public let publicKey: RistrettoPoint
    private let scalar: SecretScalar

    /// How many bytes a seed has.
    public static let seedSize = 32
    /// How often a seed is tried: each try fails with a chance of 2^-252.
    private static let mostTries: UInt8 = 255

    /// The key of a number.
    public init(_ scalar: SecretScalar, mode: ObliviousMode) {
        self.scalar = scalar
        self.mode = mode
        publicKey = RistrettoPoint.multiple(ofGenerator: scalar)
    }

    /// The key of a seed and of what it is for (DeriveKeyPair); `nil` unless the seed is 32 bytes.
    ///
    /// - Parameters:
    ///   - seed: bytes that nobody else knows.
    ///   - info: what the key is for, of at most 65,535 bytes: for something else the seed has another key.
    ///   - mode: the mode; in another the seed has another key.
    public convenience init?(seed: [UInt8], info: [UInt8], mode: ObliviousMode) {
        guard seed.count == EvaluationKey.seedSize, info.count <= ObliviousMode.longestInput else {
            return nil
        }
        let domain = mode.domain("DeriveKeyPair")
        var message = seed + ObliviousMode.framed(info) + [0]
        defer { wipe(&message) }
        for counter in 0...EvaluationKey.mostTries {
            message[message.count - 1] = counter
            if let scalar = SecretScalar.hashing(message, domain: domain) {
                self.init(scalar, mode: mode)
                return
            }
        }
        return nil
    }

    /// Answers one blinded element, without a proof (BlindEvaluate of the base mode).
    public func evaluate(_ blinded: RistrettoPoint) throws(ObliviousError) -> RistrettoPoint {
        guard mode == .base else { throw .wrongMode }
        return blinded.multiplied(by: scalar)
    }

    /// Answers blinded elements, with one proof for all of them (BlindEvaluate of the verifiable mode).
    ///
    /// - Parameters:
    ///   - blinded: what came, in its order; 1 to 65,535 elements.
    ///   - nonce: a random number that is used for this proof alone: used twice, it tells the key.
    ///   - lanes: how many parts are worked on at once.
    /// - Complexity: linear, about a tenth of a millisecond each.
    public func evaluate(
        _ blinded: [RistrettoPoint], nonce: SecretScalar, lanes: Int = 1
    ) async throws(ObliviousError) -> ProvenBatch {
        guard mode == .verifiable else { throw .wrongMode }
        try EqualityProof.check(count: blinded.count)
        let scalar = scalar
        let elements = await Lanes.map(blinded.count, lanes) { run in
            run.map { blinded[$0].multiplied(by: scalar) }
        }.flatMap(\.self)
        let proof = try await EqualityProof(
            of: scalar, key: publicKey, questions: blinded, answers: elements, nonce: nonce,
            lanes: lanes)
        return ProvenBatch(elements: elements, proof: proof)
    }

    /// The outputs of inputs that one knows oneself, 64 bytes each in their order (Evaluate).
    ///
    /// - Complexity: linear, about a fifteenth of a millisecond each.
    public func outputs(
        of inputs: [[UInt8]], lanes: Int = 1
    ) async throws(ObliviousError) -> [[UInt8]] {
        let (mode, scalar) = (mode, scalar)
        let runs = await Lanes.map(inputs.count, lanes) { run in
            Result { () throws(ObliviousError) in
                var outputs: [[UInt8]] = []
                for place in run {
                    let element = try mode.element(of: inputs[place])
                    let answer = element.multiplied(by: scalar)
                    outputs.append(ObliviousMode.output(of: inputs[place], answer))
                }
                return outputs
            }
        }
        var outputs: [[UInt8]] = []
        for run in runs { outputs += try run.get() }
        return outputs
    }
}

/// Answers to blinded elements, with a proof that all were made with one key.
public struct ProvenBatch: Hashable, Sendable {
    /// The answers, in the order of the questions.
    public let elements: [RistrettoPoint]
    /// The proof for all of them.
    public let proof: EqualityProof

    /// Answers as they came, which prove nothing until they are checked.
    public init(elements: [RistrettoPoint], proof: EqualityProof) {
        self.elements = elements
        self.proof = proof
    }
}
