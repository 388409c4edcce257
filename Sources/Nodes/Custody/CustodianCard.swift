public import Cryptography
import Encoding
public import Exchange

/// What a custodian that is elsewhere hands to the node that asks it: its name, its licence and its keys.
///
/// Five lines: the format, the name, the licence, the key of its messages and the key of its certificate. The keys
/// are compared aloud, as those of nodes.
public struct CustodianCard: Hashable, Sendable {
    /// Its name, such as `dealer7.custodian.example`.
    public let name: NodeName
    /// The licence whose book it keeps, as the book writes it.
    public let licence: String
    /// What its messages are signed with.
    public let key: MessageKey
    /// Its certificate's key.
    public let channel: Digest

    /// The longest card, in bytes.
    public static let mostBytes = 4096
    private static let heading = "trace-custodian/1"
    private static let longestLicence = 32

    /// A custodian's card.
    public init(name: NodeName, licence: String, key: MessageKey, channel: Digest) {
        self.name = name
        self.licence = licence
        self.key = key
        self.channel = channel
    }

    /// Reads a card; `nil` for any other text.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count <= CustodianCard.mostBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 6, lines[5].isEmpty, lines[0] == CustodianCard.heading,
            let name = CustodianCard.value(lines[1], "name").flatMap({ NodeName($0) }),
            let licence = CustodianCard.value(lines[2], "licence"),
            CustodianCard.isLicence(licence),
            let key = CustodianCard.value(lines[3], "msg").flatMap({ try? MessageKey($0) }),
            name.owns(key.name),
            let pin = CustodianCard.value(lines[4], "tls"), pin.hasPrefix("sha256/"),
            let digest = Base64.decode(pin.dropFirst(7)).flatMap({ Digest($0) })
        else { return nil }
        self.init(name: name, licence: licence, key: key, channel: digest)
    }

    private static func value(_ line: Substring, _ word: String) -> String? {
        line.hasPrefix(word + " ") ? String(line.dropFirst(word.count + 1)) : nil
    }

    /// Tells whether a text can be a licence's number.
    public static func isLicence(_ text: String) -> Bool {
        (1...longestLicence).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The card's text.
    public var text: String {
        let pin = Base64.encode(channel.bytes)
        return """
            \(CustodianCard.heading)
            name \(name.text)
            licence \(licence)
            msg \(key.text)
            tls sha256/\(pin)

            """
    }
}
