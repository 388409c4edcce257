import Chronology
import FoundationEssentials
import Tabular
import Testing

/// The public data that lies beside the project, where it does: `../shared`, or `RASTRO_SHARED`.
enum SharedData {
    static let path: String? = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let given = ProcessInfo.processInfo.environment["RASTRO_SHARED"]
        return ["/\(root)/../shared", given ?? ""].first {
            FileManager.default.fileExists(atPath: "\($0)/data/court_guns.csv")
        }
    }()

    static var isThere: Bool { path != nil }

    /// The cells of one column of a table, from the top.
    static func column(_ heading: String, of file: String) throws -> [String] {
        var reader = try TableReader(path: "\(path ?? "")/data/\(file)")
        let index = try #require(reader.description.header.firstIndex(of: heading))
        var cells: [String] = []
        while let event = try reader.next() {
            if case .row(let row) = event { cells.append(row.cells[index]) }
        }
        return cells
    }
}

/// Skipped where the public data is not beside the project: it is not ours to pass on.
@Suite(.enabled(if: SharedData.isThere))
struct SharedDataTests {
    @Test("every purchase date of the court papers is read, words as ranges")
    func courtDates() throws {
        let values = try SharedData.column("Purchase date", of: "court_guns.csv")
        let column = column(values)
        #expect(column.order == .monthDayYear)
        var counts = (exact: 0, ranges: 0)
        for value in values where !UnknownWords.usual.contains(value) {
            switch column.read(value) {
            case .exact: counts.exact += 1
            case .range: counts.ranges += 1
            case .blank, .unreadable: Issue.record("not read: \(value)")
            }
        }
        #expect(counts.exact > 1400)
        #expect(counts.ranges >= 1)
    }

    @Test(
        "every recovery date of the court papers is read",
        arguments: ["Mex Recovery date", "US Recovery date"])
    func recoveryDates(heading: String) throws {
        let values = try SharedData.column(heading, of: "court_guns.csv")
        let column = column(values)
        #expect(column.order == .monthDayYear)
        for value in values where !UnknownWords.usual.contains(value) {
            #expect(column.read(value).days != nil, "\(value)")
        }
    }

    @Test("two-digit purchase years of Delaware are the years of its ISO sale dates")
    func delaware() throws {
        let file = "crime_guns_delaware.csv"
        let purchases = try SharedData.column("purchase_date", of: file)
        let sales = try SharedData.column("sale_date", of: file)
        let column = column(purchases)
        #expect(column.order == .monthDayYear)
        var count = 0
        for (purchase, sale) in zip(purchases, sales) {
            guard let sold = Day(iso: sale) else { continue }
            #expect(column.read(purchase) == .exact(sold), "\(purchase)")
            count += 1
        }
        #expect(count >= 449)
    }
}
