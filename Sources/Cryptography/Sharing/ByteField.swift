/// Arithmetic with bytes as elements of the field of 256, modulo x^8 + x^4 + x^3 + x + 1 (as in AES).
///
/// No table is looked into and nothing branches on a value, so that how long it takes tells nothing of it.
enum ByteField {
    private static let modulus: UInt8 = 0x1B

    static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
        var (product, doubled): (UInt8, UInt8) = (0, one)
        for bit in 0..<8 as Range<UInt8> {
            // All ones where the bit is set, else all zeros.
            product ^= doubled & (0 &- (other >> bit & 1))
            doubled = doubled << 1 ^ modulus & (0 &- (doubled >> 7))
        }
        return product
    }

    /// The element whose product with another is one; zero for zero.
    static func inverse(_ element: UInt8) -> UInt8 {
        // The 254th power: 254 is 2 + 4 + 8 + ... + 128.
        var (power, inverse): (UInt8, UInt8) = (element, 1)
        for _ in 0..<7 {
            power = product(power, power)
            inverse = product(inverse, power)
        }
        return inverse
    }

    /// The value at a place of the polynomial whose coefficients are given, the constant one first.
    static func value(of coefficients: some BidirectionalCollection<UInt8>, at place: UInt8)
        -> UInt8
    {
        coefficients.reversed().reduce(0) { product($0, place) ^ $1 }
    }

    /// How much the value at each of some places counts for the value at zero; the places differ, none is zero.
    static func weights(at places: [UInt8]) -> [UInt8] {
        places.map { place in
            // The product of the others over that of their distances, with one inversion for all of them.
            var (above, below): (UInt8, UInt8) = (1, 1)
            for other in places where other != place {
                above = product(above, other)
                below = product(below, other ^ place)
            }
            return product(above, inverse(below))
        }
    }
}
