import Books
import Chronology
import Firearms

/// Makes custodians and their books by hand, a line a call.
struct BookBuilder {
    private(set) var licensees: [Licensee] = []
    private var lines: [String: [(firearm: BookDescription, line: BookLine)]] = [:]
    let tables: ReferenceTables

    init(tables: ReferenceTables) { self.tables = tables }

    /// A licence number with the shape of a real one.
    static func licence(_ number: Int) -> String {
        let digits = String(number)
        return "1-23-456-07-8A-" + String(repeating: "0", count: 5 - digits.count) + digits
    }

    @discardableResult
    mutating func licensee(
        _ number: Int, _ kind: Licensee.Kind, records: Licensee.Records = .held,
        hasBook: Bool = true
    ) -> String {
        let licence = BookBuilder.licence(number)
        licensees.append(
            Licensee(
                number: licence, kind: kind, name: "\(kind.rawValue) \(number)", city: "Ciudad",
                state: "TX", records: records))
        if hasBook, records != .lost { lines[licence] = [] }
        return licence
    }

    /// A firearm, as books describe it.
    func firearm(
        make: String = "GLOCK", importer: String = "GLOCK INC", model: String = "19",
        calibre: String = "9MM", kind: String = "PISTOL"
    ) -> BookDescription {
        var describer = FirearmDescriber(tables: tables)
        return BookDescription(
            describer.describe(
                RawDescriptor(
                    make: make, importer: importer, model: model, calibre: calibre, kind: kind)))
    }

    mutating func enter(
        _ holder: String, _ firearm: BookDescription, _ serial: String,
        from: (String, String) = ("", ""), got: String, to: (String, String) = ("", ""),
        gone: String = "", document: String = "", born: String = ""
    ) {
        let line = BookLine(
            row: (lines[holder]?.count ?? 0) + 2, serial: serial,
            acquisition: (Day(iso: got), Party(name: from.0, addressOrLicence: from.1)),
            disposition: (Day(iso: gone), Party(name: to.0, addressOrLicence: to.1)),
            document: document, born: born)
        lines[holder, default: []].append((firearm, line))
    }

    var custodians: Custodians {
        Custodians(
            licensees: licensees,
            books: lines.sorted { $0.key < $1.key }.map { Book(licence: $0.key, lines: $0.value) })
    }
}
