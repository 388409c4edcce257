import BlindLookup
import Cryptography
import Encoding
import Firearms
import SerialIndex
import Testing

/// A firearm has one text by each rule, however it is written; and no text that means another firearm.
struct NormalFormTests {
    private func describe(
        _ make: String, _ serial: String, importer: String = "", calibre: String = ""
    ) -> Descriptor {
        var describer = FirearmDescriber(tables: .carried)
        return describer.describe(
            RawDescriptor(make: make, importer: importer, calibre: calibre, serial: serial))
    }

    private func texts(_ firearm: Descriptor, _ rule: FormRule) -> [String] {
        NormalForm.forms(of: firearm, rule).map(\.text)
    }

    @Test("some forms never change")
    func fixed() {
        let firearm = describe("Glock", "abc-0O1", importer: "GLOCK INC", calibre: "9 mm")
        #expect(texts(firearm, .whole) == ["norm:1|GLOCK|GLOCK|9X19|ABC0O1"])
        #expect(texts(firearm, .wholeFolded) == ["norm:1f|GLOCK|GLOCK|9X19|A8C001"])
        #expect(texts(firearm, .make) == ["norm:1m|GLOCK|||ABC0O1"])
        #expect(texts(firearm, .makeFolded) == ["norm:1mf|GLOCK|||A8C001"])
        let unknown = describe("GLOCK", "ABC001")
        #expect(texts(unknown, .whole) == ["norm:1|GLOCK|||ABC001"])
    }

    @Test("ways of writing the maker and the serial are one")
    func ways() {
        for (make, serial) in [
            ("GLOCK", "ABC 123"), ("glock", "abc123"), ("Glock GmbH", "ABC-123"),
            (" GLOCK ", "S/N ABC123"), ("GLOCK INC.", "No. ABC123"),
        ] {
            #expect(texts(describe(make, serial), .make).contains("norm:1m|GLOCK|||ABC123"))
        }
    }

    @Test("letters and digits that look alike are one in folded forms alone")
    func folded() throws {
        let make = FirmCode("GLOCK")
        let groups = ["0OQD", "1IL", "2Z", "5S", "6G", "8B"]
        let all = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        func group(_ byte: UInt8) -> Int? { groups.firstIndex { $0.utf8.contains(byte) } }
        for one in all {
            for other in all {
                let exact = try [one, other].map {
                    try #require(NormalForm(.make, make: make, serial: [65, $0]))
                }
                #expect((exact[0] == exact[1]) == (one == other))
                let folded = try [one, other].map {
                    try #require(NormalForm(.makeFolded, make: make, serial: [65, $0]))
                }
                let areAlike = one == other || group(one) != nil && group(one) == group(other)
                #expect((folded[0] == folded[1]) == areAlike)
            }
        }
    }

    @Test(
        "the trap: a firearm that one side names by its importer has another whole form, and the same short one"
    )
    func trap() {
        let full = describe("GLOCK", "ABC123", importer: "GLOCK INC", calibre: "9MM")
        let bare = describe("GLOCK", "ABC123")
        #expect(texts(full, .whole) != texts(bare, .whole))
        #expect(texts(full, .make) == texts(bare, .make))
        // What no table and no rule mends: the importer stands where the maker should.
        let other = describe("CENTURY ARMS", "ABC123")
        #expect(texts(other, .make) != texts(bare, .make))
    }

