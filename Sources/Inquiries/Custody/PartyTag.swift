import Books
import Cryptography
import Encoding
import SerialIndex

/// What stands for a person in a custodian's answer: equal for the same person of one firearm, and nothing more.
///
/// Who traces must know whether two lines of one firearm say the same, not whom they name. The tag is a code
/// under a key that the custodian alone has, over the firearm's serial and what the book writes: it can not be
/// opened without the key, and the same person has another tag at every other firearm.
struct PartyTag: Sendable {
    /// How many bytes of the code are kept.
    private static let size = 8
    /// How many characters a tag has.
    static let length = size * 2
    private static let domain = "rastro-party-tag/1\n"

    private let key: [UInt8]
    private let serial: [UInt8]

    init(key: [UInt8], serial: [UInt8]) {
        self.key = key
        self.serial = serial
    }

    /// The tag of some texts.
    func text(_ parts: String...) -> String {
        var message = Array(PartyTag.domain.utf8) + serial
        for part in parts {
            // Each behind its length, so that no two rows of texts are one.
            message += Array("\n\(part.utf8.count):\(part)".utf8)
        }
        return Hexadecimal.encode(HMAC.sha256(key: key, message).bytes.prefix(PartyTag.size))
    }

    static func read(_ value: JSONValue) -> String? {
        guard let text = value.string, text.utf8.count == length,
            Hexadecimal.decode(text) != nil
        else { return nil }
        return text
    }
}
