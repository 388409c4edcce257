internal import Encoding

/// An identifier that no other message or entry has: a UUID of version 7 (RFC 9562, section 5.7).
///
/// It begins with the time, so identifiers sort by when they were made.
public struct UniqueIdentifier: Hashable, Sendable, Comparable {
    private let high: UInt64
    private let low: UInt64

    /// How many random bytes one takes.
    public static let randomSize = 10

    /// An identifier of a time and of random bytes; `nil` unless there are ten.
    public init?(at time: Moment, random: [UInt8]) {
        guard random.count == UniqueIdentifier.randomSize else { return nil }
        let first = random.prefix(2).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let rest = random.dropFirst(2).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        high = UInt64(time.milliseconds) << 16 | 0x7000 | first & 0x0FFF
        low = 1 << 63 | rest & (1 << 62 - 1)
    }

    /// Where the dashes stand in its text.
    private static let dashes = [8, 13, 18, 23]
    private static let textSize = 36

    /// The identifier of a text; `nil` unless it is one of version 7 in lower case with its dashes.
    public init?(_ text: String) {
        var digits = Array(text.utf8)
        guard digits.count == UniqueIdentifier.textSize else { return nil }
        for place in UniqueIdentifier.dashes.reversed() {
            guard digits.remove(at: place) == UInt8(ascii: "-") else { return nil }
        }
        guard let bytes = Hexadecimal.decode(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard high >> 12 & 0xF == 7, low >> 62 == 2 else { return nil }
    }

    /// The text: 32 hexadecimal digits and four dashes.
    public var text: String {
        var digits = Array(Hexadecimal.encode(BigEndian.bytes(high) + BigEndian.bytes(low)).utf8)
        for place in UniqueIdentifier.dashes { digits.insert(UInt8(ascii: "-"), at: place) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// When it says that it was made.
    public var milliseconds: Int64 { Int64(high >> 16) }

    /// Tells which of two identifiers comes first: the earlier, by its own word.
    public static func < (one: UniqueIdentifier, other: UniqueIdentifier) -> Bool {
        (one.high, one.low) < (other.high, other.low)
    }
}
