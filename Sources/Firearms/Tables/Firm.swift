/// A firm that makes, imports or distributes firearms, or a brand that stands on them.
///
/// A house and its subsidiaries are one firm here, so that `GLOCK INC` and `GLOCK GMBH` agree.
public struct Firm: Hashable, Sendable {
    /// What a firm does with firearms.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case maker = "M"
        case importer = "I"
        case distributor = "D"
        /// It sells parts that people finish at home, without a serial.
        case kits = "K"
    }

    /// The firm's code.
    public let code: FirmCode
    /// The name that people are shown.
    public var name: String
    /// What it does.
    public var roles: Set<Role> = []
    /// What it mostly does; an importer's name is often written as the maker's.
    public var mainRole: Role?
    /// Where its firearms are made, or where it sits when it makes none; the main country first.
    public var countries: [CountryCode] = []
    /// Its codes in NCIC's gun file where known, the main one first.
    public var ncicCodes: [String] = []
    /// The first year in which it was active, if known.
    public var firstYear: Int?
    /// The last year in which it was active; `nil` when unknown or still active.
    public var lastYear: Int?
    /// The kinds that it mostly makes.
    public var kinds: [Kind] = []
    /// Who has imported its firearms into the United States.
    public var importers: [FirmCode] = []
    /// Firms whose name may stand for this one's: a brand owner, a predecessor, a twin.
    public var related: [FirmCode] = []
    /// Other ways of writing its name.
    public var aliases: [Alias] = []

    /// The main NCIC code, if one is known.
    public var ncicCode: String? { ncicCodes.first }

    /// One way of writing a firm's name.
    public struct Alias: Hashable, Sendable {
        /// The text.
        public let text: String
        /// Tells whether other firms are meant by the same text as well.
        public let isAmbiguous: Bool
    }
}

extension Firm {
    /// Reads a row, on top of what an earlier row of the same firm said.
    init(_ row: TableFile.Row, extending known: Firm?) throws(FirearmsError) {
        let code = FirmCode(try row.needed("code"))
        self = known ?? Firm(code: code, name: row.text("name"))
        if !row.text("name").isEmpty { name = row.text("name") }
        if name.isEmpty { name = code.description }
        for letter in row.text("roles") {
            guard let role = Role(rawValue: String(letter)) else {
                throw row.wrong("roles", String(letter), expected: "M, I, D, K")
            }
            roles.insert(role)
            if mainRole == nil { mainRole = role }
        }
        for text in row.list("ncic") where !(2...3).contains(text.utf8.count) {
            throw row.wrong("ncic", text, expected: "GLC")
        }
        append(row.list("countries").map { CountryCode($0) }, to: \.countries)
        append(row.list("ncic"), to: \.ncicCodes)
        append(row.list("kinds").map { Kind($0) }, to: \.kinds)
        append(row.list("importers").map { FirmCode($0) }, to: \.importers)
        append(row.list("related").map { FirmCode($0) }, to: \.related)
        append(row.list("aliases").map { Alias(cell: $0) }, to: \.aliases)
        if let years = try Years(row, "years") { (firstYear, lastYear) = (years.first, years.last) }
    }

    private mutating func append<Item: Equatable>(
        _ items: [Item], to path: WritableKeyPath<Firm, [Item]>
    ) {
        for item in items where !self[keyPath: path].contains(item) {
            self[keyPath: path].append(item)
        }
    }
}

extension Firm.Alias {
    /// Reads an alias; `~` before it says that other firms are meant by it as well.
    init(cell: String) {
        isAmbiguous = cell.hasPrefix("~")
        text = isAmbiguous ? trimmed(cell.dropFirst()) : cell
    }
}

/// Years as a table writes them: `1950`, `1950-`, `-1980`, `1950-1980`.
struct Years: Hashable, Sendable {
    let first: Int?
    let last: Int?

    /// Reads a cell; `nil` when it is empty.
    init?(_ row: TableFile.Row, _ column: String) throws(FirearmsError) {
        let text = row.text(column)
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let years = parts.map { Int($0) }
        for (part, year) in zip(parts, years)
        where (year == nil && !part.isEmpty) || !(1000...2999).contains(year ?? 1900) {
            throw row.wrong(column, text, expected: "1950-1980")
        }
        guard (1...2).contains(parts.count), years.contains(where: { $0 != nil }) else {
            throw row.wrong(column, text, expected: "1950-1980")
        }
        first = years[0]
        last = parts.count == 1 ? years[0] : years[1]
        if let first, let last, first > last {
            throw row.wrong(column, text, expected: "1950-1980")
        }
    }
}
