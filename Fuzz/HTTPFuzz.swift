// Reads any bytes as a request's target, as header fields and as a URL: each is refused, or holds nothing that could end a
// line, wander through folders or be read in two ways.
import Transport

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    if let target = try? HTTPTarget(bytes: bytes) {
        precondition(Array(target.raw.utf8) == bytes)
        precondition(!target.segments.contains { ["", ".", ".."].contains($0) })
        precondition(!target.segments.contains { $0.unicodeScalars.contains { $0.value < 0x20 } })
        precondition(!target.items.contains { ($0.name + $0.value).utf8.contains(0) })
    }
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        guard let field = try? HTTPField(line: line) else { continue }
        precondition(!(field.name + field.value).utf8.contains { $0 < 0x20 && $0 != 0x09 })
        precondition((try? HTTPField(line: Array("\(field.name): \(field.value)".utf8))) == field)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let url = try? HTTPURL(text), case .loopback(let host, _) = url.origin {
        precondition(host == "localhost" || host == "::1" || host.hasPrefix("127."))
    }
    _ = try? HTTPServerAddress(text)
    return 0
}
