/// One header field: a name and what it says.
public struct HTTPField: Equatable, Sendable {
    /// The most bytes that a name may have.
    public static let longestName = 128
    /// The most bytes that a value may have.
    public static let longestValue = 8192

    /// The name as it was written; compare it without regard to case.
    public let name: String
    /// The value, without blanks around it.
    public let value: String

    /// Makes a field of a name and a value that may stand in a message.
    ///
    /// - Throws: `SyntaxError` when the name is no token, or the value has a control character.
    public init(_ name: String, _ value: String) throws(SyntaxError) {
        guard !name.isEmpty else { throw .empty }
        guard name.utf8.count <= Self.longestName else { throw .tooLong(limit: Self.longestName) }
        guard value.utf8.count <= Self.longestValue else {
            throw .tooLong(limit: Self.longestValue)
        }
        if let offset = name.utf8.enumerated().first(where: { !CharacterRules.isTokenByte($1) })?
            .offset
        {
            throw .forbiddenCharacter(offset: offset)
        }
        if let offset = value.utf8.enumerated().first(where: { !CharacterRules.isValueByte($1) })?
            .offset
        {
            throw .forbiddenCharacter(offset: offset)
        }
        self.name = name
        self.value = Self.trimmed(value)
    }

    /// Reads one line of a head, without its end.
    ///
    /// A blank before the colon and a line that continues the one before are refused (RFC 9112, section 5).
    public init(line: some Collection<UInt8>) throws(SyntaxError) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .wrongBeginning }
        guard let name = String(validating: line[..<colon], as: UTF8.self),
            let value = String(validating: line[line.index(after: colon)...], as: UTF8.self)
        else { throw .notUnicode }
        try self.init(name, value)
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = text.utf8.first, let last = text.utf8.last,
            isBlank(first) || isBlank(last)
        else {
            return text
        }
        let kept = text.utf8.drop(while: isBlank)
        let end = kept.lastIndex { !isBlank($0) }
        return end.flatMap { String(kept[...$0]) } ?? ""
    }
}

/// The header fields of a message, in the order in which they were written.
public struct HTTPFields: Equatable, Sendable {
    private var fields: [HTTPField] = []

    /// Makes fields of a list of them.
    public init(_ fields: [HTTPField] = []) {
        self.fields = fields
    }

    /// How many fields there are, repeated ones counted each.
    public var count: Int { fields.count }

    /// The values of all fields with a name, in order.
    public func values(of name: String) -> [String] {
        fields.filter { CharacterRules.isSame($0.name, name) }.map(\.value)
    }

    /// The value of the only field with a name; nil when there is none, or more than one.
    public subscript(_ name: String) -> String? {
        let found = values(of: name)
        return found.count == 1 ? found[0] : nil
    }

    /// Tells whether there is a field with a name.
    public func contains(_ name: String) -> Bool {
        fields.contains { CharacterRules.isSame($0.name, name) }
    }

    /// Adds a field after all others.
    public mutating func append(_ field: HTTPField) {
        fields.append(field)
    }

    /// Adds a field after all others.
    ///
    /// - Throws: `SyntaxError` when the name is no token, or the value has a control character.
    public mutating func append(_ name: String, _ value: String) throws(SyntaxError) {
        fields.append(try HTTPField(name, value))
    }
}

extension HTTPFields: RandomAccessCollection {
    /// Where the first field is.
    public var startIndex: Int { fields.startIndex }
    /// Where the fields end.
    public var endIndex: Int { fields.endIndex }
    /// The field at a place.
    public subscript(position: Int) -> HTTPField { fields[position] }
}
