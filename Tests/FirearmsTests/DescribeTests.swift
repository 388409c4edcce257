import Firearms
import Language
import Testing

@Suite("Describing a firearm")
struct DescribeTests {
    let tables = ReferenceTables.carried

    @Test("takes a make and a model apart that stand in one column")
    func makeAndModel() {
        let read = describe(make: "GLOCK 19")
        #expect(line(read.make) == "recognised GLOCK")
        #expect(read.model.values == ["19"])
        #expect(read.model.state == .blank, "the model's own column is blank")
        #expect(read.kind.values == [Kind("pistol")])
        #expect(read.calibre.values == [CalibreCode("9X19")])
        #expect(read.model.evidence.map(\.key) == ["firearms.from_make_column"])
    }

    @Test(
        "takes a make and its country apart",
        arguments: [
            ("FN HERSTAL BELGICA", "FN", "BE"), ("BERETTA 92FS 9MM ITALIA", "BERETTA", "IT"),
            ("SMITH AND WESSON SPRINGFIELD MASS USA", "SMITH_WESSON", "US"),
        ])
    func makeAndCountry(text: String, firm: String, country: String) {
        let read = describe(make: text)
        #expect(line(read.make) == "recognised \(firm)")
        #expect(read.country.values == [CountryCode(country)])
    }

    @Test("knows an importer that stands as the make, and whose firearms it may be")
    func importerAsMake() {
        for text in ["CENTURY ARMS", "CAI GEORGIA VT"] {
            let read = describe(make: text)
            #expect(line(read.make) == "recognised CENTURY")
            #expect(read.importer.values == [FirmCode("CENTURY")])
            #expect(read.make.evidence.contains { $0.key == "firearms.make.importer_too" })
            let makers = tables.possibleMakers(of: read)
            for code in ["CENTURY", "ROMARM", "ZASTAVA", "CANIK"] {
                #expect(makers.contains(FirmCode(code)), "\(code)")
            }
            #expect(!makers.contains(FirmCode("COLT")))
        }
        let interarms = tables.possibleMakers(of: describe(make: "INTERARMS"))
        #expect(interarms.contains(FirmCode("STAR")) && interarms.contains(FirmCode("HELWAN")))
    }

    @Test("takes maker and importer apart that stand in one column")
    func makerAndImporter() {
        let read = describe(make: "INTERARMS STAR")
        #expect(line(read.make) == "recognised STAR")
        #expect(read.importer.values == [FirmCode("INTERARMS")])
    }

    @Test(
        "says that a kind or a pattern in the make's column is no make",
        arguments: [
            "AK-47", "CUERNO DE CHIVO", "R-15", "SKS",
        ])
    func patternAsMake(text: String) {
        let read = describe(make: text)
        #expect(read.make.state == .contradictory)
        #expect(read.make.values.isEmpty)
        #expect(!read.kind.values.isEmpty && !read.model.values.isEmpty)
        #expect(tables.possibleMakers(of: read).isEmpty, "every maker must be asked")
    }

    @Test("says that a model in the make's column is no make, and who makes it")
    func modelAsMake() {
        let read = describe(make: "WASR")
        #expect(line(read.make) == "contradictory ROMARM")
        #expect(read.model.values == ["WASR-10"])
        #expect(read.calibre.values == [CalibreCode("762X39")])
        #expect(tables.possibleMakers(of: read).contains(FirmCode("ROMARM")))
        #expect(read.make.evidence.map(\.key) == ["firearms.make.is_model"])
    }

    @Test("says that a calibre or a country in the make's column is no make")
    func otherAsMake() {
        #expect(describe(make: "9MM").make.state == .contradictory)
        #expect(describe(make: "9MM").calibre.values == [CalibreCode("9X19")])
        #expect(describe(make: "Argentine").make.state == .contradictory)
        #expect(describe(make: "Argentine").country.values == [CountryCode("AR")])
        #expect(describe(make: "MADE IN CHINA").country.values == [CountryCode("CN")])
    }

    @Test(
        "takes words for unknown as blank",
        arguments: [
            "", "  ", "S/M", "DESCONOCIDA", "Unknown", "Not provided", "SE IGNORA", "N/A", "-",
            "¿?",
        ])
    func blanks(text: String) {
        let read = describe(
            make: text, importer: text, model: text, calibre: text, kind: text, country: text)
        #expect(read.make.state == .blank && read.importer.state == .blank)
        #expect(read.model.state == .blank && read.calibre.state == .blank)
        #expect(read.kind.state == .blank && read.country.state == .blank)
        #expect(tables.possibleMakers(of: read).isEmpty)
    }

