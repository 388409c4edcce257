import Firearms
import Language
import SerialIndex
import Testing

struct SerialImpostorTests {
    private let reader = SerialReader()

    @Test(
        "what is no serial is told for what it is",
        arguments: [
            ("PAT 4123456", SerialReading.Impostor.patent), ("PATENT NO. 4123456", .patent),
            ("U.S. PAT. 4,123,456", .patent), ("PAT. PEND", .patent), ("PAT4123456", .patent),
            ("PATENTE 123456", .patent), ("PAT 412345", .patent), ("PAT. 4123", .patent),
            ("PAT 41234", .patent),
            ("9MM", .calibre), ("9 mm", .calibre), (".45 ACP", .calibre), ("CAL 7.62", .calibre),
            ("7.62X39", .calibre), ("7,62 x 39", .calibre), ("223 REM", .calibre),
            ("12 GA", .calibre), ("40 S&W", .calibre), ("50 BMG", .calibre), ("38 SPL", .calibre),
            ("5.56MM", .calibre), ("5.7X28", .calibre), ("MULTI", .calibre), ("22 LR", .calibre),
            ("380 ACP", .calibre), ("38 SUPER", .calibre), ("357 MAG", .calibre), (".45", .calibre),
            ("0.38", .calibre), ("308 WIN", .calibre), ("25 ACP", .calibre), ("32 S&W", .calibre),
            ("9mm Luger", .calibre), ("CALIBRE .22", .calibre), ("9X19", .calibre),
            ("5.45X39", .calibre), ("CAL. 50", .calibre), ("9MM PARABELLUM", .calibre),
            ("12-mar", .date), ("Mar-12", .date), ("2012-03-12", .date), ("12/03/2012", .date),
            ("12/31/2012", .date), ("12/03/12", .date), ("2012-03-12 00:00:00", .date),
            ("12-OCT-2012 00:00", .date), ("3 de marzo de 2012", .date), ("March 3, 2012", .date),
            ("1.23E+08", .rounded), ("1,23E+08", .rounded), ("1.23457E+11", .rounded),
            ("1E+08", .rounded), ("#####", .sheetError), ("#¡VALOR!", .sheetError),
            ("#N/A", .sheetError), ("#REF!", .sheetError), ("+52 55 1234 5678", .telephone),
            ("(555) 123-4567", .telephone), ("Tel. 5551234567", .telephone),
            ("alguien@example.com", .email), ("=cmd|' /C calc'!A0", .formula),
            ("@SUM(A1:A9)|x", .formula), ("PISTOLA", .words), ("COLOR NEGRO", .words),
            ("A", .words), ("P", .words), ("BVEU", .words),
            ("\u{1F600}\u{1F600}", .signs), ("&&&", .signs),
        ])
    func impostors(raw: String, expected: SerialReading.Impostor) {
        let reading = reader.read(raw)
        #expect(reading.impostor == expected)
        #expect(reading.kind == .notASerial)
        #expect(reading.interpretations.isEmpty)
        #expect(reading.reasons.count == 1)
    }

    @Test("the row's own model, calibre and make are told when they are copied")
    func ownTexts() {
        let row = RawDescriptor(make: "S&W", model: "642-1", calibre: "38")
        #expect(reader.read("6421", beside: row).impostor == .model)
        #expect(reader.read("38", beside: row).impostor == .calibre)
        #expect(reader.read("S&W", beside: row).impostor == .make)
        #expect(reader.read("643", beside: row).kind == .readable)
        let blank = RawDescriptor(make: "Unknown", model: "NO VISIBLE")
        #expect(reader.read("no visible", beside: blank).kind == .absent)
        #expect(reader.read("Unknown", beside: blank).kind == .absent)
    }

    @Test("a serial that also stands in the model's column stays a serial")
    func serialAsModel() {
        let reading = reader.read("ABC12345", beside: RawDescriptor(model: "ABC-12345"))
        #expect(reading.kind == .readable)
        #expect(reading.reasons.map(\.key) == ["firearms.serial.model.same"])
    }

    @Test("digits alone are a model only of the row's own make")
    func knownModels() {
        let models = SerialModels(
            isOfMake: { $0 == "686" }, isKnown: { ["686", "642", "P320"].contains($0) })
        #expect(reader.read("686", models: models).impostor == .model)
        #expect(reader.read("642", models: models).kind == .readable)
        #expect(reader.read("P-320", models: models).impostor == .model)
        #expect(reader.read("MOD. P320", models: models).impostor == .model)
    }

    @Test("a number's decimals are set apart and the number is read")
    func trailingZero() {
        let reading = reader.read("123456.0")
        #expect(reading.kind == .readable)
        #expect(reading.decorations == [".0"])
        #expect(reading.interpretations.map(\.pattern.description) == ["123456", "1234560"])
        #expect(reading.reasons.map(\.key) == ["firearms.serial.trailingzero"])
    }

    @Test("damage by a spreadsheet is told from other impostors")
    func spreadsheetDamage() {
        let damaged = SerialReading.Impostor.allCases.filter(\.isSpreadsheetDamage)
        #expect(damaged == [.date, .rounded, .sheetError])
    }

    @Test("every reason can be said in both languages")
    func reasonsAreSaid() throws {
        let raws = [
            "", "0", "XXX", "-", "NONE", "SERIE", "BORRADO", "???", "PAT 4123456", "9MM", "a@b.mx",
            "+52 55 1234 5678", "PISTOLA", "=1+1", "😀", "12-mar", "1E+08", "##", "АВ12", "AB12😀",
            "AB123; AB124", "NO. 123", "SN123", "12345678-1", "123.0", "1,234", "12XXX", "Ø1",
            "PACl 1",
            "A?1", "A??1", "A1...", "A.1", "A1(?)", "A1 (últimos 3 borrados)", "PARCIAL 12",
            "(primeros borrados) 12", "A1 [ILEGIBLE]", "A1(23)", String(repeating: "1", count: 50),
        ]
        for tongue in Catalogue.carriedTongues {
            let catalogue = try #require(Catalogue(carried: tongue))
            for raw in raws {
                for reason in reader.read(raw).reasons {
                    let said = catalogue(reason)
                    #expect(!said.contains("{") && !said.hasPrefix("«firearms."), "\(raw): \(said)")
                }
            }
            for impostor in SerialReading.Impostor.allCases {
                #expect(catalogue.keys.contains("firearms.serial.impostor.\(impostor.rawValue)"))
            }
        }
    }
}
