public import Ledger

/// Why a text is no manifest of keys, or one that is not believed.
public enum ManifestError: Error, Equatable, Sendable {
    /// A line, counted from 1, is not of the form, or not in its place; 0 for the whole.
    case malformed(line: Int)
    /// Two roles have the same key, or the same key stands twice.
    case reusedKey
    /// A key is named as no key of this node is.
    case foreignKey
    /// A signature that counts is missing or wrong.
    case ledger(LedgerError)
    /// It is another node's.
    case node
    /// Its number is not the one after the last.
    case serial(found: UInt64, expected: UInt64)
    /// What was revoked before is not revoked any more, or at another time.
    case unrevoked
}
