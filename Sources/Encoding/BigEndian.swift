/// Whole numbers as bytes, the highest first, as all formats between nodes have them.
public enum BigEndian: Sendable {
    /// The bytes of a number, as many as its type has.
    public static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (1...Number.bitWidth / 8).map {
            UInt8(truncatingIfNeeded: number >> Number(Number.bitWidth - $0 * 8))
        }
    }

    /// The number that bytes make; of more than the type has, the last.
    public static func number<Number: FixedWidthInteger>(
        _ bytes: some Sequence<UInt8>, as type: Number.Type = Number.self
    ) -> Number {
        bytes.reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}
