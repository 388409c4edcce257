import Books
import Chronology
import Encoding
import Exchange
import Firearms
import SerialIndex

/// How a custodian writes its lines: what tracing one firearm needs, and no person.
struct LineWriter {
    let question: FirearmQuestion
    let tagKey: [UInt8]
    /// Tells whether a name is that of a licensee, by the custodian's own directory.
    let isBusiness: (String) -> Bool

    func json(_ match: BookMatch) -> JSONValue {
        let entry = match.entry
        let tag = PartyTag(key: tagKey, serial: match.serial)
        var object = JSONObject()
        object["row"] = .integer(Int64(entry.row))
        object["firearm"] = entry.firearm.raw.json
        object.set("serial", entry.serial)
        object["mistakes"] = .integer(Int64(match.mistakes))
        object["acquired"] = entry.acquiredOn?.json
        object["from"] = origin(entry.acquiredFrom, tag)
        object["went"] = disposition(entry.disposition, tag)
        return .object(object)
    }

    /// Whom a firearm came from: a licence, or a tag, and whether it is the holder that the question names.
    private func origin(_ party: Party, _ tag: PartyTag) -> JSONValue? {
        guard !party.isBlank else { return nil }
        var object = JSONObject()
        object["tag"] = .string(tag.text("from", party.name, party.addressOrLicence))
        if LicenceNumber.looksLikeOne(party.addressOrLicence) {
            object["licence"] = .string(party.addressOrLicence)
        } else if let asked = question.cameFromName, !asked.isEmpty,
            LicenceNumber.folded(asked) == LicenceNumber.folded(party.name)
        {
            object["asked"] = .bool(true)
        }
        return .object(object)
    }

    private func disposition(_ disposition: Disposition, _ tag: PartyTag) -> JSONValue {
        var object = JSONObject()
        object["on"] = disposition.day?.json
        switch disposition {
        case .licensee(let number, let name, _):
            object["to"] = .string("licensee")
            object.set("number", number)
            object.set("name", name)
        case .retail(let buyer, let born, let document, _):
            object["to"] = .string("retail")
            object["tag"] = .string(
                tag.text("to", buyer.name, buyer.addressOrLicence, born, document))
            if PartyRule.isBusinessSale(buyer, born: born, document: document, isBusiness) {
                object["to"] = .string("business")
                object.set("name", buyer.name)
            }
        case .theftOrLoss: object["to"] = .string("theft")
        case .exported(let name, _):
            object["to"] = .string("export")
            object["tag"] = .string(tag.text("export", name))
        case .government(let agency, _):
            object["to"] = .string("government")
            object["tag"] = .string(tag.text("government", agency))
        case .missing: object["to"] = .string("nothing")
        }
        return .object(object)
    }
}

/// How the node that traces reads a custodian's lines; what their texts mean is said by its own tables.
struct LineReader {
    let question: FirearmQuestion
    let tables: ReferenceTables
    private static let mostRows = Int(Int32.max)

    func match(_ value: JSONValue, path: String) throws(MessageError) -> BookMatch {
        var reader = try MemberReader(value, path: path)
        let firearm = try reader.required("firearm") { $0 }
        let raw = try RawDescriptor(firearm, path: reader.place("firearm"))
        guard raw.serial.isEmpty else { throw .malformed(member: reader.place("firearm.serial")) }
        let serial = try reader.text("serial")
        let went = try reader.required("went") { $0 }
        let entry = BookEntry(
            row: try reader.number("row", in: 0...LineReader.mostRows),
            firearm: BookDescription(tables.describe(raw, readSerial: SerialReading.unread)),
            serial: serial, acquiredOn: try reader.day("acquired"),
            acquiredFrom: try origin(
                try reader.optional("from") { $0 }, path: reader.place("from")),
            disposition: try disposition(went, path: reader.place("went")))
        let mistakes = try reader.number("mistakes", in: 0...SerialFinder.mostMistakes)
        _ = try reader.extensions()
        return BookMatch(
            entry: entry, serial: SerialPattern.significant(serial), mistakes: mistakes,
            descriptionIndex: 0)
    }

    private func origin(_ value: JSONValue?, path: String) throws(MessageError) -> Party {
        guard let value else { return Party(name: "", addressOrLicence: "") }
        var reader = try MemberReader(value, path: path)
        let tag = try reader.required("tag", PartyTag.read)
        let licence = try reader.text("licence")
        let isAsked = try reader.optional("asked") { $0 == .bool(true) ? true : nil } ?? false
        _ = try reader.extensions()
        guard licence.isEmpty || LicenceNumber.looksLikeOne(licence) else {
            throw .malformed(member: reader.place("licence"))
        }
        guard !isAsked || (licence.isEmpty && question.cameFromName != nil) else {
            throw .malformed(member: reader.place("asked"))
        }
        return Party(
            name: isAsked ? question.cameFromName ?? tag : tag,
            addressOrLicence: licence.isEmpty ? tag : licence)
    }

    private func disposition(
        _ value: JSONValue, path: String
    ) throws(MessageError) -> Disposition {
        var reader = try MemberReader(value, path: path)
        let word = try reader.required("to", \.string)
        let day = try reader.day("on")
        let disposition: Disposition
        switch word {
        case "licensee":
            let number = try reader.requiredText("number")
            guard LicenceNumber.looksLikeOne(number) else {
                throw .malformed(member: reader.place("number"))
            }
            disposition = .licensee(number: number, name: try reader.text("name"), on: day)
        case "retail":
            disposition = .retail(
                buyer: Party(name: try reader.required("tag", PartyTag.read), addressOrLicence: ""),
                born: "", document: "", on: day)
        case "business":
            let tag = try reader.required("tag", PartyTag.read)
            disposition = .retail(
                buyer: Party(name: try reader.requiredText("name"), addressOrLicence: tag),
                born: "", document: "", on: day)
        case "theft": disposition = .theftOrLoss(on: day)
        case "export":
            disposition = .exported(to: try reader.required("tag", PartyTag.read), on: day)
        case "government":
            disposition = .government(agency: try reader.required("tag", PartyTag.read), on: day)
        case "nothing" where day == nil: disposition = .missing
        default: throw .malformed(member: reader.place("to"))
        }
        _ = try reader.extensions()
        return disposition
    }
}