    @Test("no serial that was read whole, or no maker that is known, has no form")
    func none() {
        for firearm in [
            describe("GLOCK", "AB?123"), describe("GLOCK", ""), describe("GLOCK", "ILEGIBLE"),
            describe("", "ABC123"), describe("XQWERTZ NOBODY", "ABC123"),
        ] {
            for rule in FormRule.allCases { #expect(texts(firearm, rule).isEmpty) }
        }
    }

    @Test("codes and serials that could be read as another form are refused")
    func refused() {
        func form(
            make: String = "GLOCK", importer: String = "A", calibre: String = "B",
            serial: String = "ABC123"
        ) -> NormalForm? {
            NormalForm(
                .whole, make: FirmCode(make), importer: FirmCode(importer),
                calibre: CalibreCode(calibre), serial: Array(serial.utf8))
        }
        #expect(form()?.text == "norm:1|GLOCK|A|B|ABC123")
        for code in ["A|B", "A B", "Ñ", "A\n", String(repeating: "A", count: 65)] {
            #expect(form(make: code) == nil)
            #expect(form(importer: code) == nil)
            #expect(form(calibre: code) == nil)
        }
        for serial in ["", "a", "A-1", "A|", "Ñ", String(repeating: "1", count: 65)] {
            #expect(form(serial: serial) == nil)
        }
        #expect(form(make: "") == nil)
        #expect(form(serial: String(repeating: "1", count: 64)) != nil)
        // No form by one rule is a form by another, whatever is left out.
        let rules = FormRule.allCases.map {
            NormalForm($0, make: FirmCode("GLOCK"), serial: Array("ACEF".utf8))
        }
        #expect(Set(rules).count == FormRule.allCases.count)
    }

    @Test("every code of the tables can stand in a form")
    func codes() {
        for firm in ReferenceTables.carried.firms {
            for calibre in ReferenceTables.carried.calibres {
                #expect(
                    NormalForm(
                        .whole, make: firm.code, importer: firm.code, calibre: calibre.code,
                        serial: [65]) != nil)
            }
        }
    }

    @Test("a firearm is found in a sealed store by each rule, under the node's own key alone")
    func index() throws {
        let key = try #require(HMACKey([UInt8](repeating: 7, count: 32)))
        let index = try #require(BlindIndex(key: key))
        let stored = describe("GLOCK", "ABO123", importer: "GLOCK INC", calibre: "9MM")
        let names = index.names(of: stored)
        #expect(names.count == 4)
        #expect(
            index.names(of: describe("GLOCK", "AB0123"), .makeFolded).contains(
                where: names.contains))
        #expect(
            !index.names(of: describe("GLOCK", "AB0123"), .make).contains(where: names.contains))
        #expect(
            index.names(of: describe("glock", "abo 123"), .make).contains(where: names.contains))
        #expect(
            !index.names(of: describe("COLT", "ABO123"), .makeFolded).contains(
                where: names.contains))
        #expect(index.names(of: describe("", "ABO123")).isEmpty)
        let otherKey = try #require(HMACKey([UInt8](repeating: 8, count: 32)))
        let other = try #require(BlindIndex(key: otherKey))
        #expect(other.names(of: stored).isDisjoint(with: names))
        // The name is HMAC's under a derived key, as anybody with the key can check.
        let form = try #require(NormalForm.forms(of: stored, .make).first)
        let derived = HMAC.sha256(
            key: [UInt8](repeating: 7, count: 32), Array("rastro-blind-index/1".utf8))
        #expect(
            index.name(of: form).bytes
                == HMAC.sha256(key: derived.bytes, Array("norm:1m|GLOCK|||ABO123".utf8)).bytes)
    }

    @Test("a text is read as the form that writes it, and no other text is read")
    func read() throws {
        for rule in FormRule.allCases {
            let firearm = describe("Glock", "abc-0O1", importer: "GLOCK INC", calibre: "9 mm")
            let forms = NormalForm.forms(of: firearm, rule)
            #expect(!forms.isEmpty)
            for form in forms { #expect(NormalForm(text: form.text) == form) }
        }
        for text in [
            "", "norm:1", "norm:1|GLOCK|||", "norm:1||||ABC1", "norm:2|GLOCK|||ABC1",
            "norm:1|GLOCK|||abc1", "norm:1|GLOCK|||ABC 1", "norm:1|GLOCK|||ABC1|",
            "norm:1|GLOCK|||ABC1\n", "|norm:1|GLOCK|||ABC1",
            // What a rule leaves out, or folds, can not stand in a form by it.
            "norm:1m|GLOCK|GLOCK||ABC1", "norm:1m|GLOCK||9X19|ABC1", "norm:1f|GLOCK|||ABC1",
            "norm:1|GL OCK|||ABC1", "norm:1|GLOCK|||" + String(repeating: "A", count: 65),
            "norm:1|" + String(repeating: "A", count: 65) + "|||ABC1", "norm:1|GLÖCK|||ABC1",
        ] {
            #expect(NormalForm(text: text) == nil, "\(text.utf8.count)")
        }
    }
}
