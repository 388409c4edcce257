// Reads any bytes as what a vault keeps and where its key sits: records, their keys, files under a passphrase, shares, a
// token's file, an emergency's entry; what is read comes back as it was, and a permit of them opens nothing.
import Cryptography
import Exchange
import Vault

private func readRows(_ bytes: [UInt8]) {
    if let record = try? KeptRecord(bytes) {
        precondition(record.bytes == bytes && !record.fields.isEmpty)
        precondition(record.fields.count <= KeptRecord.mostFields)
        precondition(record.fields.allSatisfy { record.field($0.path) == $0 })
    }
    if let keys = try? RecordKeys(bytes) { precondition(keys.bytes == bytes) }
}

private func readKeys(_ bytes: [UInt8]) {
    if let file = try? VaultKeyFile(bytes) { precondition(file.bytes == bytes) }
    if let file = try? OfficerKeyFile(bytes) { precondition(file.bytes == bytes) }
    if let file = try? VaultShareFile(bytes) {
        precondition(file.bytes == bytes)
        precondition(file.number >= 1 && file.number <= file.plan.shares)
        precondition(file.plan.needed >= 2 && file.plan.needed <= file.plan.shares)
    }
    if let file = try? VaultSplitFile(bytes) {
        precondition(file.bytes == bytes)
        precondition(file.plan.needed >= 2 && file.plan.needed <= file.plan.shares)
    }
    if let file = try? TokenKeyFile(bytes) {
        precondition(file.bytes == bytes)
        precondition(TokenKeyFile.isLabel(file.token) && TokenKeyFile.isLabel(file.key))
    }
}

private func readCalls(_ bytes: [UInt8]) {
    if let call = try? OpeningCall(bytes), let again = try? OpeningCall(call.bytes) {
        precondition(again.bytes == call.bytes && again.permit == call.permit)
        precondition(call.fields.count <= KeptRecord.mostFields)
    }
    if let call = try? ResealingCall(bytes) {
        precondition((try? ResealingCall(call.bytes)) == call)
    }
    if let answer = try? SealedOpening(bytes), let key = BoxKey(seed: [UInt8](repeating: 1, count: 32)) {
        // Nothing was sealed to this key.
        if let fields = answer.open(with: key) { preconditionFailure("\(fields.paths.count) fields of nobody") }
    }
    let word = String(decoding: bytes, as: UTF8.self)
    if let error = VaultError(word: word) { precondition(error.word == word) }
}

private func readEmergency(_ bytes: [UInt8]) {
    guard var entry = try? LedgerEntry(bytes) else { return }
    let statement = try? BreakGlass.statement(of: entry)
    if let signatures = BreakGlass.signatures(of: entry) {
        entry.extensions[BreakGlass.member] = BreakGlass.value(of: signatures)
        precondition(BreakGlass.signatures(of: entry)?.count == signatures.count)
        precondition((try? BreakGlass.statement(of: entry)) == statement)
    }
    do throws(EmergencyError) {
        try BreakGlass.check(entry, officers: [:], suspended: [])
        preconditionFailure("an emergency of nobody")
    } catch {}
    let review = EmergencyReview(of: [entry, entry], at: entry.time)
    precondition(review.cases.count == (entry.kind == .breakGlass ? 2 : 0))
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    readRows(bytes)
    readKeys(bytes)
    readEmergency(bytes)
    readCalls(bytes)
    return 0
}
