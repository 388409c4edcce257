public import Chronology
public import Language

/// What `rastro trace` was asked to do; every value has been checked.
public struct TraceOptions: Sendable, Equatable {
    /// A file of results to write, and its format by the end of its name.
    public struct Results: Sendable, Equatable {
        /// The formats.
        public enum Format: String, Sendable, CaseIterable { case csv, xlsx, json }
        /// Where the file is to be.
        public let path: String
        /// Its format.
        public let format: Format
    }

    /// A report to write, and its language: by a name such as `report.en.html`, else the command's.
    public struct Report: Sendable, Equatable {
        /// Where the page is to be.
        public let path: String
        /// Its language.
        public let tongue: Tongue
    }

    /// The files of recoveries, in order.
    public let files: [String]
    /// The folder of bound books.
    public let books: String
    /// The file of licensees.
    public let licensees: String?
    /// The file of theft and loss reports.
    public let theftLoss: String?
    /// The file of multiple-sale reports.
    public let multipleSales: String?
    /// How the files are to be read.
    public let reading: ReadingOptions
    /// Files of reference tables that the user adds.
    public let tables: [String]
    /// A file of weights in place of the carried ones.
    public let weights: String?
    /// The least probability at which a purchaser is named.
    public let threshold: Double
    /// The results to write.
    public let results: [Results]
    /// The reports to write.
    public let reports: [Report]
    /// The day that counts as today.
    public let today: Day
    /// Tells whether the summary is left out.
    public let isQuiet: Bool

    /// The probability at which a purchaser is named when none is given.
    static let usualThreshold = 0.9

    init(_ arguments: Arguments, in session: Session) throws {
        files = arguments.positionals
        for file in files { try FileChecks.requireFile(file) }
        try TraceOptions.requireEachOnce(files)
        books = arguments.value("books") ?? ""
        try FileChecks.requireFolder(books)
        licensees = try arguments.file("licensees")
        theftLoss = try arguments.file("theft-loss")
        multipleSales = try arguments.file("multiple-sales")
        reading = try ReadingOptions(arguments)
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        weights = try arguments.file("weights")
        threshold =
            try arguments.share(
                "threshold", in: 0.5..<1, expected: Phrase("commands.expected.threshold"))
            ?? TraceOptions.usualThreshold
        today = try arguments.day("today") ?? session.today
        isQuiet = arguments.has("quiet")
        results = try TraceOptions.results(arguments.values("out"))
        reports = try TraceOptions.reports(arguments.values("report"), in: session)
        try requireNothingOverwritten(arguments)
    }

    static func results(_ paths: [String]) throws(CommandError) -> [Results] {
        var results: [Results] = []
        for path in paths {
            let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
            guard path.contains("."), let format = Results.Format(rawValue: ending) else {
                throw .unusableValue(
                    option: "out", value: path, expected: Phrase("commands.expected.results"))
            }
            results.append(Results(path: path, format: format))
        }
        return results
    }

    static func reports(
        _ paths: [String], in session: Session
    ) throws(CommandError) -> [Report] {
        var reports: [Report] = []
        for path in paths {
            let words = path.lowercased().split(separator: ".")
            guard words.count > 1, words[words.count - 1] == "html" || words.last == "htm" else {
                throw .unusableValue(
                    option: "report", value: path, expected: Phrase("commands.expected.report"))
            }
            let named = words.count > 2 ? Tongue(code: String(words[words.count - 2])) : nil
            let tongue = named.flatMap { Catalogue.carriedTongues.contains($0) ? $0 : nil }
            reports.append(Report(path: path, tongue: tongue ?? session.catalogue.tongue))
        }
        return reports
    }

    /// Refuses to write one file twice, or over a file that is read.
    private func requireNothingOverwritten(_ arguments: Arguments) throws(CommandError) {
        let outputs = results.map { ("out", $0.path) } + reports.map { ("report", $0.path) }
        var taken =
            files + tables + [licensees, theftLoss, multipleSales, weights].compactMap(\.self)
        for (option, path) in outputs {
            try FileChecks.requireWritable(path)
            // Beside the books lie lists that are read without being named.
            let beside = ["licensees.csv", "theft_loss.csv", "multiple_sales.csv"].map {
                "\(FileName.parent(of: books))/\($0)"
            }
            guard !(taken + beside).contains(where: { FileChecks.isSame($0, path) }),
                !FileChecks.isSame(FileChecks.parent(of: path), books)
            else { throw .overwrites(path: path, option: option) }
            taken.append(path)
        }
    }

    /// Refuses a file that was given twice: each row is answered once.
    private static func requireEachOnce(_ files: [String]) throws(CommandError) {
        for (index, file) in files.enumerated() {
            guard !files[..<index].contains(where: { FileChecks.isSame($0, file) }) else {
                throw .repeatedFile(path: file)
            }
        }
    }
}

extension TraceOptions {
    /// Where the books are, and the lists that stand beside them.
    var sources: Desk.Sources {
        Desk.Sources(
            books: books, licensees: licensees, theftLoss: theftLoss,
            multipleSales: multipleSales, today: today)
    }
}
