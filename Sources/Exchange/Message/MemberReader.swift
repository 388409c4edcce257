public import Encoding

/// Reads the members of an object, each once, and notices those that nobody asked for.
///
/// Its errors name members by their paths, such as `body.firearm.serial`, and never say what stands there.
public struct MemberReader: Sendable {
    private let object: JSONObject
    private let path: String
    private var asked: Set<String> = []

    /// How the names begin of members that others may add.
    public static let extensionPrefix = "x-"

    /// A reader of an object that stands at a path; empty for the outermost.
    public init(_ value: JSONValue, path: String = "") throws(MessageError) {
        guard let object = value.object else { throw .malformed(member: path) }
        self.object = object
        self.path = path
    }

    /// A reader of the only object of canonical bytes.
    public init(canonical bytes: [UInt8]) throws(MessageError) {
        let value: JSONValue
        do {
            value = try JSONValue(canonical: bytes)
        } catch {
            throw .json(error)
        }
        try self.init(value)
    }

    /// The path of a member: the object's, a dot and its name.
    public func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The value of a member that must be there.
    public mutating func required<Value>(
        _ name: String, _ make: (JSONValue) -> Value?
    ) throws(MessageError) -> Value {
        guard let value = try optional(name, make) else { throw .missing(member: place(name)) }
        return value
    }

    /// The value of a member, if there is one.
    public mutating func optional<Value>(
        _ name: String, _ make: (JSONValue) -> Value?
    ) throws(MessageError) -> Value? {
        asked.insert(name)
        guard let value = object[name] else { return nil }
        guard let made = make(value) else { throw .malformed(member: place(name)) }
        return made
    }

    /// A word that must be there.
    public mutating func word<Value: Word>(_ name: String) throws(MessageError) -> Value {
        try required(name) { $0.string.flatMap(Value.init) }
    }

    /// A word, if there is one.
    public mutating func optionalWord<Value: Word>(_ name: String) throws(MessageError) -> Value? {
        try optional(name) { $0.string.flatMap(Value.init) }
    }

    /// One of the cases of an enumeration by its text.
    public mutating func choice<Value: RawRepresentable<String>>(
        _ name: String
    ) throws(MessageError) -> Value {
        try required(name) { $0.string.flatMap(Value.init) }
    }

    /// One of the cases of an enumeration by its text, if there is one.
    public mutating func optionalChoice<Value: RawRepresentable<String>>(
        _ name: String
    ) throws(MessageError) -> Value? {
        try optional(name) { $0.string.flatMap(Value.init) }
    }

    /// Some of the cases of an enumeration: ascending, so that a set has one text.
    public mutating func optionalChoices<Value: RawRepresentable<String>>(
        _ name: String
    ) throws(MessageError) -> Set<Value>? {
        try optional(name) { value in
            guard let texts = value.array?.map(\.string), !texts.contains(nil) else { return nil }
            let words = texts.compactMap(\.self)
            guard zip(words, words.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
            let choices = words.compactMap(Value.init)
            return choices.count == words.count ? Set(choices) : nil
        }
    }

    /// A point in time that must be there.
    public mutating func moment(_ name: String) throws(MessageError) -> Moment {
        try required(name) { $0.integer.flatMap { Moment(milliseconds: $0) } }
    }

    /// An identifier that must be there.
    public mutating func identifier(_ name: String) throws(MessageError) -> UniqueIdentifier {
        try required(name) { $0.string.flatMap { UniqueIdentifier($0) } }
    }

    /// An identifier, if there is one.
    public mutating func optionalIdentifier(_ name: String) throws(MessageError)
        -> UniqueIdentifier?
    {
        try optional(name) { $0.string.flatMap { UniqueIdentifier($0) } }
    }

    /// Refuses members that nobody asked for.
    public func finish() throws(MessageError) {
        guard object.members.allSatisfy({ asked.contains($0.name) }) else {
            throw .unknownMember(of: path)
        }
    }

    /// The members that others have added; refuses any other that nobody asked for.
    public func extensions() throws(MessageError) -> JSONObject {
        var extensions = JSONObject()
        for member in object.members where !asked.contains(member.name) {
            guard member.name.hasPrefix(MemberReader.extensionPrefix) else {
                throw .unknownMember(of: path)
            }
            extensions[member.name] = member.value
        }
        return extensions
    }
}

extension JSONObject {
    /// Adds the members that others have added.
    public mutating func addExtensions(_ extensions: JSONObject) {
        for member in extensions.members
        where member.name.hasPrefix(MemberReader.extensionPrefix) {
            self[member.name] = member.value
        }
    }
}

extension JSONValue {
    /// A word as a string.
    static func word(_ word: (some Word)?) -> JSONValue? { word.map { .string($0.text) } }

    /// Some cases of an enumeration, ascending.
    static func choices<Value: RawRepresentable<String>>(_ choices: Set<Value>) -> JSONValue {
        .array(choices.map(\.rawValue).sorted().map { .string($0) })
    }
}
