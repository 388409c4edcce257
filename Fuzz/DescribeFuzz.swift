// Any texts may stand in a row: describing them and reading them as a table file must never trap.
import Firearms
import SerialIndex

/// Describes what the bytes say, and reads them as a table file.
@c(LLVMFuzzerTestOneInput)
public func describeAnything(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let fields = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    func field(_ index: Int) -> String { fields.indices.contains(index) ? fields[index] : text }
    let raw = RawDescriptor(
        make: field(0), importer: field(1), model: field(2), calibre: field(3), kind: field(4),
        country: field(5), serial: field(6))
    let tables = ReferenceTables.carried
    let read = tables.describe(raw) { SerialReading(raw: $0.serial, kind: .absent) }
    guard read.raw == raw else { return -1 }
    _ = tables.possibleMakers(of: read)
    _ = try? tables.adding(fileText: text, named: "fuzz")
    return 0
}
