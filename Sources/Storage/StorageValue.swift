/// What can be bound to a statement and read from a column.
///
/// An enumeration with raw values needs no more than the word: `enum State: String, StorageValue`.
public protocol StorageValue: Sendable {
    /// What a column keeps for this value.
    var stored: StoredValue { get }

    /// Makes the value that a column keeps, or `nil` where it keeps none of this type.
    ///
    /// Nothing is converted: a text of digits is no number, and 2 is neither true nor false.
    init?(stored: StoredValue)
}

extension Int64: StorageValue {
    /// The number itself.
    public var stored: StoredValue { .integer(self) }

    /// Takes a whole number.
    public init?(stored: StoredValue) {
        guard case .integer(let number) = stored else { return nil }
        self = number
    }
}

extension Int: StorageValue {
    /// The number itself.
    public var stored: StoredValue { .integer(Int64(self)) }

    /// Takes a whole number.
    public init?(stored: StoredValue) {
        guard case .integer(let number) = stored else { return nil }
        self.init(exactly: number)
    }
}

extension Double: StorageValue {
    /// The number itself; one that is not a number is refused when it is bound.
    public var stored: StoredValue { .real(self) }

    /// Takes a number with a fraction.
    public init?(stored: StoredValue) {
        guard case .real(let number) = stored else { return nil }
        self = number
    }
}

extension String: StorageValue {
    /// The text in UTF-8.
    public var stored: StoredValue { .text(self) }

    /// Takes a text.
    public init?(stored: StoredValue) {
        guard case .text(let text) = stored else { return nil }
        self = text
    }
}

extension [UInt8]: StorageValue {
    /// The bytes themselves.
    public var stored: StoredValue { .bytes(self) }

    /// Takes bytes.
    public init?(stored: StoredValue) {
        guard case .bytes(let bytes) = stored else { return nil }
        self = bytes
    }
}

extension Bool: StorageValue {
    /// 1 for true, 0 for false.
    public var stored: StoredValue { .integer(self ? 1 : 0) }

    /// Takes 1 and 0.
    public init?(stored: StoredValue) {
        switch stored {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Optional: StorageValue where Wrapped: StorageValue {
    /// What the value keeps, or nothing.
    public var stored: StoredValue { self?.stored ?? .null }

    /// Takes what the value takes, and nothing.
    public init?(stored: StoredValue) {
        if case .null = stored {
            self = .none
        } else if let value = Wrapped(stored: stored) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

extension StorageValue where Self: RawRepresentable, RawValue: StorageValue {
    /// What the raw value keeps.
    public var stored: StoredValue { rawValue.stored }

    /// Takes the raw values of this type.
    public init?(stored: StoredValue) {
        guard let rawValue = RawValue(stored: stored) else { return nil }
        self.init(rawValue: rawValue)
    }
}
