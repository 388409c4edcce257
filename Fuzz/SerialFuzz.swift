// Feeds the reader of serials anything, and holds it to its promises.
//
// Zero bytes split the input: the serial, and after it the row's make, model and calibre.
import Firearms
import SerialIndex

private let reader = SerialReader()

/// Reads one input; traps where a promise is broken.
@c(LLVMFuzzerTestOneInput)
public func fuzzSerial(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    let row = RawDescriptor(
        make: parts.count > 1 ? parts[1] : "", model: parts.count > 2 ? parts[2] : "",
        calibre: parts.count > 3 ? parts[3] : "")
    let raw = parts.first ?? ""
    let reading = reader.read(
        raw, beside: row, models: SerialModels(isOfMake: { $0 == "19" }, isKnown: { $0 == "P320" }))
    precondition(reading.raw == raw, "what was written is kept")
    let total = reading.interpretations.reduce(0) { $0 + $1.weight }
    switch reading.kind {
    case .readable, .partly: precondition(abs(total - 1) < 1e-6, "weights add up to 1")
    case .obliterated, .absent, .notASerial:
        precondition(reading.interpretations.isEmpty, "nothing to search is no interpretation")
        precondition(!reading.reasons.isEmpty, "a reading that ends a trace says why")
    }
    for interpretation in reading.interpretations {
        precondition(interpretation.pattern.knownCount > 0, "a pattern has a character")
    }
    return 0
}
