public import Encoding

/// A part of a secret: so many parts together give it back, and fewer tell nothing of it (Shamir 1979).
///
/// A share knows which set it belongs to and carries a checksum, so that one that was mistyped, or is of another
/// set, is told apart before anything is put together. It is a secret itself; it has no description.
public struct KeyShare: Sendable {
    /// Which sharing of a secret it comes from: 4 bytes, the same for all shares of a set.
    public let set: [UInt8]
    /// How many shares of the set give the secret back.
    public let threshold: Int
    /// Which share of the set it is, from 1.
    public let index: Int
    /// Its values: one for each byte of the secret and of the secret's own check.
    private(set) var values: [UInt8]

    /// How many bytes the name of a set has.
    public static let setSize = 4
    /// The most bytes of a secret.
    public static let longestSecret = 128
    /// How many shares there can be.
    public static let mostShares = 255
    /// How many bytes of a secret's hash are shared with it.
    static let checkSize = 4
    private static let sumSize = 4
    private static let version: UInt8 = 1
    private static let headSize = 3 + setSize

    init(set: [UInt8], threshold: Int, index: Int, values: [UInt8]) {
        self.set = set
        self.threshold = threshold
        self.index = index
        self.values = values
    }

    /// The share of the bytes that `bytes` gives.
    ///
    /// - Throws: `KeyShareError`: `length`, `version`, `checksum` or `form`.
    public init(_ bytes: [UInt8]) throws(KeyShareError) {
        let shortest = KeyShare.headSize + 1 + KeyShare.checkSize + KeyShare.sumSize
        guard (shortest..<shortest + KeyShare.longestSecret).contains(bytes.count) else {
            throw .length
        }
        // First the sum: what was mistyped is said to be that, and nothing else.
        let (body, sum) = (bytes.dropLast(KeyShare.sumSize), bytes.suffix(KeyShare.sumSize))
        guard KeyShare.sum(of: body) == Array(sum) else { throw .checksum }
        guard bytes[0] == KeyShare.version else { throw .version }
        guard bytes[1] > 0, bytes[2] > 0 else { throw .form }
        self.init(
            set: Array(body[3..<KeyShare.headSize]), threshold: Int(bytes[1]),
            index: Int(bytes[2]), values: Array(body.dropFirst(KeyShare.headSize)))
    }

    /// The share as bytes: version, threshold, index, set, values and a checksum.
    public var bytes: [UInt8] {
        let body =
            [KeyShare.version, UInt8(threshold), UInt8(index)] + set + values
        return body + KeyShare.sum(of: body[...])
    }

    /// Wipes what the share says of the secret, as far as no copy of the share is left; it is none from then on.
    public mutating func wipe() { Cryptography.wipe(&values) }

    /// The share that a person typed.
    ///
    /// - Throws: `KeyShareError.typing`, with the group that is wrong, or what the bytes throw.
    public init(typed text: String) throws(KeyShareError) {
        let typed: [UInt8]
        do { typed = try TypedText.decode(text) } catch { throw .typing(error) }
        // What does not fill the last group is nothing but zeros, which are no part of the share.
        guard let share = KeyShare.fitting(typed) else { throw .checksum }
        self = try KeyShare(share)
    }

    /// The share as a text that can be written down, read aloud and typed: 95 letters for a key of 32 bytes.
    public var text: String { TypedText.encode(bytes) ?? "" }

    /// The bytes that were typed, without up to two zeros that only fill the last group.
    private static func fitting(_ typed: [UInt8]) -> [UInt8]? {
        for surplus in 0...2 {
            let bytes = Array(typed.dropLast(surplus))
            guard bytes.count > sumSize, typed.suffix(surplus).allSatisfy({ $0 == 0 }),
                sum(of: bytes.dropLast(sumSize)) == Array(bytes.suffix(sumSize)),
                TypedText.encode(bytes)?.utf8.count == TypedText.encode(typed)?.utf8.count
            else { continue }
            return bytes
        }
        return nil
    }

    private static func sum(of body: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array("rastro-share/1\n".utf8) + body
        defer { Cryptography.wipe(&bytes) }
        return Array(Digest.sha256(bytes).bytes.prefix(sumSize))
    }
}

/// Why shares give no secret; no case says what stands in them.
public enum KeyShareError: Error, Hashable, Sendable {
    /// It has fewer or more bytes than any share.
    case length
    /// It is of a version that is not known here.
    case version
    /// It was changed since it was made.
    case checksum
    /// It was made by other rules than ours.
    case form
    /// It was typed wrongly.
    case typing(TypedText.Fault)
    /// A share, by its place from 1 among those given, is of another set than the first.
    case otherSet(place: Int)
    /// A share, by its place from 1 among those given, is there a second time.
    case repeated(place: Int)
    /// There are fewer shares than are needed.
    case tooFew(found: Int, needed: Int)
    /// The shares are of one set by their word and give no secret: at least one of them is forged.
    case forged
}
