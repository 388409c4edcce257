/// A federal firearms licence number: region, district, county, type, expiry, sequence.
///
/// Such as `5-41-069-01-2K-00023`. Only its shape is known here, so that an address is not taken for
/// a licence; whether the licence exists is for the licensees' file to say.
public enum LicenceNumber: Sendable {
    /// How long a number is with hyphens, and without.
    private static let lengths = (hyphenated: 20, plain: 15)

    /// Tells whether a text has the shape of a licence number, with or without hyphens.
    public static func looksLikeOne(_ text: String) -> Bool {
        switch text.utf8.count {
        case lengths.hyphenated:
            for (place, byte) in text.utf8.enumerated() {
                // Between groups of 1, 2, 3, 2, 2 and 5 characters.
                switch place {
                case 1, 4, 8, 11, 14: guard byte == UInt8(ascii: "-") else { return false }
                default: guard isLetterOrDigit(byte) else { return false }
                }
            }
            return true
        case lengths.plain:
            return text.utf8.allSatisfy(isLetterOrDigit)
                && text.utf8.prefix(8).allSatisfy { (48...57).contains($0) }
        default: return false
        }
    }

    /// The number without hyphens and in capitals, for comparing.
    public static func folded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 where isLetterOrDigit(byte) {
            bytes.append((97...122).contains(byte) ? byte - 32 : byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
