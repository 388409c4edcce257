import Cryptography
import Encoding
import Testing

/// What is computed blindly is what RFC 9497 says, and nothing else is taken for it.
struct ObliviousTests {
    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    private func scalar(_ text: String) throws -> SecretScalar {
        try #require(SecretScalar(try bytes(text)))
    }

    private func key(_ mode: ObliviousMode) throws -> EvaluationKey {
        try #require(
            EvaluationKey(seed: ObliviousVectors.seed, info: ObliviousVectors.info, mode: mode))
    }

    @Test("the base mode's vectors hold")
    func base() throws {
        let key = try key(.base)
        let same = EvaluationKey(try scalar(ObliviousVectors.baseKey), mode: .base)
        #expect(key.publicKey == same.publicKey)
        for (input, vector) in zip(ObliviousVectors.inputs, ObliviousVectors.base) {
            let blinded = try BlindedInput(
                input, mode: .base, factor: scalar(ObliviousVectors.blind))
            #expect(Hexadecimal.encode(blinded.element.bytes) == vector.blinded)
            let answer = try key.evaluate(blinded.element)
            #expect(Hexadecimal.encode(answer.bytes) == vector.answer)
            #expect(Hexadecimal.encode(try blinded.output(of: answer)) == vector.output)
        }
    }

    @Test("the owner's own outputs are those of the vectors", arguments: [1, 2, 3])
    func own(lanes: Int) async throws {
        let base = try await key(.base).outputs(of: ObliviousVectors.inputs, lanes: lanes)
        #expect(base.map { Hexadecimal.encode($0) } == ObliviousVectors.base.map(\.output))
        let verifiable = try await key(.verifiable).outputs(
            of: ObliviousVectors.inputs, lanes: lanes)
        #expect(verifiable.map { Hexadecimal.encode($0) } == ObliviousVectors.outputs)
        #expect(try await key(.base).outputs(of: []).isEmpty)
    }

    @Test("the verifiable mode's vectors hold", arguments: 0..<3, [1, 2])
    func verifiable(index: Int, lanes: Int) async throws {
        let vector = ObliviousVectors.batches[index]
        let key = try key(.verifiable)
        #expect(Hexadecimal.encode(key.publicKey.bytes) == ObliviousVectors.publicKey)
        let same = EvaluationKey(try scalar(ObliviousVectors.key), mode: .verifiable)
        #expect(key.publicKey == same.publicKey)
        let inputs = try zip(vector.inputs, vector.blinds).map { place, blind in
            try BlindedInput(
                ObliviousVectors.inputs[place], mode: .verifiable, factor: scalar(blind))
        }
        #expect(inputs.map { Hexadecimal.encode($0.element.bytes) } == vector.blinded)
        let batch = try await key.evaluate(
            inputs.map(\.element), nonce: scalar(vector.nonce), lanes: lanes)
        #expect(batch.elements.map { Hexadecimal.encode($0.bytes) } == vector.answers)
        #expect(Hexadecimal.encode(batch.proof.bytes) == vector.proof)
        #expect(EqualityProof(try bytes(vector.proof)) == batch.proof)
        let outputs = try await BlindedInput.outputs(
            of: inputs, batch, key: key.publicKey, lanes: lanes)
        #expect(
            outputs.map { Hexadecimal.encode($0) }
                == vector.inputs.map { ObliviousVectors.outputs[$0] })
    }

    /// Forty inputs, hidden and answered.
    private func world() async throws -> (EvaluationKey, [BlindedInput], ProvenBatch) {
        let key = try key(.verifiable)
        let inputs = try await BlindedInput.batch(
            (0..<40).map { [UInt8($0)] }, mode: .verifiable, lanes: 2, draw: SecretScalar.random)
        let nonce = try #require(SecretScalar.random())
        let batch = try await key.evaluate(inputs.map(\.element), nonce: nonce, lanes: 2)
        return (key, inputs, batch)
    }

    @Test("what many ask together they get as if each had asked alone, and in any number of lanes")
    func many() async throws {
        let (key, inputs, batch) = try await world()
        let own = try await key.outputs(of: (0..<40).map { [UInt8($0)] })
        for lanes in [1, 2, 3, 64] {
            let outputs = try await BlindedInput.outputs(
                of: inputs, batch, key: key.publicKey, lanes: lanes)
            #expect(outputs == own)
        }
        #expect(Set(own).count == 40)
        #expect(Set(inputs.map(\.element)).count == 40)
    }

    @Test("the same input is hidden otherwise each time")
    func fresh() async throws {
        let inputs = try await BlindedInput.batch(
            [[UInt8]](repeating: [1], count: 50), mode: .verifiable, draw: SecretScalar.random)
        #expect(Set(inputs.map(\.element)).count == 50)
    }

    @Test("answers that are changed, exchanged, left out or made with another key are refused")
    func tampered() async throws {
        let (key, inputs, batch) = try await world()
        let other = try #require(
            EvaluationKey(seed: ObliviousVectors.seed, info: [1], mode: .verifiable))
        let questions = inputs.map(\.element)
        let nonce = try #require(SecretScalar.random())
        let strange = try await other.evaluate(questions, nonce: nonce)
        var batches: [ProvenBatch] = [strange]
        batches.append(ProvenBatch(elements: strange.elements, proof: batch.proof))
        batches.append(ProvenBatch(elements: batch.elements, proof: strange.proof))
        var elements = batch.elements
        elements.swapAt(3, 30)
        batches.append(ProvenBatch(elements: elements, proof: batch.proof))
        for place in [0, 17, 39] {
            elements = batch.elements
            elements[place] = strange.elements[place]
            batches.append(ProvenBatch(elements: elements, proof: batch.proof))
        }
        for batch in batches {
            await #expect(throws: ObliviousError.wrongProof) {
                try await BlindedInput.outputs(of: inputs, batch, key: key.publicKey)
            }
        }
        await #expect(throws: ObliviousError.wrongProof) {
            try await BlindedInput.outputs(of: inputs, batch, key: other.publicKey)
        }
        await #expect(throws: ObliviousError.wrongProof) {
            try await BlindedInput.outputs(
                of: inputs.reversed(), batch, key: key.publicKey)
        }
        let cut = ProvenBatch(elements: Array(batch.elements.dropLast()), proof: batch.proof)
        await #expect(throws: ObliviousError.wrongCount(found: 39, expected: 40)) {
            try await BlindedInput.outputs(of: inputs, cut, key: key.publicKey)
        }
    }

    @Test("no bit of a proof can be changed")
    func proofBits() async throws {
        let (key, inputs, batch) = try await world()
        let question = [inputs[0].element]
        let nonce = try #require(SecretScalar.random())
        let one = try await key.evaluate(question, nonce: nonce)
        #expect(
            await one.proof.holds(key: key.publicKey, questions: question, answers: one.elements))
        for bit in 0..<EqualityProof.size * 8 {
            var bytes = one.proof.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let proof = EqualityProof(bytes) else { continue }
            let holds = await proof.holds(
                key: key.publicKey, questions: question, answers: one.elements)
            #expect(!holds, "bit \(bit)")
        }
        #expect(await !batch.proof.holds(key: key.publicKey, questions: [], answers: []))
        // A proof of zeros, and one whose numbers are not below the order.
        let zeros = try #require(EqualityProof([UInt8](repeating: 0, count: EqualityProof.size)))
        #expect(await !zeros.holds(key: key.publicKey, questions: question, answers: one.elements))
        #expect(EqualityProof([UInt8](repeating: 255, count: EqualityProof.size)) == nil)
        #expect(EqualityProof([UInt8](repeating: 0, count: EqualityProof.size - 1)) == nil)
    }

    @Test("modes are not mixed, and batches have their limits")
    func limits() async throws {
        let (base, verifiable) = (try key(.base), try key(.verifiable))
        let factor = try scalar(ObliviousVectors.blind)
        let inBase = try BlindedInput([1], mode: .base, factor: factor)
        let inVerifiable = try BlindedInput([1], mode: .verifiable, factor: factor)
        #expect(inBase.element != inVerifiable.element)
        #expect(throws: ObliviousError.wrongMode) { try verifiable.evaluate(inBase.element) }
        await #expect(throws: ObliviousError.wrongMode) {
            try await base.evaluate([inBase.element], nonce: factor)
        }
        #expect(throws: ObliviousError.wrongMode) {
            try inVerifiable.output(of: inVerifiable.element)
        }
        let batch = try await verifiable.evaluate([inBase.element], nonce: factor)
        await #expect(throws: ObliviousError.wrongMode) {
            try await BlindedInput.outputs(of: [inBase], batch, key: verifiable.publicKey)
        }
        let most = ObliviousMode.mostElements
        await #expect(throws: ObliviousError.batchSize(found: 0, most: most)) {
            try await verifiable.evaluate([], nonce: factor)
        }
        let tooMany = [RistrettoPoint](repeating: inBase.element, count: most + 1)
        await #expect(throws: ObliviousError.batchSize(found: most + 1, most: most)) {
            try await verifiable.evaluate(tooMany, nonce: factor)
        }
        await #expect(throws: ObliviousError.batchSize(found: 0, most: most)) {
            try await BlindedInput.outputs(of: [], batch, key: verifiable.publicKey)
        }
        let longest = ObliviousMode.longestInput
        #expect(throws: Never.self) {
            try BlindedInput(
                [UInt8](repeating: 1, count: longest), mode: .base, factor: factor)
        }
        let long = [UInt8](repeating: 1, count: longest + 1)
        #expect(throws: ObliviousError.inputTooLong(most: longest)) {
            try BlindedInput(long, mode: .base, factor: factor)
        }
        await #expect(throws: ObliviousError.inputTooLong(most: longest)) {
            try await base.outputs(of: [[1], long])
        }
        await #expect(throws: ObliviousError.unusableInput) {
            try await BlindedInput.batch([[1]], mode: .base) { nil }
        }
        #expect(EvaluationKey(seed: [1], info: [], mode: .base) == nil)
        #expect(EvaluationKey(seed: ObliviousVectors.seed, info: long, mode: .base) == nil)
    }
}
