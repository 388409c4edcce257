internal import Encoding

internal import Cryptography

/// A value that was fixed without being told: who has the opening can show it later.
///
/// Equal values have other commitments each time, so they are no index of people. When the opening is
/// deleted, the commitment means nothing any more and what it stands in still holds.
public struct Commitment: Word {
    /// The text, in base64 for addresses.
    public let text: String

    /// How many random bytes an opening has.
    public static let openingSize = 32
    private static let domain = "trace-commit/1\n"

    /// The commitment of a text; `nil` unless it is 32 bytes.
    public init?(_ text: String) {
        guard Base64URL.decode(text)?.count == Digest.size else { return nil }
        self.text = text
    }

    /// Commits to a value; `nil` unless the opening is 32 bytes, and the label is one line.
    ///
    /// - Parameters:
    ///   - value: what is fixed.
    ///   - label: what it is of, so that it can not be shown as something else.
    ///   - opening: random bytes that nobody else knows.
    public init?(to value: [UInt8], label: String, opening: [UInt8]) {
        guard opening.count == Commitment.openingSize, !label.utf8.contains(0x0A) else {
            return nil
        }
        self.init(HMAC.sha256(key: opening, Commitment.beginning(label) + value))
    }

    init(_ code: Digest) { text = Base64URL.encode(code.bytes) }

    /// What stands before the value that is fixed.
    static func beginning(_ label: String) -> [UInt8] { Array((domain + label + "\n").utf8) }

    /// Tells whether it was made of a value, a label and an opening.
    public func isOpened(by opening: [UInt8], value: [UInt8], label: String) -> Bool {
        Commitment(to: value, label: label, opening: opening) == self
    }
}

/// An officer as the other node knows them: always the same, and named by the own node alone.
public struct Pseudonym: Word {
    /// The text: 32 hexadecimal digits.
    public let text: String

    /// How many bytes of the code are kept.
    public static let size = 16

    /// The pseudonym of a text; `nil` unless it is 16 bytes.
    public init?(_ text: String) {
        guard Hexadecimal.decode(text)?.count == Pseudonym.size else { return nil }
        self.text = text
    }

    /// The pseudonym of a badge under the node's key for it.
    public init(badge: String, key: [UInt8]) {
        let code = HMAC.sha256(key: key, Array(badge.utf8))
        text = Hexadecimal.encode(code.bytes.prefix(Pseudonym.size))
    }
}
