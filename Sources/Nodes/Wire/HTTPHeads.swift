import Exchange
import Transport

extension HeaderFields {
    /// The fields of a request or of an answer, as `Transport` has them.
    init(_ fields: HTTPFields) {
        self.init()
        for field in fields { add(field.name, field.value) }
    }
}

extension HTTPFields {
    /// The fields of a head that was signed.
    ///
    /// - Throws: `SyntaxError` for one that HTTP can not carry.
    init(_ fields: HeaderFields) throws(SyntaxError) {
        self.init()
        for field in fields.fields { try append(field.name, field.value) }
    }
}

extension HTTPURL {
    /// The host as it is signed: in small letters, with its port unless it is the scheme's own (RFC 9421, 2.2.3).
    var authority: String {
        switch origin {
        case .secure(let host, let port): HTTPURL.authority(host, port, own: 443)
        case .loopback(let host, let port): HTTPURL.authority(host, port, own: 80)
        case .socket: "localhost"
        }
    }

    private static func authority(_ host: String, _ port: UInt16, own: UInt16) -> String {
        let name = host.contains(":") ? "[\(host)]" : host.lowercased()
        return port == own ? name : "\(name):\(port)"
    }
}
