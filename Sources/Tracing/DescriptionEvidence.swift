import Books
import Firearms
import Language
import SerialIndex

/// How the description of a recovered firearm agrees with that of one in a book.
///
/// Each factor is the chance of what was written, given the firearm of the book. A field that was left
/// blank says nothing.
struct DescriptionEvidence: Sendable {
    /// How two texts of one field stand to each other.
    enum Agreement: Hashable, Sendable {
        case blank, agrees, near, unknown, differs
    }

    /// The agreement of each field.
    struct Agreements: Hashable, Sendable {
        var model = Agreement.blank
        var calibre = Agreement.blank
        var kind = Agreement.blank
        var importer = Agreement.blank
        var country = Agreement.blank
    }

    private let tables: ReferenceTables
    private let model: [Agreement: Double]
    private let calibreDiffers: Double
    private let kindDiffers: Double
    private let importerDiffers: Double
    private let importerNone: Double
    private let countryDiffers: Double

    init(tables: ReferenceTables, weights: Weights) {
        self.tables = tables
        model = [
            .blank: 1, .agrees: weights("model.agrees"), .near: weights("model.near"),
            .unknown: weights("model.unknown"), .differs: weights("model.differs"),
        ]
        calibreDiffers = weights("calibre.differs")
        kindDiffers = weights("kind.differs")
        importerDiffers = weights("importer.differs")
        importerNone = weights("importer.none")
        countryDiffers = weights("country.differs")
    }

    /// The factor of each field: the chance of what was written, given the book's.
    struct Factors: Sendable {
        var model = 0.0
        var calibre = 0.0
        var kind = 0.0
        var importer = 0.0
        var country = 0.0

        /// The chance of the whole description.
        var product: Double { model * calibre * kind * importer * country }

        mutating func add(_ other: Factors) {
            model += other.model
            calibre += other.calibre
            kind += other.kind
            importer += other.importer
            country += other.country
        }

        func divided(by count: Double) -> Factors {
            Factors(
                model: model / count, calibre: calibre / count, kind: kind / count,
                importer: importer / count, country: country / count)
        }
    }

    /// The chance of each written field, given the book's.
    func factors(of agreements: Agreements, of book: BookDescription) -> Factors {
        let importer =
            agreements.importer == .differs
            ? (book.importers.isEmpty ? importerNone : importerDiffers) : 1
        return Factors(
            model: model[agreements.model] ?? 1,
            calibre: agreements.calibre == .differs ? calibreDiffers : 1,
            kind: agreements.kind == .differs ? kindDiffers : 1, importer: importer,
            country: agreements.country == .differs ? countryDiffers : 1)
    }

    /// The chance of the written description, given the book's.
    func likelihood(of agreements: Agreements, of book: BookDescription) -> Double {
        factors(of: agreements, of: book).product
    }

    /// Holds a written description against a book's.
    func agreements(of written: Descriptor, with book: BookDescription) -> Agreements {
        Agreements(
            model: modelAgreement(written.model, book),
            calibre: agreement(written.calibre, book.calibres) { tables.isCompatible($0, $1) },
            kind: agreement(written.kind, book.kinds) { tables.isCompatible($0, $1) },
            importer: importerAgreement(written.importer, book),
            country: countryAgreement(written.country, book))
    }

    private func agreement<Value>(
        _ written: Normalised<Value>, _ book: [Value], _ isCompatible: (Value, Value) -> Bool
    ) -> Agreement {
        guard !written.values.isEmpty, !book.isEmpty else { return .blank }
        let fits = written.values.contains { one in book.contains { isCompatible(one, $0) } }
        return fits ? .agrees : .differs
    }

    private func importerAgreement(
        _ written: Normalised<FirmCode>, _ book: BookDescription
    ) -> Agreement {
        guard !written.values.isEmpty else { return .blank }
        return book.importers.isDisjoint(with: written.values) ? .differs : .agrees
    }

    /// A country speaks for or against a make; several makes of one book may differ in it.
    private func countryAgreement(
        _ written: Normalised<CountryCode>, _ book: BookDescription
    ) -> Agreement {
        let countries = book.makes.flatMap { tables.firm($0)?.countries ?? [] }
        guard !written.values.isEmpty, !countries.isEmpty else { return .blank }
        return countries.contains { written.values.contains($0) } ? .agrees : .differs
    }

    private func modelAgreement(
        _ written: Normalised<String>, _ book: BookDescription
    ) -> Agreement {
        guard written.state != .blank else { return .blank }
        let read = SerialPattern.significant(written.raw)
        let booked = book.significantModel
        guard !booked.isEmpty else { return .blank }
        if read == booked || !book.models.isDisjoint(with: written.values) { return .agrees }
        if !read.isEmpty, EditDistance.between(read, booked, within: 1) != nil { return .near }
        return written.values.isEmpty ? .unknown : .differs
    }
}
