import Chronology

extension LineParties {
    /// Understands the texts of a line.
    init(_ texts: LineTexts, words: DispositionWords) {
        self.init(
            from: texts.from,
            disposition: Disposition(
                name: texts.to.name, addressOrLicence: texts.to.addressOrLicence,
                document: texts.document, born: texts.born, on: nil, words: words))
    }
}

extension Disposition {
    /// Understands the disposition columns of a line.
    init(
        name: String, addressOrLicence: String, document: String, born: String, on day: Day?,
        words: DispositionWords
    ) {
        if name.isEmpty, addressOrLicence.isEmpty, document.isEmpty {
            self = .missing
            return
        }
        let said = words.meaning(of: name)
        let both = said.union(words.meaning(of: document))
        if both.contains(.theft) {
            self = .theftOrLoss(on: day)
        } else if both.contains(.export) {
            self = .exported(to: name, on: day)
        } else if LicenceNumber.looksLikeOne(addressOrLicence) {
            self = .licensee(number: addressOrLicence, name: name, on: day)
        } else if name.isEmpty {
            self = .missing
        } else if born.isEmpty, said.contains(.government) {
            // An officer who buys for himself has a day of birth in the book; an agency has none.
            self = .government(agency: name, on: day)
        } else {
            let buyer = Party(name: name, addressOrLicence: addressOrLicence)
            self = .retail(buyer: buyer, born: born, document: document, on: day)
        }
    }
}
