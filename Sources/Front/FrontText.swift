private import Glibc

/// What may stand in nginx's configuration, so that no value can be read as more than itself.
enum FrontText {
    /// The longest path.
    static let longestPath = 1024
    /// The longest path of a socket: the system's own limit, with its end.
    static let longestSocket = 107

    /// A path between quotes.
    ///
    /// Between double quotes nginx gives a meaning to the quote, the backslash and, in some places, the dollar.
    static func quoted(_ path: String, _ which: FrontPath) throws(FrontValueError) -> String {
        let isSocket = which == .socket
        guard path.hasPrefix("/"),
            path.utf8.count <= (isSocket ? longestSocket : longestPath),
            path.unicodeScalars.allSatisfy({ scalar in
                switch scalar {
                case "\"", "\\", "$": false
                case ":": !isSocket
                default: scalar.properties.generalCategory != .control
                }
            })
        else { throw .path(which) }
        return isSocket ? "\"unix:\(path)\"" : "\"\(path)\""
    }

    /// Tells whether a text is the name of a host, in small letters.
    static func isName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { isSmallOrDigit($0) || $0 == 0x2D || $0 == 0x2E }
            && text.utf8.first != 0x2E && text.utf8.first != 0x2D
    }

    /// Tells whether a text is an address of IPv4.
    static func isIPv4(_ text: String) -> Bool {
        var place = in_addr()
        return unsafe inet_pton(AF_INET, text, &place) == 1 && !text.utf8.contains(0)
    }

    /// Tells whether a text is an address of IPv6.
    static func isIPv6(_ text: String) -> Bool {
        var place = in6_addr()
        return unsafe inet_pton(AF_INET6, text, &place) == 1 && !text.utf8.contains(0)
    }

    /// Tells whether a text can be an account of the system.
    static func isAccount(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.first != 0x2D
            && text.utf8.allSatisfy { isSmallOrDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }

    /// Tells whether a header field has a plain name: letters, digits and dashes.
    static func isField(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                isSmallOrDigit($0) || (0x41...0x5A).contains($0) || $0 == 0x2D
            }
    }

    /// Tells whether a path of a request is of plain characters.
    static func isPlainPath(_ path: String) -> Bool {
        path.hasPrefix("/") && (2...128).contains(path.utf8.count)
            && path.utf8.allSatisfy {
                isSmallOrDigit($0) || [0x2D, 0x2E, 0x2F, 0x5F].contains($0)
            }
    }

    private static func isSmallOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
