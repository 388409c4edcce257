/// Where a request goes: TLS to another machine, or plain HTTP that does not leave this one.
public struct HTTPURL: Equatable, Sendable {
    /// The most bytes that a URL may have.
    public static let longest = 8192
    /// The most bytes that the path of a socket may have; the system's own limit, with its end.
    public static let longestSocketPath = 107

    /// Who is asked.
    public enum Origin: Equatable, Hashable, Sendable {
        /// Another machine, or this one, over TLS.
        case secure(host: String, port: UInt16)
        /// A program on this machine, over loopback.
        case loopback(host: String, port: UInt16)
        /// A program on this machine, over a Unix socket.
        case socket(path: String)
    }

    /// Who is asked.
    public let origin: Origin
    /// What is asked for there.
    public let target: HTTPTarget

    /// Reads an absolute URL, `https://host/path` or `http://127.0.0.1:8080/path`.
    ///
    /// Names of users and fragments are refused, and plain HTTP to anything but `localhost`, `127.0.0.0/8` and `[::1]`.
    ///
    /// - Throws: `malformedURL` or `insecure`.
    public init(_ text: String) throws(TransportError) {
        guard text.utf8.count <= Self.longest else {
            throw .malformedURL(reason: .tooLong(limit: Self.longest))
        }
        let isSecure: Bool
        let rest: Substring
        switch text {
        case _ where text.hasPrefix("https://"): (isSecure, rest) = (true, text.dropFirst(8))
        case _ where text.hasPrefix("http://"): (isSecure, rest) = (false, text.dropFirst(7))
        default: throw .malformedURL(reason: .wrongBeginning)
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        do {
            let (host, port) = try Self.authority(rest[..<end])
            let path = rest[end...]
            target = try HTTPTarget(path.first == "/" ? String(path) : "/" + path)
            guard isSecure || Self.isLoopback(host) else {
                throw TransportError.insecure(host: host)
            }
            origin =
                isSecure
                ? .secure(host: host, port: port ?? 443) : .loopback(host: host, port: port ?? 80)
        } catch let error as SyntaxError {
            throw .malformedURL(reason: error)
        } catch let error as TransportError {
            throw error
        } catch {
            throw .malformedURL(reason: .wrongBeginning)
        }
    }

    /// Makes the place of something behind a Unix socket.
    ///
    /// - Throws: `malformedURL` when either is none.
    public init(socket path: String, target: String) throws(TransportError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .malformedURL(reason: .empty) }
        guard path.utf8.count <= Self.longestSocketPath else {
            throw .malformedURL(reason: .tooLong(limit: Self.longestSocketPath))
        }
        do {
            self.target = try HTTPTarget(target)
        } catch {
            throw .malformedURL(reason: error)
        }
        origin = .socket(path: path)
    }

    /// Tells whether a host is this machine by its spelling alone, without asking anybody.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                (part == "0" || part.first != "0") && part.allSatisfy { "0"..."9" ~= $0 }
                    && UInt8(part) != nil
            }
    }

    private static func authority(_ text: Substring) throws(SyntaxError) -> (String, UInt16?) {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { throw .wrongBeginning }
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { throw .wrongBeginning }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy(isAddressByte) else {
                throw .forbiddenCharacter(offset: 1)
            }
        } else {
            if let colon = text.firstIndex(of: ":") {
                host = text[..<colon]
                port = text[text.index(after: colon)...]
            }
            if let offset = host.utf8.enumerated().first(where: { !isHostByte($1) })?.offset {
                throw .forbiddenCharacter(offset: offset)
            }
        }
        guard !host.isEmpty else { throw .empty }
        guard host.utf8.count <= 253 else { throw .tooLong(limit: 253) }
        guard let port else { return (host.lowercased(), nil) }
        guard let number = CharacterRules.length(port.utf8), let number = UInt16(exactly: number),
            number > 0
        else { throw .wrongNumber }
        return (host.lowercased(), number)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        CharacterRules.hexadecimal(byte) != nil || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ".")
    }
}

extension HTTPURL {
    /// The URL as it is written, with its port; for a Unix socket, as if it were on this machine's loopback.
    var text: String {
        switch origin {
        case .secure(let host, let port): "https://\(Self.bracketed(host)):\(port)\(target.raw)"
        case .loopback(let host, let port): "http://\(Self.bracketed(host)):\(port)\(target.raw)"
        case .socket: "http://localhost\(target.raw)"
        }
    }

    private static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
