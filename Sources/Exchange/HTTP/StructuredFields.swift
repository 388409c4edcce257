/// A bare value of a structured field (RFC 9651, section 3.3), as far as signatures need them.
public enum StructuredValue: Hashable, Sendable {
    /// A whole number of at most 15 digits.
    case integer(Int64)
    /// A text of ASCII, in quotes.
    case string(String)
    /// A word without quotes.
    case token(String)
    /// Bytes in base64, between colons.
    case bytes([UInt8])
    /// Yes or no.
    case boolean(Bool)
}

/// A name with a value behind an item or a list.
public struct StructuredParameter: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: StructuredValue

    /// A parameter.
    public init(_ name: String, _ value: StructuredValue) {
        self.name = name
        self.value = value
    }
}

/// A value with its parameters.
public struct StructuredItem: Hashable, Sendable {
    /// The value.
    public let value: StructuredValue
    /// The parameters in their order.
    public let parameters: [StructuredParameter]

    /// An item.
    public init(_ value: StructuredValue, parameters: [StructuredParameter] = []) {
        self.value = value
        self.parameters = parameters
    }
}

/// Items in brackets, with the parameters of the whole.
public struct StructuredList: Hashable, Sendable {
    /// The items in their order.
    public let items: [StructuredItem]
    /// The parameters in their order.
    public let parameters: [StructuredParameter]

    /// An inner list.
    public init(_ items: [StructuredItem], parameters: [StructuredParameter] = []) {
        self.items = items
        self.parameters = parameters
    }

    /// The value of a parameter.
    public subscript(parameter: String) -> StructuredValue? {
        parameters.first { $0.name == parameter }?.value
    }
}

/// The value of a name in a dictionary.
public enum StructuredMember: Hashable, Sendable {
    /// A single value.
    case item(StructuredItem)
    /// Values in brackets.
    case list(StructuredList)
}

/// A field whose value is a dictionary: names with items or lists, each name once.
public struct StructuredDictionary: Hashable, Sendable {
    /// A name with its value.
    public struct Entry: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: StructuredMember

        /// An entry of a dictionary.
        public init(_ name: String, _ value: StructuredMember) {
            self.name = name
            self.value = value
        }
    }

    /// The entries in their order.
    public let entries: [Entry]

    /// No field is longer than this many bytes.
    public static let mostBytes = 8192
    /// The most entries of a dictionary, items of a list, and parameters of one of them.
    public static let mostMembers = 32

    /// A dictionary of entries.
    public init(_ entries: [Entry]) { self.entries = entries }

    /// Reads a dictionary; unlike the RFC, which lets the last win, no name may stand twice.
    ///
    /// - Throws: `FieldError` with the first byte that is not taken.
    public init(_ text: String) throws(FieldError) {
        var parser = try StructuredParser(text)
        entries = try parser.dictionary()
    }

    /// The value of a name.
    public subscript(name: String) -> StructuredMember? {
        entries.first { $0.name == name }?.value
    }
}
