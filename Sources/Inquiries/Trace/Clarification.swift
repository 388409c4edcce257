public import Encoding
public import Exchange
public import Language
public import Tracing

/// Asks the requester for fields without which a request can not be answered: the body of a `CLARIFICATION`.
public struct Clarification: Hashable, Sendable {
    /// The fields that are asked for, ascending and each once.
    public let fields: [FieldPath]
    /// How the trace stands without them.
    public let closure: Closure
    /// What the requester would do, in words.
    public let note: Phrase

    /// The most fields that are asked for at once.
    public static let mostFields = 16

    /// Asks for some fields; `nil` for none, and for too many.
    public init?(fields: Set<FieldPath>, closure: Closure, note: Phrase) {
        guard (1...Clarification.mostFields).contains(fields.count) else { return nil }
        self.fields = fields.sorted { $0.text < $1.text }
        self.closure = closure
        self.note = note
    }

    /// What to ask for after a finding that the requester can mend; `nil` for any other.
    public init?(for finding: Finding) {
        guard finding.mender == .requester, let note = finding.mend else { return nil }
        let names: [String]
        switch finding.closure {
        case .serialInvalidForMake: names = ["firearm.make", "firearm.serial"]
        case .serialAmbiguous:
            names = ["firearm.calibre", "firearm.model", "firearm.serial", "recovered.on"]
        case .serialNotASerial, .serialDamaged, .serialMissing, .serialObliterated:
            names = ["firearm.serial"]
        case .importerMissing: names = ["firearm.importer"]
        case .makeOrModelWrong: names = ["firearm.make", "firearm.model"]
        case .notInTheseBooks: names = ["firearm.make", "firearm.serial"]
        default: names = ["firearm.calibre", "firearm.make", "firearm.model", "firearm.serial"]
        }
        self.init(
            fields: Set(names.compactMap { FieldPath($0) }), closure: finding.closure, note: note)
    }
}

extension Clarification {
    /// The members that it has as the body of its message.
    public var body: JSONObject {
        var object = JSONObject()
        object["fields"] = .array(fields.map { .string($0.text) })
        object["closure"] = .string(closure.rawValue)
        object["note"] = PhraseCodec.json(note)
        return object
    }

    /// Reads the body of a message.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public init(_ body: JSONObject) throws(MessageError) {
        var reader = try MemberReader(.object(body), path: "body")
        let fields = try reader.required("fields") { value -> [FieldPath]? in
            guard let texts = value.array?.map(\.string), texts.count <= Clarification.mostFields
            else { return nil }
            let words = texts.compactMap { $0.flatMap { FieldPath($0) } }
            guard words.count == texts.count,
                zip(words, words.dropFirst()).allSatisfy({ $0.text < $1.text })
            else { return nil }
            return words
        }
        let closure: Closure = try reader.choice("closure")
        let value = try reader.required("note") { $0 }
        let note = try PhraseCodec.read(value, path: reader.place("note"))
        _ = try reader.extensions()
        let made = Clarification(
            fields: Set(fields), closure: closure, note: note ?? PhraseCodec.unknown)
        guard let made else { throw .malformed(member: reader.place("fields")) }
        self = made
    }
}
