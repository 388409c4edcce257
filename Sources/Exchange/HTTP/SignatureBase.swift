/// What is signed of a request or a response (RFC 9421, section 2.5).
public struct SignatureBase: Hashable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    private static let requestMark = [StructuredParameter("req", .boolean(true))]

    /// What an input says of a request.
    ///
    /// - Throws: `SignatureError` when it names what the request has not, or has in a doubtful form.
    public init(_ request: RequestHead, input: StructuredList) throws(SignatureError) {
        try self.init(input) { component throws(SignatureError) in
            guard component.parameters.isEmpty else { throw .components }
            return try SignatureBase.value(component.name, of: request)
        }
    }

    /// What an input says of a response, and of the request that it answers.
    ///
    /// - Throws: `SignatureError` when it names what they have not, or have in a doubtful form.
    public init(
        _ response: ResponseHead, answering request: RequestHead, input: StructuredList
    ) throws(SignatureError) {
        try self.init(input) { component throws(SignatureError) in
            if component.parameters == SignatureBase.requestMark {
                return try SignatureBase.value(component.name, of: request)
            }
            guard component.parameters.isEmpty else { throw .components }
            return try SignatureBase.value(component.name, of: response)
        }
    }

    private typealias Component = (name: String, parameters: [StructuredParameter])

    private init(
        _ input: StructuredList, value: (Component) throws(SignatureError) -> String
    ) throws(SignatureError) {
        let texts = try SignatureBase.texts(of: input.items)
        var base: [UInt8] = []
        base.reserveCapacity(1024)
        for (item, text) in zip(input.items, texts) {
            guard case .string(let name) = item.value else { throw .components }
            let line = try value((name, item.parameters))
            base += text.utf8
            base += ": ".utf8
            base += line.utf8
            base.append(0x0A)
        }
        base += "\"@signature-params\": ".utf8
        base += (try SignatureBase.text(input.text)).utf8
        bytes = base
    }

    /// The components that nodes sign, which are the same each time, with their texts.
    private static let usual = [HTTPSignature.requestComponents, HTTPSignature.responseComponents]
        .map { items in (items: items, texts: (try? written(items)) ?? []) }

    private static func texts(of items: [StructuredItem]) throws(SignatureError) -> [String] {
        if let known = usual.first(where: { $0.items == items }) { return known.texts }
        return try written(items)
    }

    private static func written(_ items: [StructuredItem]) throws(SignatureError) -> [String] {
        // A component twice would be two lines with the same name (RFC 9421, section 2.5).
        guard Set(items).count == items.count else { throw .components }
        var texts: [String] = []
        for item in items { texts.append(try text(item.text)) }
        return texts
    }

    /// A structured text inside the base.
    private static func text(
        _ make: () throws(FieldError) -> String
    ) throws(SignatureError) -> String {
        do {
            return try make()
        } catch {
            throw .malformed(field: "signature-input", error)
        }
    }

    private static func value(
        _ name: String, of request: RequestHead
    ) throws(SignatureError) -> String {
        switch name {
        case "@method":
            guard !request.method.isEmpty,
                request.method.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
            else { throw .head(.method) }
            return request.method
        case "@authority":
            guard isAuthority(request.authority) else { throw .head(.authority) }
            return request.authority
        case "@path":
            guard isPath(request.path) else { throw .head(.path) }
            return request.path
        default: return try fieldValue(name, of: request.fields)
        }
    }

    private static func value(
        _ name: String, of response: ResponseHead
    ) throws(SignatureError) -> String {
        guard name == "@status" else { return try fieldValue(name, of: response.fields) }
        guard (100...599).contains(response.status) else { throw .head(.status) }
        return String(response.status)
    }

    private static func fieldValue(
        _ name: String, of fields: HeaderFields
    ) throws(SignatureError) -> String {
        guard !name.hasPrefix("@"), name == name.lowercased() else { throw .components }
        return try fields.only(name)
    }

    /// Tells whether a host is written in the one form that is signed: small letters.
    private static func isAuthority(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && !(0x41...0x5A).contains($0) && $0 != 0x40
                    && $0 != 0x2F
            }
    }

    /// Tells whether a path begins at the root and hides neither a query nor a fragment.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/")
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
            }
    }
}
