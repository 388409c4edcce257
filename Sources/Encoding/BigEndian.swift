/// Whole numbers as bytes, the highest first, as all formats between nodes have them.
public enum BigEndian: Sendable {
    /// The bytes of a number, as many as its type has.
    @inlinable
    public static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        var rest = number
        var bytes = [UInt8](repeating: 0, count: Number.bitWidth / 8)
        for place in bytes.indices.reversed() {
            bytes[place] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
        }
        return bytes
    }

    /// The number that bytes make; of more than the type has, the last.
    @inlinable
    public static func number<Number: FixedWidthInteger>(
        _ bytes: some Sequence<UInt8>, as type: Number.Type = Number.self
    ) -> Number {
        bytes.reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}
