import Firearms
import Language
import Testing

private func place(_ line: Int, _ column: String) -> FilePlace {
    FilePlace(file: "t", line: line, column: column)
}

/// Files that can not be used, and the error of each.
private let brokenFiles: [(String, FirearmsError)] = [
    ("", FirearmsError.noTableLine(file: "t", found: "")),
    ("code|name\n", .noTableLine(file: "t", found: "code|name")),
    ("table guns\n", .unknownTable(file: "t", found: "guns")),
    (
        "table countries\ncode|nombre\n",
        .unknownColumn(place(2, "nombre"), expected: "code|names")
    ),
    (
        "table countries\nnames\n",
        .missingColumn(file: "t", line: 2, column: "code")
    ),
    (
        "table countries\ncode|names\nAT|Austria|x\n",
        .tooManyCells(file: "t", line: 3, found: 3, expected: 2)
    ),
    ("table countries\ncode|names\n|Austria\n", .emptyCell(place(3, "code"))),
    (
        "table countries\ncode|names\nAUT|Austria\n",
        .badCell(place(3, "code"), found: "AUT", expected: "AT")
    ),
    (
        "table firms\ncode|roles\nX|Q\n",
        .badCell(place(3, "roles"), found: "Q", expected: "M, I, D, K")
    ),
    (
        "table firms\ncode|years\nX|20-1\n",
        .badCell(place(3, "years"), found: "20-1", expected: "1950-1980")
    ),
    (
        "table firms\ncode|importers\nX|NADIE\n",
        .unknownCode(place(3, "importers"), found: "NADIE")
    ),
    (
        "table firms\ncode|aliases\nX|GLOK\n",
        .aliasTaken(place(3, "aliases"), found: "GLOK", holder: "GLOCK")
    ),
    (
        "table serial_formats\nfirm|format\nCOLT|#{9,2}\n",
        .badCell(place(3, "format"), found: "#{9,2}", expected: "@{3}#{4}")
    ),
    (
        "table words\nmeaning|words\nquizá|TAL VEZ\n",
        .badCell(
            place(3, "meaning"), found: "quizá",
            expected: WordMeaning.allCases.map(\.rawValue).joined(separator: ", "))
    ),
]

@Suite("A user's own table")
struct UserTablesTests {
    let tables = ReferenceTables.carried

    @Test("adds a firm, its aliases and its importer")
    func firm() throws {
        let text = """
            table firms 1 2026-11-24
            # a workshop that the carried tables do not know
            code|name|roles|countries|importers|aliases

            QUETZAL|Armería Quetzal|M|MX|CENTURY|KETZAL;ARMAS QUETZAL
            """
        #expect(describe(make: "Ketzal", with: tables).make.state == .unknown)
        let more = try tables.adding(fileText: text, named: "mine.table")
        #expect(line(describe(make: "Ketzal", with: more).make) == "recognised QUETZAL")
        #expect(more.makersImported(by: FirmCode("CENTURY")).contains(FirmCode("QUETZAL")))
        #expect(more.sources.last?.file == "mine.table")
    }

    @Test("adds aliases to a firm that is there, and takes nothing away")
    func alias() throws {
        let text = "table firms\ncode|aliases\nGLOCK|LA CUADRADA\n"
        let more = try tables.adding(fileText: text, named: "mine.table")
        #expect(line(describe(make: "la cuadrada", with: more).make) == "recognised GLOCK")
        #expect(line(describe(make: "GLOK", with: more).make) == "recognised GLOCK")
        #expect(more.firm(FirmCode("GLOCK"))?.countries == [CountryCode("AT"), CountryCode("US")])
    }

    @Test("may share an alias when it says so")
    func ambiguousAlias() throws {
        let text = "table firms\ncode|name|roles|aliases\nOTRA|Otra|M|~GLOCK\n"
        let more = try tables.adding(fileText: text, named: "mine.table")
        #expect(
            describe(make: "GLOCK", with: more).make.values
                == [FirmCode("GLOCK"), FirmCode("OTRA")])
    }

    @Test("adds rows to each of the other tables")
    func others() throws {
        let more = try [
            "table models\nname|firms|kinds|calibres|variants\nXOLO|COLT|pistol|9X19|XOLO II\n",
            "table calibres\ncode|name|spellings\n9XOLO|9 mm Xolo|9 XOLO\n",
            "table kinds\ncode|words\npistol|CHISPERO\n",
            "table countries\ncode|names\nBW|Botswana;Botsuana\n",
            "table words\nmeaning|words\nunknown|QUIEN SABE\n",
            "table serial_formats\nfirm|format\nCOLT|XO#{4}\n",
        ].reduce(tables) { tables, text in try tables.adding(fileText: text, named: "t") }
        #expect(describe(make: "COLT", model: "xolo-ii", with: more).model.values == ["XOLO II"])
        #expect(line(describe(calibre: "9 xolo", with: more).calibre) == "recognised 9XOLO")
        #expect(line(describe(kind: "chispero", with: more).kind) == "recognised pistol")
        #expect(line(describe(country: "Botsuana", with: more).country) == "recognised BW")
        #expect(describe(make: "¿Quién sabe?", with: more).make.state == .blank)
        #expect(more.serialFormats(of: FirmCode("COLT")).contains { $0.text == "XO#{4}" })
    }

    @Test("is refused with file, line and column", arguments: brokenFiles)
    func refused(text: String, error: FirearmsError) {
        #expect(throws: error) { try tables.adding(fileText: text, named: "t") }
    }

    @Test("has its errors said in both languages", arguments: [Tongue.spanish, .english])
    func said(tongue: Tongue) throws {
        let catalogue = try #require(Catalogue(carried: tongue))
        let errors: [FirearmsError] = [
            .noTableLine(file: "t", found: "x"), .unknownTable(file: "t", found: "x"),
            .tooManyLines(file: "t", found: 2, limit: 1),
            .unknownColumn(place(2, "c"), expected: "x"),
            .missingColumn(file: "t", line: 2, column: "c"),
            .tooManyCells(file: "t", line: 2, found: 3, expected: 1), .emptyCell(place(2, "c")),
            .badCell(place(2, "c"), found: "x", expected: "y"),
            .unknownCode(place(2, "c"), found: "x"),
            .aliasTaken(place(2, "c"), found: "x", holder: "y"),
        ]
        for error in errors {
            let text = catalogue(error.phrase)
            #expect(text.hasPrefix("t:"), "\(text)")
            #expect(!text.contains("{") && !text.contains("«firearms"), "\(text)")
        }
    }
}
