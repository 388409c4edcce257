import Chronology
import Firearms
import FoundationEssentials
import Tabular
import Testing
import Tracing

/// Real public files beside the project; none of their rows is in it.
private enum Shared {
    /// The folder of data, beside the package or where `RASTRO_SHARED` says; `nil` where there is none.
    static let folder: String? = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let named = ProcessInfo.processInfo.environment["RASTRO_SHARED"]
        let places = [named, "/\(root)/../shared"].compactMap(\.self)
        return places.map { "\($0)/data" }.first(where: FileManager.default.fileExists)
    }()

    static let today = Day(number: 20_500)

    static func sheet(_ name: String, map: [String: String] = [:]) throws -> RecoverySheet {
        var options = RecoverySheet.Options()
        options.map = map
        return try RecoverySheet(
            path: "\(folder ?? "")/\(name)", tables: .carried, today: today, options: options)
    }
}

/// Skipped where the shared data is absent: a clone of the project alone does not have it.
@Suite(.enabled(if: Shared.folder != nil, "../shared/data is absent"))
struct SharedDataTests {
    /// How many of a field's values that are not blank were recognised.
    private struct Share {
        var recognised = 0
        var all = 0

        mutating func add<Value>(_ field: Normalised<Value>) {
            guard field.state != .blank else { return }
            all += 1
            if field.state == .recognised { recognised += 1 }
        }

        var value: Double { Double(recognised) / Double(max(1, all)) }
    }

    @Test("nearly every make, calibre and kind of the court papers is recognised")
    func courtPapers() throws {
        var (make, calibre, kind) = (Share(), Share(), Share())
        var rows = 0
        let problems = try Shared.sheet("court_guns.csv").readRows { row in
            rows += 1
            make.add(row.recovery.firearm.make)
            calibre.add(row.recovery.firearm.calibre)
            kind.add(row.recovery.firearm.kind)
        }
        #expect(problems.isEmpty)
        #expect(rows == 1735)
        #expect(make.value >= 0.97, "\(make)")
        #expect(calibre.value >= 0.98, "\(calibre)")
        #expect(kind.value >= 0.99, "\(kind)")
    }

    @Test("every purchase date of the court papers is read, words as ranges")
    func courtDates() throws {
        var unread: [Int] = []
        var ranges = 0
        _ = try Shared.sheet("court_guns.csv").readRows { row in
            switch row.purchasedOn.reading {
            case .blank, .exact: break
            case .range: ranges += 1
            case .unreadable: unread.append(row.recovery.row)
            }
        }
        #expect(unread.isEmpty)
        #expect(ranges > 0)
    }

    @Test(
        "the days from sale to recovery equal the official figure in all rows that have both dates")
    func officialDays() throws {
        // The official figure stands in a column that no field needs: it is read as the reference.
        let map = ["event_id": "-", "time_to_recovery": "reference"]
        var compared = 0
        var different: [Int] = []
        _ = try Shared.sheet("crime_guns_delaware.csv", map: map).readRows { row in
            guard let sold = row.purchasedOn.reading.days?.exactDay,
                let recovered = row.recoveredOn.reading.days?.exactDay,
                let official = Int(row.recovery.reference)
            else { return }
            compared += 1
            if recovered - sold != official { different.append(row.recovery.row) }
        }
        #expect(compared == 449)
        #expect(different.isEmpty)
    }
}
