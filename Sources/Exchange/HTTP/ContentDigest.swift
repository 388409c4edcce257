public import Cryptography

/// The hash of a body in a header field (RFC 9530), by SHA-256 alone.
public enum ContentDigest: Sendable {
    /// The field's name.
    public static let name = "content-digest"
    private static let algorithm = "sha-256"

    /// The field's value for a body.
    public static func value(of body: [UInt8]) -> String {
        let item = StructuredItem(.bytes(Digest.sha256(body).bytes))
        let field = StructuredDictionary([StructuredDictionary.Entry(algorithm, .item(item))])
        // A name of letters and bytes always have a text.
        return (try? field.text()) ?? ""
    }

    /// The hash that a field's value says.
    ///
    /// - Throws: `SignatureError` when it is not of the form, or says another hash or more than this one.
    public static func read(_ value: String) throws(SignatureError) -> Digest {
        let field: StructuredDictionary
        do {
            field = try StructuredDictionary(value)
        } catch {
            throw .malformed(field: name, error)
        }
        guard field.entries.count == 1, case .item(let item)? = field[algorithm],
            item.parameters.isEmpty, case .bytes(let bytes) = item.value,
            let digest = Digest(bytes)
        else { throw .field(name) }
        return digest
    }

    /// Checks that a field's value is a body's.
    ///
    /// - Throws: `SignatureError.digest` when it is another's; what `read` throws.
    static func check(_ value: String, of body: [UInt8]) throws(SignatureError) {
        guard try read(value) == Digest.sha256(body) else { throw .digest }
    }
}
