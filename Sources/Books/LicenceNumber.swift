/// A federal firearms licence number: region, district, county, type, expiry, sequence.
///
/// Such as `5-41-069-01-2K-00023`. Only its shape is known here, so that an address is not taken for
/// a licence; whether the licence exists is for the licensees' file to say.
public enum LicenceNumber: Sendable {
    /// The lengths of the six groups in a full number.
    private static let groups = [1, 2, 3, 2, 2, 5]

    /// Tells whether a text has the shape of a licence number, with or without hyphens.
    public static func looksLikeOne(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        if parts.count == groups.count {
            return zip(parts, groups).allSatisfy { part, length in
                part.count == length && part.allSatisfy(isLetterOrDigit)
            }
        }
        guard parts.count == 1, text.utf8.count == 15 else { return false }
        return text.utf8.allSatisfy(isLetterOrDigit)
            && text.utf8.prefix(8).allSatisfy { (48...57).contains($0) }
    }

    /// The number without hyphens and in capitals, for comparing.
    public static func folded(_ text: String) -> String {
        String(
            decoding: text.utf8.lazy.filter(isLetterOrDigit).map { byte in
                (97...122).contains(byte) ? byte - 32 : byte
            }, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
