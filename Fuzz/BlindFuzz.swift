// Reads any bytes as blind questions and answers, as elements, proofs and shares; what is read comes back as it was.
import BlindLookup
import Cryptography
import Encoding
import Exchange
import Inquiries

private func readBodies(_ body: JSONObject) {
    if let read = try? BlindQuestion(body) {
        precondition((try? BlindQuestion(read.body)) == read)
        if case .evaluate(let asked) = read {
            precondition((1...ComparisonQuery.mostElements).contains(asked.elements.count))
            // Whatever is taken can be answered: no element is the identity.
            precondition(asked.elements.allSatisfy { RistrettoPoint($0.bytes) == $0 })
        }
    }
    guard let read = try? BlindReply(body) else { return }
    precondition((try? BlindReply(read.body)) == read)
    if case .list(let part) = read, let list = ComparisonList([part]) {
        precondition(list.part(0) == part && list.parts == 1)
        precondition(list.tags.allSatisfy(list.contains))
    }
}

private func readTyped(_ text: String) {
    if let bytes = try? TypedText.decode(text) {
        guard let again = TypedText.encode(bytes), let read = try? TypedText.decode(again) else {
            preconditionFailure("what was written is not read")
        }
        precondition(read.starts(with: bytes) && read.dropFirst(bytes.count).allSatisfy { $0 == 0 })
    }
    if let share = try? KeyShare(typed: text) {
        precondition((try? KeyShare(typed: share.text))?.bytes == share.bytes)
        _ = try? KeySharing.join([share])
    }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzBlind(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    if let body = (try? JSONValue(parsing: bytes))?.object { readBodies(body) }
    let text = String(decoding: bytes, as: UTF8.self)
    if let form = NormalForm(text: text) { precondition(form.text == text) }
    readTyped(String(decoding: bytes, as: UTF8.self))
    if let point = RistrettoPoint(bytes) { precondition(point.bytes == bytes) }
    if let proof = EqualityProof(bytes) { precondition(proof.bytes == bytes) }
    if let scalar = RistrettoScalar(bytes) { precondition(scalar.bytes == bytes) }
    if let share = try? KeyShare(bytes) { precondition(share.bytes == bytes) }
    return 0
}
