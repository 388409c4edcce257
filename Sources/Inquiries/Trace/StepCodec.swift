import Books
import Chronology
import Encoding
import Exchange
import Tracing

extension Licensee {
    var json: JSONValue {
        var object = JSONObject()
        object.set("number", number)
        object["kind"] = .string(kind.rawValue)
        object.set("name", name)
        object.set("city", city)
        object.set("state", state)
        if !isActive { object["closed"] = closedOn?.json ?? .bool(true) }
        if records != .held { object["records"] = .string(records.rawValue) }
        return .object(object)
    }

    init(_ value: JSONValue, path place: String) throws(MessageError) {
        var reader = try MemberReader(value, path: place)
        let closed = try reader.optional("closed") { value -> Closing? in
            if case .bool(true) = value { return Closing(on: nil) }
            return Day.read(value).map { Closing(on: $0) }
        }
        self.init(
            number: try reader.text("number"), kind: try reader.choice("kind"),
            name: try reader.text("name"), city: try reader.text("city"),
            state: try reader.text("state"), isActive: closed == nil, closedOn: closed?.on,
            records: try reader.optionalChoice("records") ?? .held)
        _ = try reader.extensions()
    }
}

/// That a business closed, and when, if that is known.
private struct Closing {
    let on: Day?
}

extension ChainStep {
    /// The most steps of a way.
    static let most = 20
    /// The most notes of a step.
    private static let mostNotes = 8

    /// The step as a body carries it: whom a firearm was exported to is not in it.
    var json: JSONValue {
        var object = JSONObject()
        object["holder"] = holder.json
        object["acquired"] = acquiredOn?.json
        object["event"] = .string(event.word)
        if case .transferred(let to) = event { object.set("to", to) }
        object["on"] = on?.json
        object["notes"] = PhraseCodec.json(notes)
        return .object(object)
    }

    init(_ value: JSONValue, path place: String) throws(MessageError) {
        var reader = try MemberReader(value, path: place)
        let holder = try reader.required("holder") { $0 }
        let word = try reader.required("event", \.string)
        guard let event = Event(word, to: try reader.text("to")) else {
            throw .malformed(member: reader.place("event"))
        }
        self.init(
            holder: try Licensee(holder, path: reader.place("holder")),
            acquiredOn: try reader.day("acquired"), event: event, on: try reader.day("on"),
            notes: try PhraseCodec.phrases(
                try reader.elements("notes", most: ChainStep.mostNotes)))
        _ = try reader.extensions()
    }
}

extension ChainStep.Event {
    fileprivate var word: String {
        switch self {
        case .transferred: "transferred"
        case .soldAtRetail: "sold"
        case .dispositionMissing: "missing"
        case .theftOrLoss: "stolen"
        case .exported: "exported"
        case .recordsLost: "lost"
        case .notInBook: "not_in_book"
        }
    }

    fileprivate init?(_ word: String, to: String) {
        switch word {
        case "transferred": self = .transferred(to: to)
        case "sold" where to.isEmpty: self = .soldAtRetail
        case "missing" where to.isEmpty: self = .dispositionMissing
        case "stolen" where to.isEmpty: self = .theftOrLoss
        case "exported" where to.isEmpty: self = .exported(to: "")
        case "lost" where to.isEmpty: self = .recordsLost
        case "not_in_book" where to.isEmpty: self = .notInBook
        default: return nil
        }
    }
}
