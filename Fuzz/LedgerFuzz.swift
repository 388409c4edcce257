// Reads any bytes as each of the texts and files of a ledger; what is read comes back as it was.
import Cryptography
import Encoding
import Ledger

private let signer: NoteSigner? = SigningKey(seed: [UInt8](repeating: 1, count: 32)).flatMap {
    NoteSigner(name: "fuzz.example/ledger", kind: .log, key: $0)
}

private func readTexts(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = Base64.decode(bytes) {
        precondition(Array(Base64.encode(decoded).utf8) == bytes)
    }
    if let decoded = Hexadecimal.decode(text) { precondition(Hexadecimal.encode(decoded) == text) }
    if let number = DecimalNumber.decode(text) { precondition("\(number)" == text) }
    if let path = TilePath(text) {
        precondition(path.text == text && (1...TilePath.width).contains(path.count))
    }
    if let key = try? VerifierKey(text) { precondition(key.text == text) }
    if let checkpoint = try? Checkpoint(text) { precondition(checkpoint.text == text) }
}

private func readNotes(_ bytes: [UInt8]) {
    if let note = try? SignedNote(bytes) {
        precondition(note.bytes == bytes)
        precondition((1...SignedNote.mostSignatures).contains(note.signatures.count))
        if let signer { _ = try? VerifiedCheckpoint(note, log: signer.verifier) }
    }
    if let evidence = try? InclusionEvidence(bytes) {
        precondition(evidence.proof.count <= MerkleTree.mostHashes)
        if let signer { _ = try? evidence.verify([1], log: signer.verifier) }
    }
    if let request = try? WitnessRequest(bytes) { precondition(request.body == bytes) }
    let decision = WitnessDecision.decide(
        bytes, key: { _ in signer?.verifier }, last: { _ in .nothing })
    // Nobody can sign with the key but its owner, so nothing is cosigned.
    if case .cosign = decision { preconditionFailure("a forged note was taken") }
}

private func readBundles(_ bytes: [UInt8]) {
    for count in [0, 1, 3, 256] {
        guard let entries = try? EntryBundle.decode(bytes, count: count) else { continue }
        precondition(entries.count == count)
        precondition(EntryBundle.encode(entries.map(Array.init)) == bytes)
    }
}

/// What a mirror is asked, and what its disk may hold after a crash.
private func readMirrors(_ bytes: [UInt8]) {
    guard let log = signer?.verifier else { return }
    if let mirror = try? LedgerMirror(SimulatedDisk(), log: log),
        case .cosign = try? mirror.decide(bytes, last: .nothing)
    {
        preconditionFailure("a forged note was taken")
    }
    let queued = SimulatedDisk(.init(files: ["queue": bytes]))
    if let mirror = try? LedgerMirror(queued, log: log) {
        // What was read goes on behind it, whatever the bytes ended with.
        let size = mirror.size
        precondition((try? mirror.append([[1]], at: size)) != nil)
        precondition((try? LedgerMirror(queued, log: log))?.size == size + 1)
    }
    let tree = try? LedgerTree(SimulatedDisk(.init(files: ["state": bytes])))
    precondition(tree?.size ?? 0 == 0, "a tree without tiles")
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzLedger(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    readTexts(bytes)
    readNotes(bytes)
    readBundles(bytes)
    readMirrors(bytes)
    return 0
}
