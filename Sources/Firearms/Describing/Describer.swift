/// Describes many rows fast: what was once made of the same texts is remembered.
///
/// A book has a few hundred different descriptions over a hundred thousand rows; only the serial
/// differs. The caller owns the describer, one for each thread; the tables are shared.
public struct Describer: Sendable {
    /// The tables that descriptions are made with.
    public let tables: ReferenceTables
    /// When this many descriptions are remembered, all are forgotten, so that memory is bounded.
    public static let maximumMemory = 50_000

    private var memory: [RawDescriptor: Descriptor] = [:]

    /// Makes a describer with nothing remembered.
    public init(tables: ReferenceTables) {
        self.tables = tables
    }

    /// Reads all fields of a description; the serial is read anew each time.
    public mutating func describe(
        _ raw: RawDescriptor, readSerial: (RawDescriptor) -> SerialReading
    ) -> Descriptor {
        var key = raw
        key.serial = ""
        let known: Descriptor
        if let remembered = memory[key] {
            known = remembered
        } else {
            known = tables.describe(key) { SerialReading(raw: $0.serial, kind: .absent) }
            if memory.count >= Describer.maximumMemory { memory.removeAll() }
            memory[key] = known
        }
        return Descriptor(
            raw: raw, make: known.make, importer: known.importer, model: known.model,
            calibre: known.calibre, kind: known.kind, country: known.country,
            serial: readSerial(raw))
    }
}
