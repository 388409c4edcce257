public import Books
public import Encoding
public import Exchange

import Chronology
import Firearms
import SerialIndex

/// What a custodian is asked, as the body of a `CUSTODIAN_QUESTION`.
public enum QuestionBody: Sendable {
    private static let longestMake = 64
    private static let longestLicence = 32
    private static let mostRows = Int(Int32.max)

    /// The body of a question.
    public static func body(of question: CustodianQuestion) -> JSONObject {
        switch question {
        case .firearm(let question): body(of: question)
        case .recipient(let question): body(of: question)
        }
    }

    private static func body(of question: FirearmQuestion) -> JSONObject {
        var object = JSONObject()
        object["ask"] = .string("firearm")
        object["serial"] = .string(question.serial.description)
        object["mistakes"] = .integer(Int64(question.mistakes))
        object["makes"] = .some(question.makes.map(\.description).sorted().map { .string($0) })
        object["from"] = question.cameFrom.map { .string($0) }
        if let name = question.cameFromName { object.set("from_name", name) }
        object["from_on"] = question.cameOn?.json
        return object
    }

    private static func body(of question: RecipientQuestion) -> JSONObject {
        var object = JSONObject()
        object["ask"] = .string("recipient")
        object["row"] = .integer(Int64(question.row))
        object["serial"] = .string(String(decoding: question.serial, as: UTF8.self))
        return object
    }

    /// Reads the body of a question; whether it is answered, `CustodianRule` says.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func question(_ body: JSONObject) throws(MessageError) -> CustodianQuestion {
        var reader = try MemberReader(.object(body), path: "body")
        let word = try reader.required("ask", \.string)
        let serial = try reader.required("serial") { $0.string.flatMap(SerialPattern.init(body:)) }
        let question: CustodianQuestion
        switch word {
        case "firearm": question = .firearm(try firearm(&reader, serial))
        case "recipient":
            guard let characters = serial.wholeCharacters else {
                throw .malformed(member: reader.place("serial"))
            }
            let row = try reader.number("row", in: 1...mostRows)
            question = .recipient(RecipientQuestion(row: row, serial: characters))
        default: throw .malformed(member: reader.place("ask"))
        }
        _ = try reader.extensions()
        return question
    }

    private static func firearm(
        _ reader: inout MemberReader, _ serial: SerialPattern
    ) throws(MessageError) -> FirearmQuestion {
        let name = try reader.text("from_name")
        return FirearmQuestion(
            serial: serial,
            mistakes: try reader.number("mistakes", in: 0...SerialFinder.mostMistakes),
            makes: try reader.optional("makes", makes) ?? [],
            cameFrom: try reader.optional("from") { value in
                BodyText.read(value, longest: longestLicence).flatMap { $0.isEmpty ? nil : $0 }
            },
            cameFromName: name.isEmpty ? nil : name, cameOn: try reader.day("from_on"))
    }

    /// Some makes: ascending, each once.
    private static func makes(_ value: JSONValue) -> Set<FirmCode>? {
        guard let elements = value.array, (1...CustodianRule.mostMakes).contains(elements.count)
        else { return nil }
        let texts = elements.compactMap { BodyText.read($0, longest: longestMake) }
        guard texts.count == elements.count, !texts.contains(""),
            zip(texts, texts.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return Set(texts.map { FirmCode($0) })
    }
}

extension SerialPattern {
    /// A pattern as a body carries it: capitals, digits, `?` and `*`; `nil` when it is none, or too long.
    init?(body text: String) {
        let bytes = Array(text.utf8)
        guard (1...CustodianRule.mostPlaces).contains(bytes.count) else { return nil }
        var elements: [Element] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                elements.append(.character(byte))
            case UInt8(ascii: "?"): elements.append(.unknown)
            case UInt8(ascii: "*"): elements.append(.unknownRun)
            default: return nil
            }
        }
        self.init(elements)
        // Two runs side by side are one: a pattern has one text.
        guard self.elements.count == bytes.count else { return nil }
    }
}
