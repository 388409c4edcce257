// Reads any bytes as each of the forms that nodes exchange; what is read comes back as it was.
import Cryptography
import Encoding
import Exchange
import Ledger

private let signer: MessageSigner? = SigningKey(seed: [UInt8](repeating: 1, count: 32)).flatMap {
    MessageSigner(name: "fuzz.example/node", key: $0)
}

private func readJSON(_ bytes: [UInt8]) {
    if let value = try? JSONValue(parsing: bytes) {
        let written = value.canonicalBytes
        guard let again = try? JSONValue(canonical: written) else {
            preconditionFailure("what was written is not read")
        }
        precondition(again == value)
    }
    if let value = try? JSONValue(canonical: bytes) { precondition(value.canonicalBytes == bytes) }
    if let message = try? Message(payload: bytes) {
        precondition(message.payload == bytes)
        _ = try? Receipt(message)
    }
    if let entry = try? LedgerEntry(bytes) {
        precondition((try? entry.bytes()) == bytes)
        readMembers(of: entry)
    }
}

private func readMembers(of entry: LedgerEntry) {
    var written = entry
    if let legs = try? entry.legs() {
        written.record(legs)
        precondition(written == entry)
        if let parts = try? entry.parts(of: legs) { precondition(parts.flatMap(\.self) == legs) }
    }
    if let request = try? entry.request() {
        written.record(request: request)
        precondition(Timeline.build(from: [entry], request: request).legs.count <= Leg.most)
    }
    if let node = try? entry.addressee() { written.record(addressee: node) }
    precondition(written == entry)
}

private func readTexts(_ text: String) {
    if let key = try? MessageKey(text) { precondition(key.text == text) }
    if let reference = KeyReference(text) { precondition(reference.text == text) }
    if let identifier = UniqueIdentifier(text) { precondition(identifier.text == text) }
    if let bytes = Base64URL.decode(text) { precondition(Base64URL.encode(bytes) == text) }
    if let manifest = try? KeyManifest(text) { precondition(manifest.text == text) }
    if let field = try? StructuredDictionary(text) {
        guard let written = try? field.text(), let again = try? StructuredDictionary(written) else {
            preconditionFailure("what was written is not read")
        }
        precondition(again == field)
    }
    _ = try? ContentDigest.read(text)
}

private func readSigned(_ bytes: [UInt8], _ text: String) {
    guard let signer, let now = Moment(seconds: 1_767_225_600) else { return }
    if let envelope = try? Envelope(bytes) {
        precondition(envelope.bytes == bytes)
        // Nobody can sign with the key but its owner.
        precondition((try? envelope.signers(among: [signer.verifier])) == nil)
    }
    if let transfer = try? Transfer(bytes) {
        // The envelope is evidence: it comes out with the bytes with which it stands there.
        precondition(bytes.dropFirst(8).starts(with: transfer.envelope.bytes))
    }
    var head = RequestHead(method: "POST", authority: "fuzz.example", path: "/")
    head.fields.add("signature-input", text)
    head.fields.add("signature", "sig1=:\(Base64.encode([UInt8](repeating: 0, count: 64))):")
    head.fields.add("content-digest", text)
    let verified = try? HTTPSignature.verify(head, body: bytes, keys: [signer.verifier], at: now)
    precondition(verified == nil)
    if let note = try? SignedNote(bytes) { _ = try? KeyHistory(first: note) }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzExchange(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    readJSON(bytes)
    readTexts(text)
    readSigned(bytes, text)
    return 0
}
