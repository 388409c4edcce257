private import Glibc

/// What a node says of itself in a certificate that it signs itself.
public struct CertificateTerms: Hashable, Sendable {
    /// The node's name: letters, digits, dots and dashes.
    public let name: String
    /// By which names and addresses the node is reached, beside its own.
    public let hosts: [String]
    /// From when on it counts, in seconds since 1970.
    public let validFrom: Int64
    /// How many days it counts.
    public let days: Int
    /// The number by which it differs from others of the key: 16 random bytes.
    public let serial: [UInt8]

    /// The longest name that a certificate can have as its common one.
    public static let longestName = 64
    /// The most hosts of a certificate.
    public static let mostHosts = 16
    /// The most days that a certificate counts.
    public static let mostDays = 397
    /// How many bytes a number has.
    public static let serialSize = 16

    /// The terms of a certificate.
    ///
    /// - Throws: `CertificateError`: `unusableName`, `unusableHost`, `unusableTime` or `unusableSerial`.
    public init(
        name: String, hosts: [String] = [], validFrom: Int64, days: Int, serial: [UInt8]
    ) throws(CertificateError) {
        guard CertificateTerms.isName(name), name.utf8.count <= CertificateTerms.longestName else {
            throw .unusableName
        }
        guard hosts.count <= CertificateTerms.mostHosts else {
            throw .unusableHost(index: CertificateTerms.mostHosts)
        }
        for (index, host) in hosts.enumerated()
        where !CertificateTerms.isName(host) && !CertificateTerms.isAddress(host) {
            throw .unusableHost(index: index)
        }
        guard (1...CertificateTerms.mostDays).contains(days),
            // The last second that a certificate can name is the last of the year 9999.
            (0...253_402_300_799 - Int64(days) * 86_400).contains(validFrom)
        else { throw .unusableTime }
        guard serial.count == CertificateTerms.serialSize, serial.contains(where: { $0 != 0 })
        else { throw .unusableSerial }
        self.name = name
        self.hosts = hosts
        self.validFrom = validFrom
        self.days = days
        self.serial = serial
    }

    /// The names and addresses, each once, in the library's own words.
    var alternativeNames: String {
        var seen: Set<String> = []
        let all = ([name] + hosts).filter { seen.insert($0).inserted }
        return all.map { (CertificateTerms.isAddress($0) ? "IP:" : "DNS:") + $0 }
            .joined(separator: ",")
    }

    /// Tells whether a text is the name of a host: the letters leave no room for anything else to be meant.
    private static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && parts.allSatisfy { part in
                (1...63).contains(part.utf8.count) && part.first != "-" && part.last != "-"
                    && part.utf8.allSatisfy(isNameByte)
            }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Tells whether a text is an address of IPv4 or IPv6.
    private static func isAddress(_ text: String) -> Bool {
        var place = in6_addr()
        guard !text.utf8.contains(0) else { return false }
        return unsafe inet_pton(AF_INET, text, &place) == 1
            || inet_pton(AF_INET6, text, &place) == 1
    }
}
