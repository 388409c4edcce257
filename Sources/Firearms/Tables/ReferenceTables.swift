import Assets

/// What Rastro knows of firms, models, calibres, kinds, countries, words and serial formats.
///
/// The carried tables are a beginning; a user's own files add to them without building anything.
/// Immutable: adding makes new tables.
public struct ReferenceTables: Sendable {
    /// Where each table's rows came from: a file, its version and its date.
    public struct Source: Hashable, Sendable {
        /// The file's name.
        public let file: String
        /// The version that its first line states.
        public let version: String
        /// The date that its first line states.
        public let date: String
    }

    /// The files that these tables were read from, in order.
    public internal(set) var sources: [Source] = []
    /// All firms, in the order of the tables.
    public internal(set) var firms: [Firm] = []
    /// All models, the commoner of like names first.
    public internal(set) var models: [Model] = []
    /// All calibres, the commonest first.
    public internal(set) var calibres: [Calibre] = []
    /// All kinds, the commonest first.
    public internal(set) var kinds: [KindEntry] = []
    /// All countries.
    public internal(set) var countries: [Country] = []
    /// The words that describe no firearm, by what they mean.
    public internal(set) var words: [WordMeaning: [String]] = [:]
    /// All soft serial formats.
    public internal(set) var serialFormats: [FirmSerialFormat] = []

    var firmPositions: [FirmCode: Int] = [:]
    var calibrePositions: [CalibreCode: Int] = [:]
    var kindPositions: [Kind: Int] = [:]
    var countryPositions: [CountryCode: Int] = [:]
    var serialFormatsByFirm: [FirmCode: [FirmSerialFormat]] = [:]
    var index = TableIndex()

    /// The tables that the binary carries.
    public static let carried: ReferenceTables = {
        do {
            var tables = ReferenceTables()
            // The words come first: they decide how the names of firms are compared.
            let names = CarriedFile.names(under: "tables/").sorted()
            let parts = try names.compactMap { name throws(FirearmsError) -> TableFile? in
                guard let file = CarriedFile(named: name) else { return nil }
                return try TableFile(text: file.text, named: name)
            }
            for table in TableName.loadingOrder {
                for part in parts where part.table == table { try tables.append(part) }
            }
            tables.buildIndex()
            return tables
        } catch {
            // The tests read the carried tables, so that a build with broken ones does not pass.
            preconditionFailure("the carried tables are broken: \(error)")
        }
    }()

    /// These tables and the rows of a user's file.
    ///
    /// A row whose code is there already adds to it: what it leaves empty stays, lists grow.
    ///
    /// - Throws: what is wrong with the file, and where; these tables stay as they are.
    public func adding(
        fileText: String, named file: String
    ) throws(FirearmsError) -> ReferenceTables {
        var tables = self
        try tables.append(TableFile(text: fileText, named: file))
        tables.buildIndex()
        return tables
    }
}

extension TableName {
    /// An order in which no table names a code of a later one.
    static let loadingOrder: [TableName] = [
        .words, .countries, .kinds, .calibres, .firms, .models, .serialFormats,
    ]
}
