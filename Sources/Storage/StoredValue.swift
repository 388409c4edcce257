/// What one column of one row holds, in the five kinds that every database has.
public enum StoredValue: Equatable, Sendable {
    /// Nothing.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction; never one that is not a number, which no column keeps.
    case real(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case bytes([UInt8])

    /// The kind of a value, which an error may name where the value itself may not be shown.
    public enum Kind: String, Equatable, Sendable {
        case null, integer, real, text, bytes
    }

    /// The kind of this value.
    public var kind: Kind {
        switch self {
        case .null: .null
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .bytes: .bytes
        }
    }
}

extension StoredValue: StorageValue {
    /// The value itself.
    public var stored: StoredValue { self }

    /// Takes whatever a column holds.
    public init?(stored: StoredValue) {
        self = stored
    }
}