    @Test("knows MULTI as a calibre")
    func multi() {
        #expect(line(describe(calibre: "MULTI").calibre) == "recognised MULTI")
    }

    @Test(
        "says that a spreadsheet changed a calibre",
        arguments: [
            "0.22", "0.5", "0.308", "9.0", "57", "45.0", ".5",
        ])
    func spreadsheets(text: String) {
        let read = describe(calibre: text).calibre
        #expect(read.state == .recognised)
        #expect(read.evidence.contains { $0.key == "firearms.calibre.spreadsheet" })
    }

    @Test("thinks of the zeros that a spreadsheet takes: 0.38 may be .380")
    func lostZeros() {
        #expect(describe(calibre: "0.38").calibre.values.contains(CalibreCode("380ACP")))
        #expect(!describe(calibre: ".38").calibre.values.contains(CalibreCode("380ACP")))
        let known = describe(make: "RUGER", model: "LCP", calibre: "0.38").calibre
        #expect(known.values.first == CalibreCode("380ACP"), "the model settles what is likely")
    }

    @Test("does not choose between calibres that share a name")
    func severalCalibres() {
        let read = describe(calibre: ".38").calibre
        #expect(read.state == .recognised && read.values.count > 1 && read.onlyValue == nil)
        #expect(describe(calibre: "5.56 (12 GA)").calibre.state == .contradictory)
    }

    @Test("says that a kind speaks against the model")
    func kindAgainstModel() throws {
        let read = describe(make: "GLOCK", model: "17", kind: "ESCOPETA").kind
        #expect(read.state == .contradictory)
        #expect(read.values == [Kind("shotgun")], "what was written stays")
        let said = try #require(read.evidence.last)
        #expect(said.key == "firearms.kind.against_model")
    }

    @Test("says that a country speaks against the make, and keeps it")
    func countryAgainstMake() {
        let read = describe(make: "GLOCK", country: "CHINA").country
        #expect(read.state == .contradictory && read.values == [CountryCode("CN")])
        #expect(describe(make: "GLOCK", country: "AUSTRIA").country.state == .recognised)
        #expect(describe(make: "CENTURY ARMS", country: "Rumania").country.state == .recognised)
    }

    @Test("reads a model for its maker: 57 is one model of Ruger, another of FN")
    func modelsByMaker() {
        #expect(describe(make: "RUGER", model: "57").model.values == ["RUGER-57"])
        #expect(describe(make: "FN", model: "57").model.values == ["FIVE-SEVEN"])
        #expect(describe(make: "S&W", model: "M&P 9").model.values == ["M&P9"])
        #expect(describe(make: "COLT", model: "QUETZAL 7").model.state == .unknown)
        #expect(describe(make: "COLT", model: "QUETZAL 7").model.values == ["QUETZAL 7"])
        #expect(describe(make: "BERSA", model: "PX4 STORM").model.state == .contradictory)
        let kind = describe(make: "GLOCK", model: "Semi-automatic handgun").kind
        #expect(kind.values == [Kind("pistol")], "a kind stands as the model")
    }

    @Test(
        "reads nicknames",
        arguments: [
            ("MATA POLICIAS", "FIVE-SEVEN"), ("CUERNO DE CHIVO", "AK-47"), ("R-15", "AR-15"),
            ("M-1", "M1 CARBINE"),
        ])
    func nicknames(text: String, model: String) {
        #expect(describe(model: text).model.values.contains(model))
    }

    @Test("cuts a very long text for comparing, and says so")
    func longText() {
        let long = "GLOCK " + String(repeating: "A", count: 5000)
        let read = describe(make: long, model: long, calibre: long, kind: long)
        #expect(read.make.raw == long)
        #expect(read.make.evidence.contains { $0.key == "firearms.text_cut" })
        #expect(read.kind.evidence.contains { $0.key == "firearms.text_cut" })
    }

    @Test("remembers descriptions without mixing up serials")
    func describer() {
        var describer = Describer(tables: tables)
        for number in 1...3 {
            let raw = RawDescriptor(make: "GLOK", model: "19", serial: "ABC\(number)")
            let read = describer.describe(raw, readSerial: noSerial)
            #expect(read == tables.describe(raw, readSerial: noSerial))
            #expect(read.raw.serial == "ABC\(number)" && read.serial.raw == "ABC\(number)")
        }
    }
}
