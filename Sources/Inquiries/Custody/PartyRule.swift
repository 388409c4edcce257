public import Books
public import Exchange
import SerialIndex

/// What of a book's line may be told to who traces: businesses by name, persons as tags.
public struct PartyRule: Sendable {
    private let tagKey: [UInt8]
    private let businesses: Set<String>

    /// How many bytes the key of tags has at least.
    public static let leastKeySize = 32

    /// A rule.
    ///
    /// - Parameters:
    ///   - tagKey: a secret, the same for all lines of a book.
    ///   - licensees: the licensees, by whose names a business is told from a person.
    public init(tagKey: [UInt8], licensees: [Licensee]) {
        self.tagKey = tagKey
        businesses = PartyRule.businesses(licensees)
    }

    /// The names of businesses as they are compared.
    public static func businesses(_ licensees: [Licensee]) -> Set<String> {
        Set(licensees.map { LicenceNumber.folded($0.name) }).subtracting([""])
    }

    /// A buyer without a birth and a form may be a business, and the way goes on there.
    static func isBusinessSale(
        _ buyer: Party, born: String, document: String, _ isBusiness: (String) -> Bool
    ) -> Bool {
        born.isEmpty && !document.contains("4473") && isBusiness(buyer.name)
    }

    private func isBusiness(_ name: String) -> Bool {
        businesses.contains(LicenceNumber.folded(name))
    }

    /// Tells whether a firearm came from somebody who is no business.
    private func isPerson(_ from: Party) -> Bool {
        !from.isBlank && !LicenceNumber.looksLikeOne(from.addressOrLicence)
            && !isBusiness(from.name)
    }

    /// The parties of a line with tags in the place of persons.
    ///
    /// - Parameter serial: the serial of the line, as written.
    public func nameless(_ parties: LineParties, serial: String) -> LineParties {
        let tag = PartyTag(key: tagKey, serial: SerialPattern.significant(serial))
        return LineParties(
            from: origin(parties.from, tag), disposition: disposition(parties.disposition, tag))
    }

    private func origin(_ from: Party, _ tag: PartyTag) -> Party {
        guard !from.isBlank else { return from }
        let text = tag.text("from", from.name, from.addressOrLicence)
        let isLicence = LicenceNumber.looksLikeOne(from.addressOrLicence)
        return Party(
            name: isBusiness(from.name) ? from.name : text,
            addressOrLicence: isLicence ? from.addressOrLicence : text)
    }

    private func disposition(_ disposition: Disposition, _ tag: PartyTag) -> Disposition {
        switch disposition {
        case .licensee, .theftOrLoss, .missing: return disposition
        case .retail(let buyer, let born, let document, let day):
            let text = tag.text("to", buyer.name, buyer.addressOrLicence, born, document)
            let isSale = PartyRule.isBusinessSale(
                buyer, born: born, document: document, isBusiness)
            return .retail(
                buyer: Party(
                    name: isSale ? buyer.name : text, addressOrLicence: isSale ? text : ""),
                born: "", document: "", on: day)
        case .exported(let name, let day): return .exported(to: tag.text("export", name), on: day)
        case .government(let agency, let day):
            return .government(agency: tag.text("government", agency), on: day)
        }
    }
}

/// The fields of a line that name people.
public enum LineField: String, Hashable, Sendable, CaseIterable {
    /// To whom the firearm went.
    case name = "recipient.name"
    /// Their address.
    case address = "recipient.address"
    /// The number of the form or other document.
    case document = "recipient.document"
    /// Their day of birth.
    case born = "recipient.born"
    /// The person from whom the firearm came.
    case fromName = "from.name"
    /// That person's address.
    case fromAddress = "from.address"

    /// The field's path; one that is no path does not exist.
    public var path: FieldPath? { FieldPath(rawValue) }
}

extension PartyRule {
    /// The fields of a line that name a person or a recipient, those that are empty left out.
    ///
    /// - Parameter parties: the line's parties, as its words are understood.
    public func people(
        _ texts: LineTexts, _ parties: LineParties
    ) -> [(field: LineField, text: String)] {
        var fields: [(field: LineField, text: String)] = []
        if isRecipient(parties.disposition) {
            fields += [
                (.name, texts.to.name), (.address, texts.to.addressOrLicence),
                (.document, texts.document), (.born, texts.born),
            ]
        }
        if isPerson(texts.from) {
            fields += [
                (.fromName, texts.from.name), (.fromAddress, texts.from.addressOrLicence),
            ]
        }
        return fields.filter { !$0.text.isEmpty }
    }

    private func isRecipient(_ disposition: Disposition) -> Bool {
        switch disposition {
        case .licensee, .theftOrLoss, .missing: false
        case .exported, .government: true
        case .retail(let buyer, let born, let document, _):
            !PartyRule.isBusinessSale(buyer, born: born, document: document, isBusiness)
        }
    }
}
