/// A text written in the source: the only text that reaches a page without being escaped.
///
/// `StringLiteralType` is `StaticString`, so that nothing read from a file can become one.
struct Literal: ExpressibleByStringLiteral, Sendable {
    let text: String

    init(stringLiteral value: StaticString) {
        text = value.description
    }
}

/// An attribute of an element: a name written in the source and a value that is escaped.
struct Attribute {
    let name: Literal
    let value: String

    init(_ name: Literal, _ value: String) {
        self.name = name
        self.value = value
    }

    static func `class`(_ value: Literal) -> Attribute { Attribute("class", value.text) }
    static func id(_ value: String) -> Attribute { Attribute("id", value) }
    static func role(_ value: Literal) -> Attribute { Attribute("role", value.text) }
    static func labelledBy(_ ids: String...) -> Attribute {
        Attribute("aria-labelledby", ids.joined(separator: " "))
    }
    /// Hides from assistive technology what is said again in words beside it.
    static var hidden: Attribute { Attribute("aria-hidden", "true") }
    /// A link to a place on the page itself.
    static func place(_ anchor: String) -> Attribute { Attribute("href", "#" + anchor) }
    /// A link to a file beside the page; what could begin a scheme or a host is encoded or left out.
    static func file(_ name: String) -> Attribute {
        var encoded = ""
        for byte in name.utf8.drop(while: { $0 == UInt8(ascii: "/") }) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "/"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return Attribute("href", encoded)
    }
}
