import Firearms
import FoundationEssentials
import Testing

/// Public data beside the package root, or where the environment says; not part of the project.
private let sharedFolder: String? = {
    let beside = #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/shared"
    let named = ProcessInfo.processInfo.environment["RASTRO_SHARED"]
    return [named, "/" + beside].compactMap(\.self).first {
        FileManager.default.fileExists(atPath: $0 + "/data/court_guns.csv")
    }
}()

/// The rows of a CSV file, each field by its heading.
private func rows(_ text: String) -> [[String: String]] {
    var table: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    for character in text where character != "\u{FEFF}" {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted:
            table[table.count - 1].append(field)
            field = ""
        case "\n" where !isQuoted, "\r\n" where !isQuoted:
            table[table.count - 1].append(field)
            field = ""
            table.append([])
        default: field.append(character)
        }
    }
    let heading = table[0]
    return table.dropFirst().filter { $0.count == heading.count }.map {
        Dictionary(zip(heading, $0)) { first, _ in first }
    }
}

@Suite("Court papers and crime guns")
struct CourtPapersTests {
    /// The share of the fields that are not blank and were recognised.
    private func share<Value>(_ fields: [Normalised<Value>]) -> Double {
        let written = fields.filter { $0.state != .blank }
        return Double(written.count { $0.state == .recognised }) / Double(written.count)
    }

    // Skipped where the public data are not beside the package: they are not ours to carry.
    @Test(
        "are recognised by rows: 97 % of makes, 98 % of calibres, 99 % of kinds",
        .enabled(if: sharedFolder != nil))
    func courtPapers() throws {
        let path = try #require(sharedFolder) + "/data/court_guns.csv"
        let guns = rows(try String(contentsOfFile: path, encoding: .utf8))
        #expect(guns.count == 1735)
        var describer = Describer(tables: .carried)
        let read = guns.map { gun in
            describer.describe(
                RawDescriptor(
                    make: gun["Manufacturer or brand"] ?? "", model: gun["Model"] ?? "",
                    calibre: gun["Caliber"] ?? "", kind: gun["Type"] ?? ""), readSerial: noSerial)
        }
        #expect(share(read.map(\.make)) >= 0.97)
        #expect(share(read.map(\.calibre)) >= 0.98)
        #expect(share(read.map(\.kind)) >= 0.99)
    }

    // Skipped where the public data are not beside the package: they are not ours to carry.
    @Test("of Delaware are recognised, every make and calibre", .enabled(if: sharedFolder != nil))
    func delaware() throws {
        let path = try #require(sharedFolder) + "/data/crime_guns_delaware.csv"
        let guns = rows(try String(contentsOfFile: path, encoding: .utf8))
        let read = guns.map { gun in
            describe(
                make: gun["manufacturer_name"] ?? "", calibre: gun["firearm_caliber"] ?? "")
        }
        #expect(share(read.map(\.make)) == 1)
        #expect(share(read.map(\.calibre)) == 1)
    }
}
