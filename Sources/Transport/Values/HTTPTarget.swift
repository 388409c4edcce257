/// What a request asks for on its server: a path and a query.
public struct HTTPTarget: Equatable, Sendable {
    /// The most bytes that a target may have.
    public static let longest = 8192
    /// The most bytes that its path may have.
    public static let longestPath = 2048
    /// The most parts that a path, and the most items that a query may have.
    public static let mostParts = 64

    /// One item of a query: `name=value`.
    public struct Item: Equatable, Sendable {
        /// What stands before the first `=`, with its escapes resolved.
        public let name: String
        /// What stands behind it; empty when there is no `=`.
        public let value: String
    }

    /// The target as it was sent.
    public let raw: String
    /// The path as it was sent, with its escapes.
    public let path: String
    /// The query as it was sent, without its question mark; nil when there is none.
    public let query: String?
    /// The parts of the path between its slashes, with their escapes resolved; one at the end is left out.
    public let segments: [String]
    /// The items of the query, in order.
    public let items: [Item]

    /// Reads a target in origin form (RFC 9112, section 3.2.1): a path, perhaps a query, no fragment.
    ///
    /// Refused are control characters, also escaped ones in the path and `%00` anywhere; parts that are empty or
    /// of dots alone, escaped or not; escapes that are none, and what they hide that is no UTF-8.
    ///
    /// - Throws: `SyntaxError`, with the offset where there is one.
    public init(_ text: String) throws(SyntaxError) {
        try self.init(bytes: Array(text.utf8))
    }

    /// Reads a target from its bytes.
    ///
    /// - Throws: `SyntaxError`, with the offset where there is one.
    public init(bytes: [UInt8]) throws(SyntaxError) {
        guard let first = bytes.first else { throw .empty }
        guard first == UInt8(ascii: "/") else { throw .wrongBeginning }
        guard bytes.count <= Self.longest else { throw .tooLong(limit: Self.longest) }
        if let offset = bytes.firstIndex(where: { !CharacterRules.isTargetByte($0) }) {
            throw .forbiddenCharacter(offset: offset)
        }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"))
        let path = bytes[..<(mark ?? bytes.endIndex)]
        guard path.count <= Self.longestPath else { throw .tooLong(limit: Self.longestPath) }
        segments = try Self.segments(of: path)
        let query = mark.map { bytes[($0 + 1)...] }
        items = try query.map { (query) throws(SyntaxError) in try Self.items(of: query) } ?? []
        // All bytes are ASCII by now.
        raw = String(decoding: bytes, as: UTF8.self)
        self.path = String(decoding: path, as: UTF8.self)
        self.query = query.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of the only item with a name; nil when there is none, or more than one.
    public subscript(_ name: String) -> String? {
        let found = items.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(SyntaxError) -> [String] {
        var parts = path.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count <= mostParts else { throw .tooLong(limit: mostParts) }
        var segments: [String] = []
        for part in parts {
            let bytes = try unescaped(part, isForm: false)
            if let control = bytes.first(where: { $0 < 0x20 || $0 == 0x7F }) {
                throw .forbiddenCharacter(offset: bytes.firstIndex(of: control) ?? 0)
            }
            guard !bytes.isEmpty, bytes != [0x2E], bytes != [0x2E, 0x2E] else {
                throw .wanderingPath
            }
            segments.append(try text(bytes))
        }
        return segments
    }

    private static func items(of query: ArraySlice<UInt8>) throws(SyntaxError) -> [Item] {
        let parts = query.split(separator: UInt8(ascii: "&"))
        guard parts.count <= mostParts else { throw .tooLong(limit: mostParts) }
        var items: [Item] = []
        for part in parts {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let value = equals.map { part[($0 + 1)...] } ?? []
            items.append(
                Item(
                    name: try text(try unescaped(part[..<(equals ?? part.endIndex)], isForm: true)),
                    value: try text(try unescaped(value, isForm: true))))
        }
        return items
    }

    private static func text(_ bytes: [UInt8]) throws(SyntaxError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUnicode }
        return text
    }

    /// Resolves escapes; in a form, a plus sign is a blank.
    private static func unescaped(_ bytes: ArraySlice<UInt8>, isForm: Bool) throws(SyntaxError)
        -> [UInt8]
    {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            switch bytes[at] {
            case UInt8(ascii: "%"):
                guard at + 2 < bytes.endIndex, let high = CharacterRules.hexadecimal(bytes[at + 1]),
                    let low = CharacterRules.hexadecimal(bytes[at + 2])
                else { throw .brokenEscape(offset: at) }
                // A zero ends a text for every C library behind us.
                guard high != 0 || low != 0 else { throw .forbiddenCharacter(offset: at) }
                plain.append(high << 4 | low)
                at += 3
            case UInt8(ascii: "+") where isForm:
                plain.append(0x20)
                at += 1
            case let byte:
                plain.append(byte)
                at += 1
            }
        }
        return plain
    }
}
