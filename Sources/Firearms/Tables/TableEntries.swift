/// A model, or a pattern that many firms build.
public struct Model: Hashable, Sendable {
    /// The canonical name.
    public let name: String
    /// The name of the row that it stands in; models of one family are like each other.
    public let family: String
    /// Who makes it; empty for a pattern that many firms build.
    public let firms: [FirmCode]
    /// The kinds in which the family is made, the commonest first.
    public let kinds: [Kind]
    /// The calibres in which the family is made, the commonest first.
    public let calibres: [CalibreCode]
    /// Other ways of writing its name.
    public let aliases: [String]
}

extension Model {
    /// Reads a row: the model that it names, and the variants that share all but the name.
    static func family(_ row: TableFile.Row) throws(FirearmsError) -> [Model] {
        let name = try row.needed("name")
        _ = try row.needed("kinds")
        let firms = row.list("firms").filter { $0 != "*" }.map { FirmCode($0) }
        return ([name] + row.list("variants")).enumerated().map { index, text in
            // `VEPR-12=VEPR 12 MOLOT`: a variant and another way of writing it.
            let names = text.split(separator: "=").map(trimmed)
            return Model(
                name: names.first ?? text, family: name, firms: firms,
                kinds: row.list("kinds").map { Kind($0) },
                calibres: row.list("calibres").map { CalibreCode($0) },
                aliases: index == 0 ? row.list("aliases") : Array(names.dropFirst()))
        }
    }
}

/// A calibre or gauge.
public struct Calibre: Hashable, Sendable {
    /// The calibre's code.
    public let code: CalibreCode
    /// The name that people are shown.
    public var name: String
    /// Its code in NCIC's gun file, if known.
    public var ncicCode: String?
    /// The kinds that mostly fire it.
    public var kinds: [Kind] = []
    /// Calibres that may be written for this one, because the cartridges are alike.
    public var compatible: [CalibreCode] = []
    /// All usual ways of writing it; one may belong to several calibres.
    public var spellings: [String] = []
}

extension Calibre {
    init(_ row: TableFile.Row, extending known: Calibre?) throws(FirearmsError) {
        let code = CalibreCode(try row.needed("code"))
        self = known ?? Calibre(code: code, name: code.description)
        if !row.text("name").isEmpty { name = row.text("name") }
        if !row.text("ncic").isEmpty { ncicCode = row.text("ncic") }
        kinds += row.list("kinds").map { Kind($0) }
        compatible += row.list("compatible").map { CalibreCode($0) }
        spellings += row.list("spellings")
    }
}

/// A kind of firearm, and the words for it.
public struct KindEntry: Hashable, Sendable {
    /// The kind.
    public let kind: Kind
    /// NCIC's letters for the type, if known.
    public var ncicCode: String?
    /// Kinds that may be written for this one.
    public var compatible: [Kind] = []
    /// The words for it in both languages; one may mean several kinds.
    public var words: [String] = []
}

extension KindEntry {
    init(_ row: TableFile.Row, extending known: KindEntry?) throws(FirearmsError) {
        let kind = Kind(try row.needed("code"))
        self = known ?? KindEntry(kind: kind)
        if !row.text("ncic").isEmpty { ncicCode = row.text("ncic") }
        compatible += row.list("compatible").map { Kind($0) }
        words += row.list("words")
    }
}

/// A country, and what it and its people are called.
public struct Country: Hashable, Sendable {
    /// The country's code.
    public let code: CountryCode
    /// What it is called in both languages.
    public var names: [String] = []
}

extension Country {
    init(_ row: TableFile.Row, extending known: Country?) throws(FirearmsError) {
        let text = try row.needed("code")
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw row.wrong("code", text, expected: "AT")
        }
        self = known ?? Country(code: CountryCode(text))
        names += row.list("names")
    }
}

/// What a word says that is no description of a firearm.
public enum WordMeaning: String, Hashable, Sendable, CaseIterable {
    /// Whoever wrote it does not know.
    case unknown
    /// There is none: no mark, no number.
    case absent = "none"
    /// It was there and has been removed.
    case obliterated
    /// It is there and can not be read.
    case illegible
    /// The form of a firm: `INC`, `S.A.`, `GMBH`.
    case legalForm = "legal"
    /// What firms of the trade are called: `ARMS`, `MFG`.
    case trade
    /// A word too common to tell firms apart: `AMERICAN`.
    case generic
    /// A place that stands beside a firm's name: `ST ALBANS`, `VT`.
    case place
    /// A word that joins two others: `AND`, `Y`.
    case connector
    /// A word before or after a calibre, a kind or a model: `CAL`, `MODELO`.
    case filler
}
