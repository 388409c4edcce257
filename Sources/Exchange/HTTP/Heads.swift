/// The header fields of a request or a response, in their order.
public struct HeaderFields: Hashable, Sendable {
    /// A name with its value.
    public struct Field: Hashable, Sendable {
        /// The name, in small letters.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The fields in their order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// Adds a field; its name is compared in small letters, as HTTP does.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// The values of a name in small letters.
    public subscript(name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The only value of a name, which is of ASCII and has no blanks around it.
    ///
    /// A value with a line's end in it could pretend to be another line of what is signed.
    ///
    /// - Throws: `SignatureError.field` when there is none, more than one, or another kind of text.
    func only(_ name: String) throws(SignatureError) -> String {
        let values = self[name]
        guard values.count == 1, let value = values.first, !value.isEmpty,
            value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
            value.utf8.first != 0x20, value.utf8.last != 0x20
        else { throw .field(name) }
        return value
    }
}

/// What stands before the body of a request, as a server or a client has it.
public struct RequestHead: Hashable, Sendable {
    /// The method, such as `POST`.
    public let method: String
    /// The host in small letters, and the port unless it is the scheme's own.
    public let authority: String
    /// The path without a query: none is signed, so none is taken.
    public let path: String
    /// The header fields.
    public var fields: HeaderFields

    /// A request's head.
    public init(
        method: String, authority: String, path: String, fields: HeaderFields = HeaderFields()
    ) {
        self.method = method
        self.authority = authority
        self.path = path
        self.fields = fields
    }
}

/// What stands before the body of a response.
public struct ResponseHead: Hashable, Sendable {
    /// The status, such as 202.
    public let status: Int
    /// The header fields.
    public var fields: HeaderFields

    /// A response's head.
    public init(status: Int, fields: HeaderFields = HeaderFields()) {
        self.status = status
        self.fields = fields
    }
}
