public import Chronology
import FoundationEssentials
import Language
import Tabular

/// Reads the lists that stand beside the books: licensees, thefts and losses, multiple sales.
public enum Registers: Sendable {
    /// The lists, by the names that their files have where they lie beside a folder of books.
    public enum List: String, Sendable, CaseIterable {
        /// The licensees.
        case licensees = "licensees.csv"
        /// What was reported stolen or lost.
        case theftLoss = "theft_loss.csv"
        /// Sales of several firearms at once.
        case multipleSales = "multiple_sales.csv"

        /// Where the list is in a folder; `nil` when it is not there.
        public func path(in folder: String) -> String? {
            let path = "\(folder)/\(rawValue)"
            return FileManager.default.fileExists(atPath: path) ? path : nil
        }
    }

    /// Reads the licensees.
    ///
    /// - Throws: `TabularError` or `BooksError` when the file as a whole can not be used.
    public static func licensees(
        path: String, today: Day
    ) throws -> (licensees: [Licensee], notes: [ImportNote]) {
        let table = try BookTable.open(
            path, fields: BookFields.licensees, dates: ["closed"], today: today)
        var licensees: [Licensee] = []
        var notes: [ImportNote] = []
        var known: Set<String> = []
        let problems = try table.readRows { row in
            let number = row["number"]
            guard !number.isEmpty, known.insert(LicenceNumber.folded(number)).inserted else {
                notes.append(
                    ImportNote(
                        file: path, row: row.number,
                        phrase: Phrase("books.import.licence_twice", ["number": .text(number)])))
                return
            }
            let kind = Licensee.Kind(written: row["kind"])
            if kind == nil {
                notes.append(
                    ImportNote(
                        file: path, row: row.number,
                        phrase: Phrase(
                            "books.import.unknown_kind", ["kind": .text(row["kind"])])))
            }
            licensees.append(
                Licensee(
                    number: number, kind: kind ?? .dealer, name: row["name"], city: row["city"],
                    state: row["state"], isActive: !isNo(row["active"]),
                    closedOn: row.date("closed").days?.exactDay,
                    records: Licensee.Records(written: row["records"])))
        }
        notes += problems.map { ImportNote(file: path, row: $0.row, phrase: $0.phrase) }
        return (licensees, notes)
    }

    /// Reads the theft and loss reports.
    public static func thefts(
        path: String, today: Day
    ) throws -> (reports: TheftReports, notes: [ImportNote]) {
        let table = try BookTable.open(path, fields: BookFields.thefts, dates: [], today: today)
        var reports: [TheftReports.Report] = []
        let problems = try table.readRows { row in
            reports.append(
                TheftReports.Report(
                    licence: row["licence"], make: row["make"], serial: row["serial"]))
        }
        let notes = problems.map { ImportNote(file: path, row: $0.row, phrase: $0.phrase) }
        return (TheftReports(reports), notes)
    }

    /// Reads the multiple-sale reports; the buyers' names are not kept.
    public static func multipleSales(
        path: String, today: Day
    ) throws -> (sales: MultipleSales, notes: [ImportNote]) {
        let table = try BookTable.open(
            path, fields: BookFields.multipleSales, dates: [], today: today)
        var sales: [(licence: String, serial: String)] = []
        let problems = try table.readRows { row in
            for place in 1...BookFields.mostSerials {
                let serial = row["serial_\(place)"]
                if !serial.isEmpty { sales.append((row["licence"], serial)) }
            }
        }
        let notes = problems.map { ImportNote(file: path, row: $0.row, phrase: $0.phrase) }
        return (MultipleSales(sales), notes)
    }

    private static func isNo(_ text: String) -> Bool {
        ["false", "no", "0", "n", "closed", "cerrado"].contains(text.lowercased())
    }
}

extension Licensee.Kind {
    /// Reads a kind as people write it, in either language or as a licence type.
    init?(written text: String) {
        switch text.lowercased() {
        case "maker", "manufacturer", "fabricante", "07", "10": self = .maker
        case "importer", "importador", "importadora", "08", "11": self = .importer
        case "distributor", "wholesaler", "distribuidor", "mayorista": self = .distributor
        case "dealer", "retailer", "armería", "armeria", "01": self = .dealer
        case "pawnbroker", "casa de empeño", "02": self = .pawnbroker
        default: return nil
        }
    }
}

extension Licensee.Records {
    /// Reads where records are, as people write it; what is not said is held.
    init(written text: String) {
        switch text.lowercased() {
        case "out-of-business repository", "repository", "out of business", "depósito", "deposito":
            self = .repository
        case "lost", "destroyed", "perdidos", "destruidos": self = .lost
        default: self = .held
        }
    }
}
