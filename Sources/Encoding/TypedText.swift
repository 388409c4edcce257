/// Bytes as text that a person can read aloud and type, in groups that each tell whether they were typed rightly.
///
/// The letters are Crockford's: digits and capitals without I, L, O and U. Four of them carry twenty bits and a
/// fifth checks them and their place, so that one letter wrong, two neighbours exchanged, a group left out or two
/// groups exchanged is noticed at the group where it happened. Small letters, an `O` for the zero, an `I` or `L`
/// for the one, and any blanks and dashes between letters are taken.
public enum TypedText: Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// How many letters of a group carry something, and how many bits each.
    private static let (lettersPerGroup, bitsPerLetter) = (4, 5)
    private static let groupLength = lettersPerGroup + 1
    /// The most bytes of a text.
    public static let mostBytes = 256

    /// Why a text stands for no bytes.
    public enum Fault: Error, Hashable, Sendable {
        /// A group, counted from 1, was not typed as it was written.
        case mistyped(group: Int)
        /// There are letters behind the last whole group, or none at all.
        case cut
        /// There are more letters than any text has.
        case tooLong
        /// Bits that carry nothing are not zero: it was not made by these rules.
        case form
    }

    /// The text of up to 256 bytes: groups of five letters with dashes between them; `nil` for none and for more.
    public static func encode(_ bytes: [UInt8]) -> String? {
        guard (1...mostBytes).contains(bytes.count) else { return nil }
        let bitsPerGroup = lettersPerGroup * bitsPerLetter
        let groups = (bytes.count * 8 + bitsPerGroup - 1) / bitsPerGroup
        var text: [UInt8] = []
        for group in 0..<groups {
            let values = (0..<lettersPerGroup).map { letter in
                bits(of: bytes, from: (group * lettersPerGroup + letter) * bitsPerLetter)
            }
            if group > 0 { text.append(UInt8(ascii: "-")) }
            text += (values + [check(values, group: group)]).map { alphabet[Int($0)] }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text, of which there are as many as whole ones fit.
    ///
    /// - Throws: `Fault`: where it is wrong, never what stands there.
    public static func decode(_ text: String) throws(Fault) -> [UInt8] {
        let letters = text.utf8.filter { !isBetween($0) }
        guard letters.count <= (mostBytes * 8 / (lettersPerGroup * bitsPerLetter) + 1) * groupLength
        else { throw .tooLong }
        var (bytes, rest, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        for (group, start) in stride(from: 0, to: letters.count, by: groupLength).enumerated() {
            let run = letters[start..<min(start + groupLength, letters.count)]
            guard run.count == groupLength else { throw .cut }
            let values = run.compactMap(value)
            guard values.count == groupLength,
                check(Array(values.dropLast()), group: group) == values.last
            else { throw .mistyped(group: group + 1) }
            for value in values.dropLast() {
                rest = rest << 5 | UInt32(value)
                count += bitsPerLetter
                guard count >= 8 else { continue }
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: rest >> UInt32(count)))
                rest &= 1 << UInt32(count) - 1
            }
        }
        guard !bytes.isEmpty else { throw .cut }
        guard rest == 0 else { throw .form }
        return bytes
    }

    /// Five bits of some bytes; zeros behind the last.
    private static func bits(of bytes: [UInt8], from start: Int) -> UInt8 {
        (start..<start + bitsPerLetter).reduce(0) { value, place in
            let byte = place / 8 < bytes.count ? bytes[place / 8] : 0
            return value << 1 | byte >> UInt8(7 - place % 8) & 1
        }
    }

    /// The letter that checks a group: each letter counts differently, and so does each group's place.
    private static func check(_ values: [UInt8], group: Int) -> UInt8 {
        var check = UInt8(truncatingIfNeeded: group % 31 + 1)
        // By Horner's rule over the field of 32 elements: the weights are 2, 4, 8 and 16, none of them alike.
        for value in values { check = doubled(check ^ value) }
        return check
    }

    /// Twice an element of the field of 32 elements, modulo x^5 + x^2 + 1.
    private static func doubled(_ value: UInt8) -> UInt8 {
        let shifted = value << 1
        return shifted & 0x20 == 0 ? shifted : shifted ^ 0x25
    }

    private static func isBetween(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        var letter = byte
        if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) { letter -= 32 }
        switch letter {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: letter).map { UInt8($0) }
        }
    }
}
