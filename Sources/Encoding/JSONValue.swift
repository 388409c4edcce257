/// A JSON value that has one meaning and one text: whole numbers only, each name once in an object.
///
/// Two values are equal when their canonical bytes are. (Swift's own comparison of strings takes "é" in one
/// character and in two for the same; what is signed must not.)
public enum JSONValue: Sendable {
    /// Nothing.
    case null
    /// Yes or no.
    case bool(Bool)
    /// A whole number within `integers`.
    case integer(Int64)
    /// A text.
    case string(String)
    /// Values in their order.
    case array([JSONValue])
    /// Names with their values.
    case object(JSONObject)

    /// The whole numbers that every reader of JSON holds exactly (RFC 7493, section 2.2).
    public static let integers: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991

    /// Reads a value in any form that JSON allows.
    ///
    /// - Throws: `JSONError` with the first byte that is not taken.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        var parser = try JSONParser(bytes, limits: limits)
        self = try parser.document()
    }

    /// Reads a value from just the bytes that `canonicalBytes` makes of it.
    ///
    /// - Throws: `JSONError` with the first byte that is not taken.
    public init(
        canonical bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        let value = try JSONValue(parsing: bytes, limits: limits)
        let expected = value.canonicalBytes
        guard expected == bytes else {
            let shared = zip(expected, bytes).prefix { $0 == $1 }.count
            throw .malformed(.form, at: shared)
        }
        self = value
    }
}

extension JSONValue: Hashable {
    /// Tells whether two values have the same canonical bytes.
    public static func == (one: JSONValue, other: JSONValue) -> Bool {
        one.canonicalBytes == other.canonicalBytes
    }

    /// Adds the canonical bytes to a hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(canonicalBytes) }
}

extension JSONValue {
    /// The object, if it is one.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements, if it is an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text, if it is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, if it is one.
    public var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}

/// The members of a JSON object, in the canonical order: by the UTF-16 units of their names.
public struct JSONObject: Hashable, Sendable {
    /// A name with its value.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// Tells whether two members have the same name to the byte, and the same value.
        public static func == (one: Member, other: Member) -> Bool {
            Array(one.name.utf8) == Array(other.name.utf8) && one.value == other.value
        }

        /// Adds the name's bytes and the value to a hash.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(Array(name.utf8))
            hasher.combine(value)
        }
    }

    /// The members in their order.
    public private(set) var members: [Member] = []

    /// An object without members.
    public init() {}

    /// An object of members whose names ascend, each once.
    init(ascending members: [Member]) { self.members = members }

    /// An object of members in any order; `nil` when a name stands twice.
    init?(_ unordered: [Member]) {
        members = unordered.sorted { JSONObject.precedes($0.name, $1.name) }
        for (one, next) in zip(members, members.dropFirst())
        where !JSONObject.precedes(one.name, next.name) {
            return nil
        }
    }

    /// The value of a name; `nil` when there is none, and `nil` set takes it away.
    ///
    /// - Complexity: logarithmic in the number of members to read, linear to set.
    public subscript(name: String) -> JSONValue? {
        get {
            let place = place(of: name)
            guard place < members.count, !JSONObject.precedes(name, members[place].name) else {
                return nil
            }
            return members[place].value
        }
        set {
            let place = place(of: name)
            if place < members.count, !JSONObject.precedes(name, members[place].name) {
                members.remove(at: place)
            }
            if let newValue {
                members.insert(Member(name: name, value: newValue), at: place)
            }
        }
    }

    /// Where a name stands or would stand.
    private func place(of name: String) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = low + (high - low) / 2
            if JSONObject.precedes(members[middle].name, name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The order of RFC 8785, section 3.2.3.
    static func precedes(_ one: String, _ other: String) -> Bool {
        // Where both are ASCII the order of bytes is that of UTF-16 units; where the first difference is in
        // ASCII, too.
        let (first, second) = (one.utf8.span, other.utf8.span)
        for place in 0..<min(first.count, second.count) {
            let (left, right) = (first[place], second[place])
            if left == right { continue }
            guard left < 0x80, right < 0x80 else {
                return one.utf16.lexicographicallyPrecedes(other.utf16)
            }
            return left < right
        }
        return first.count < second.count
    }
}
