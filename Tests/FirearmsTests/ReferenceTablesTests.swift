import Firearms
import Language
import Testing

@Suite("The carried reference tables")
struct ReferenceTablesTests {
    let tables = ReferenceTables.carried

    @Test("hold at least 400 makes, 80 countries, 100 calibres and 500 models")
    func counts() {
        #expect(tables.firms.count { $0.roles.contains(.maker) } >= 400)
        #expect(tables.countries.count >= 80)
        #expect(tables.calibres.count >= 100)
        #expect(Set(tables.models.map(\.family)).count >= 500)
        #expect(tables.serialFormats.count >= 100)
    }

    @Test("state the version and the date of every file")
    func sources() {
        #expect(tables.sources.count == 7)
        for source in tables.sources {
            #expect(!source.version.isEmpty && source.date.utf8.count == 10, "\(source.file)")
        }
    }

    @Test("have one row for each code")
    func uniqueCodes() {
        #expect(Set(tables.firms.map(\.code)).count == tables.firms.count)
        #expect(Set(tables.calibres.map(\.code)).count == tables.calibres.count)
        #expect(Set(tables.kinds.map(\.kind)).count == tables.kinds.count)
        #expect(Set(tables.countries.map(\.code)).count == tables.countries.count)
    }

    @Test("name no plain alias of a firm that another firm has too")
    func aliases() {
        var holders: [String: FirmCode] = [:]
        for firm in tables.firms {
            let names = firm.aliases.filter { !$0.isAmbiguous }.map(\.text) + [firm.name]
            for name in names {
                let key = name.uppercased().filter { $0.isLetter || $0.isNumber }
                #expect(holders[key] == nil || holders[key] == firm.code, "\(name)")
                holders[key] = firm.code
            }
        }
    }

    @Test("have NCIC codes of two or three capitals, and countries that are in the table")
    func codes() {
        for firm in tables.firms {
            for code in firm.ncicCodes {
                #expect((2...3).contains(code.utf8.count), "\(firm.code)")
                #expect(code.allSatisfy { $0.isUppercase || $0.isNumber }, "\(firm.code)")
            }
            for country in firm.countries { #expect(tables.country(country) != nil) }
        }
    }

    @Test("have each importer as a firm that imports or makes")
    func importers() {
        for firm in tables.firms {
            for importer in firm.importers {
                let roles = tables.firm(importer)?.roles ?? []
                #expect(!roles.isDisjoint(with: [.importer, .maker]), "\(firm.code): \(importer)")
                #expect(tables.makersImported(by: importer).contains(firm.code))
            }
        }
    }

    @Test("read every firm's own names back as that firm")
    func ownNames() {
        for firm in tables.firms {
            for name in [firm.name] + firm.aliases.map(\.text) {
                let read = describe(make: name, with: tables).make
                #expect(read.values.contains(firm.code), "\(name): \(read.values)")
            }
        }
    }

    @Test("read every calibre's own spellings back as that calibre")
    func ownSpellings() {
        for calibre in tables.calibres {
            for spelling in calibre.spellings {
                let text = spelling.hasPrefix("!") ? String(spelling.dropFirst()) : spelling
                let read = describe(calibre: text, with: tables).calibre
                // A form that only a spreadsheet makes gives way to one that people write.
                guard !spelling.hasPrefix("!") else { continue }
                #expect(read.values.contains(calibre.code), "\(spelling): \(read.values)")
            }
        }
    }

    @Test("read every kind's and country's words back as that kind and country")
    func ownWords() {
        for kind in tables.kinds {
            for word in kind.words {
                #expect(
                    describe(kind: word, with: tables).kind.values.contains(kind.kind), "\(word)")
            }
        }
        for country in tables.countries {
            for name in country.names {
                let read = describe(country: name, with: tables).country
                #expect(read.onlyValue == country.code, "\(name)")
            }
        }
    }

    @Test("say who imports a make, and which calibres and kinds may stand for each other")
    func lookUps() {
        #expect(tables.importers(of: FirmCode("ROMARM")).contains(FirmCode("CENTURY")))
        #expect(tables.firm(FirmCode("GLOCK"))?.ncicCode == "GLC")
        #expect(tables.isCompatible(CalibreCode("223"), CalibreCode("556")))
        #expect(tables.isCompatible(CalibreCode("556"), CalibreCode("MULTI")))
        #expect(!tables.isCompatible(CalibreCode("9X19"), CalibreCode("50BMG")))
        #expect(tables.isCompatible(Kind("receiver"), Kind("rifle")))
        #expect(!tables.isCompatible(Kind("shotgun"), Kind("pistol")))
        let brand = tables.relation(
            between: FirmCode("HS_PRODUKT"), and: FirmCode("SPRINGFIELD"))
        #expect(brand == .related)
        #expect(
            tables.relation(between: FirmCode("CENTURY"), and: FirmCode("ROMARM")) == .imports)
        #expect(
            tables.relation(between: FirmCode("COLT"), and: FirmCode("RUGER")) == .unrelated)
    }

    @Test("keep like models apart and know that they are like")
    func modelRelations() {
        let glock = [FirmCode("GLOCK")]
        #expect(tables.relation(betweenModels: "19", and: "19X", of: glock) == .family)
        #expect(tables.relation(betweenModels: "M&P 9", and: "M&P9", of: []) == .same)
        #expect(tables.relation(betweenModels: "19", and: "22", of: glock) == .unrelated)
        #expect(tables.relation(betweenModels: "19", and: "QQ-7", of: glock) == .unknown)
    }

    @Test("know the words for unknown, none and obliterated in both languages")
    func words() {
        for (text, meaning): (String, WordMeaning) in [
            ("Desconocida", .unknown), ("not provided", .unknown), ("S/M", .absent),
            ("None marked", .absent), ("LIMADO", .obliterated), ("Obliterated", .obliterated),
            ("no visible", .illegible),
        ] {
            #expect(tables.meaning(ofText: text) == meaning, "\(text)")
        }
        #expect(tables.meaning(ofText: "GLOCK") == nil)
    }
}
