import Chronology

/// A synthetic world to practise on: books of invented custodians and recoveries to be traced.
///
/// Everything in it but the brand names is invented. The same numbers give the same files, byte for
/// byte. Takes about 700 bytes of memory a firearm; tables are written as a stream.
public struct TrainingWorld: Sendable {
    /// How the office that recovered the firearms writes its table.
    public enum Dress: String, Sendable, CaseIterable {
        /// Commas, UTF-8, ISO dates, plain names of columns.
        case plain
        /// Semicolons, Windows-1252, days before months.
        case office
        /// Commas, UTF-8 with its mark, capitals, two-digit years.
        case capitals
        /// Tabs, UTF-8, days before months.
        case tabbed
    }

    /// What was written.
    public struct Summary: Sendable, Equatable {
        /// How many firearms the books have.
        public let firearms: Int
        /// How many custodians there are.
        public let licensees: Int
        /// How many rows the books have together.
        public let bookRows: Int
        /// How many recoveries are to be traced.
        public let recoveries: Int
        /// How many multiple sales were reported.
        public let multipleSales: Int
        /// How many thefts and losses were reported.
        public let thefts: Int
        /// How many recoveries have each outcome, by the outcome's name.
        public let outcomes: [String: Int]
        /// The files below the directory, in the order of writing.
        public let files: [String]
    }

    /// The numbers of firearms that a world can have.
    public static let firearmCounts = 1...2_000_000
    /// The numbers of recoveries that a world can have.
    public static let recoveryCounts = 0...500_000

    /// The number that the world grows from.
    public let seed: UInt64
    /// How many firearms the books are to have.
    public let firearms: Int
    /// How many recoveries are to be traced.
    public let recoveries: Int
    /// How the recoveries are written.
    public let dress: Dress

    /// Makes a world to be written; without a dress, the seed chooses one, and seed 1 the plain one.
    public init(seed: UInt64, firearms: Int, recoveries: Int, dress: Dress? = nil) {
        self.seed = seed
        self.firearms = firearms
        self.recoveries = recoveries
        let dresses = Dress.allCases
        self.dress =
            dress ?? dresses[Int((seed &+ UInt64(dresses.count) &- 1) % UInt64(dresses.count))]
    }

    /// Writes the world into a directory that is new, empty or holds an earlier world.
    ///
    /// - Parameter force: Writes beside files that no world wrote; replaces those of like names.
    /// - Throws: A ``TrainingError``, before anything is written if a number or the directory is at
    ///   fault.
    public func write(
        to directory: String, force: Bool = false
    ) throws(TrainingError) -> Summary {
        try check()
        let folder = TrainingFolder(path: directory)
        try folder.prepare(force: force)
        var trade = TrainingTrade(seed: seed, firearms: firearms, lexicon: .carried)
        let recovered = TrainingRecoveries(of: &trade, count: recoveries, dress: dress)
        let tables = TrainingTables(of: trade)
        let books = tables.books
        let files =
            ["us/licensees.csv", "us/multiple_sales.csv", "us/theft_loss.csv"]
            + books.map(\.file) + ["mx/recoveries.csv", "answers.csv"]
        try folder.list(files)
        try tables.writeLicensees(folder.place("us/licensees.csv"))
        try tables.writeMultipleSales(folder.place("us/multiple_sales.csv"))
        try tables.writeThefts(folder.place("us/theft_loss.csv"))
        var rows = 0
        for book in books {
            rows += try tables.writeBook(of: book.licensee, folder.place(book.file))
        }
        let outcomes = try write(recovered, trade.lexicon, folder)
        return Summary(
            firearms: trade.firearms.count, licensees: trade.licensees.count, bookRows: rows,
            recoveries: recovered.count, multipleSales: trade.multipleSales.count,
            thefts: trade.thefts.count, outcomes: outcomes, files: files)
    }

    private func check() throws(TrainingError) {
        let (firearmCounts, recoveryCounts) = (Self.firearmCounts, Self.recoveryCounts)
        guard firearmCounts.contains(firearms) else {
            throw .firearmsOutOfRange(
                found: firearms, least: firearmCounts.lowerBound, most: firearmCounts.upperBound)
        }
        guard recoveryCounts.contains(recoveries) else {
            throw .recoveriesOutOfRange(
                found: recoveries, least: recoveryCounts.lowerBound,
                most: recoveryCounts.upperBound)
        }
    }

    private func write(
        _ recovered: TrainingRecoveries, _ lexicon: TrainingLexicon, _ folder: TrainingFolder
    ) throws(TrainingError) -> [String: Int] {
        var table = try TrainingTable(
            folder.place("mx/recoveries.csv"), header: lexicon.headings[dress.rawValue] ?? [],
            delimiter: dress.delimiter, encoding: dress.encoding)
        var answers = try TrainingTable(
            folder.place("answers.csv"), header: TrainingRecoveries.answerHeader)
        var outcomes: [String: Int] = [:]
        for place in 0..<recovered.count {
            let row = recovered.row(place)
            try table.write(row.fields)
            try answers.write(row.answer)
            outcomes[row.answer[1], default: 0] += 1
        }
        try table.finish()
        try answers.finish()
        return outcomes
    }
}

extension TrainingWorld.Dress {
    var delimiter: UInt8 {
        switch self {
        case .plain, .capitals: UInt8(ascii: ",")
        case .office: UInt8(ascii: ";")
        case .tabbed: UInt8(ascii: "\t")
        }
    }

    var encoding: TrainingTable.Encoding {
        switch self {
        case .plain, .tabbed: .utf8
        case .office: .windows1252
        case .capitals: .utf8WithMark
        }
    }

    /// A day as the office writes it.
    func written(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.civil
        let paddedDay = dayOfMonth < 10 ? "0\(dayOfMonth)" : "\(dayOfMonth)"
        let paddedMonth = month < 10 ? "0\(month)" : "\(month)"
        switch self {
        case .plain: return day.description
        case .office: return "\(paddedDay)/\(paddedMonth)/\(year)"
        case .capitals: return "\(paddedDay)/\(paddedMonth)/\(String(year).suffix(2))"
        case .tabbed: return "\(dayOfMonth)/\(month)/\(year)"
        }
    }
}
