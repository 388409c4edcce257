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

    private static let textSize = 36

    /// The identifier of a text; `nil` unless it is one of version 7 in lower case with its dashes.
    public init?(_ text: String) {
        let characters = text.utf8.span
        guard characters.count == UniqueIdentifier.textSize else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for place in characters.indices {
            if UniqueIdentifier.isDash(place) {
                guard characters[place] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Hexadecimal.value(of: characters[place]) else { return nil }
            // What runs out of one half goes into the other.
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        guard high >> 12 & 0xF == 7, low >> 62 == 2 else { return nil }
        self.high = high
        self.low = low
    }

    private static func isDash(_ place: Int) -> Bool {
        place == 8 || place == 13 || place == 18 || place == 23
    }

    /// The text: 32 hexadecimal digits and four dashes.
    public var text: String {
        unsafe String(unsafeUninitializedCapacity: UniqueIdentifier.textSize) { characters in
            var (high, low) = (high, low)
            for place in 0..<UniqueIdentifier.textSize {
                if UniqueIdentifier.isDash(place) {
                    unsafe characters[place] = UInt8(ascii: "-")
                    continue
                }
                unsafe characters[place] = Hexadecimal.digit(of: UInt8(high >> 60))
                high = high << 4 | low >> 60
                low <<= 4
            }
            return UniqueIdentifier.textSize
        }
    }

    /// When it says that it was made.
    public var milliseconds: Int64 { Int64(high >> 16) }

    /// Tells which of two identifiers comes first: the earlier, by its own word.
    public static func < (one: UniqueIdentifier, other: UniqueIdentifier) -> Bool {
        (one.high, one.low) < (other.high, other.low)
    }
}
