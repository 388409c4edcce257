import Firearms
import SerialIndex

/// Describes a firearm of which a few fields are known; the serial is not looked at.
func describe(
    make: String = "", importer: String = "", model: String = "", calibre: String = "",
    kind: String = "", country: String = "", with tables: ReferenceTables = .carried
) -> Descriptor {
    let raw = RawDescriptor(
        make: make, importer: importer, model: model, calibre: calibre, kind: kind,
        country: country)
    return tables.describe(raw, readSerial: noSerial)
}

/// A reading of no serial.
func noSerial(_ raw: RawDescriptor) -> SerialReading {
    SerialReading(raw: raw.serial, kind: .absent)
}

/// A field in one line: its state and its codes.
func line<Value: CustomStringConvertible>(_ field: Normalised<Value>) -> String {
    let codes = field.values.map(\.description).joined(separator: ",")
    return codes.isEmpty ? field.state.rawValue : field.state.rawValue + " " + codes
}
