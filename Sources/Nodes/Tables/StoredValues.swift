import Cryptography
import Exchange
import Storage

/// A word, kept as its text.
struct Kept<Value: Word & Sendable>: StorageValue {
    let value: Value

    init(_ value: Value) { self.value = value }

    init?(stored: StoredValue) {
        guard case .text(let text) = stored, let value = Value(text) else { return nil }
        self.value = value
    }

    var stored: StoredValue { .text(value.text) }
}

/// An identifier, kept as its text.
struct KeptIdentifier: StorageValue {
    let value: UniqueIdentifier

    init(_ value: UniqueIdentifier) { self.value = value }

    init?(stored: StoredValue) {
        guard case .text(let text) = stored, let value = UniqueIdentifier(text) else { return nil }
        self.value = value
    }

    var stored: StoredValue { .text(value.text) }
}

/// A moment, kept in milliseconds.
struct KeptMoment: StorageValue {
    let value: Moment

    init(_ value: Moment) { self.value = value }

    init?(stored: StoredValue) {
        guard case .integer(let number) = stored, let value = Moment(milliseconds: number) else {
            return nil
        }
        self.value = value
    }

    var stored: StoredValue { .integer(value.milliseconds) }
}

/// A digest, kept in its bytes.
struct KeptDigest: StorageValue {
    let value: Digest

    init(_ value: Digest) { self.value = value }

    init?(stored: StoredValue) {
        guard case .bytes(let bytes) = stored, let value = Digest(bytes) else { return nil }
        self.value = value
    }

    var stored: StoredValue { .bytes(value.bytes) }
}

/// A number of entries, or the place of one.
struct KeptCount: StorageValue {
    let value: UInt64

    init(_ value: UInt64) { self.value = value }

    init?(stored: StoredValue) {
        guard case .integer(let number) = stored, let value = UInt64(exactly: number) else {
            return nil
        }
        self.value = value
    }

    /// Ledgers end long before 2^63.
    var stored: StoredValue { .integer(Int64(clamping: value)) }
}

/// The kind of a message, kept as its word.
struct KeptKind: StorageValue {
    let value: MessageKind

    init(_ value: MessageKind) { self.value = value }

    init?(stored: StoredValue) {
        guard case .text(let text) = stored, let value = MessageKind(rawValue: text) else {
            return nil
        }
        self.value = value
    }

    var stored: StoredValue { .text(value.rawValue) }
}
