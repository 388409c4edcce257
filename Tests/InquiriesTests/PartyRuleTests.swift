@testable import Books
import Inquiries
import Testing

/// What of a line may be told to who traces.
struct PartyRuleTests {
    private static let licence = "1-23-456-07-5K-12345"
    private let rule = PartyRule(
        tagKey: [UInt8](repeating: 1, count: 32),
        licensees: [
            Licensee(number: licence, kind: .dealer, name: "Wolf Guns, Inc.", city: "", state: ""),
            Licensee(number: "2", kind: .dealer, name: "--", city: "", state: ""),
        ])

    private func texts(
        from: (String, String) = ("", ""), to: (String, String) = ("", ""), document: String = "",
        born: String = ""
    ) throws -> (LineTexts, LineParties) {
        let line = BookLine(
            row: 2, serial: "A",
            acquisition: (nil, Party(name: from.0, addressOrLicence: from.1)),
            disposition: (nil, Party(name: to.0, addressOrLicence: to.1)), document: document,
            born: born)
        let texts = LineTexts(line)
        return (texts, LineParties(texts, words: .carried))
    }

    private func nameless(_ parties: LineParties, _ serial: String = "A1") -> LineParties {
        rule.nameless(parties, serial: serial)
    }

    private func strings(_ parties: LineParties) -> [String] {
        let said: [String] =
            switch parties.disposition {
            case .licensee(let number, let name, _): [number, name]
            case .retail(let buyer, let born, let document, _):
                [buyer.name, buyer.addressOrLicence, born, document]
            case .exported(let name, _), .government(let name, _): [name]
            case .theftOrLoss, .missing: []
            }
        return [parties.from.name, parties.from.addressOrLicence] + said
    }

    private func isTag(_ text: String) -> Bool {
        text.utf8.count == 16 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    @Test("a licensee stays, by its number or its name; a person becomes a tag")
    func origins() throws {
        let licensed = nameless(try texts(from: ("Anything", PartyRuleTests.licence)).1).from
        #expect(licensed.addressOrLicence == PartyRuleTests.licence && isTag(licensed.name))
        let listed = nameless(try texts(from: ("WOLF GUNS INC", "1 Elm")).1).from
        #expect(listed.name == "WOLF GUNS INC" && isTag(listed.addressOrLicence))
        let person = nameless(try texts(from: ("Wren Quillfeather", "1 Elm")).1).from
        #expect(isTag(person.name) && isTag(person.addressOrLicence))
        // A name without a letter is that of nobody on the list, though one there has none either.
        #expect(isTag(nameless(try texts(from: ("...", "")).1).from.name))
        #expect(nameless(try texts().1).from.isBlank)
    }

    @Test("a person has one tag at one firearm, and another at each other and in each other word")
    func tags() throws {
        let line = try texts(to: ("Wren Quillfeather", "1 Elm"), document: "4473-1", born: "1980")
        let one = nameless(line.1)
        #expect(nameless(line.1, "a-1") == one)
        #expect(nameless(line.1, "A2") != one)
        for other in [
            try texts(to: ("Wren Quillfeathers", "1 Elm"), document: "4473-1", born: "1980"),
            try texts(to: ("Wren Quillfeather", "2 Elm"), document: "4473-1", born: "1980"),
            try texts(to: ("Wren Quillfeather", "1 Elm"), document: "4473-2", born: "1980"),
            try texts(to: ("Wren Quillfeather", "1 Elm"), document: "4473-1", born: "1981"),
        ] { #expect(nameless(other.1) != one) }
        let otherKey = PartyRule(tagKey: [UInt8](repeating: 2, count: 32), licensees: [])
        #expect(otherKey.nameless(line.1, serial: "A1") != one)
    }

    @Test("what a line says of people is a field, and what is told of it is none of them")
    func people() throws {
        let person = ("Wren Quillfeather", "1 Elm St")
        let cases: [((LineTexts, LineParties), [LineField])] = [
            (
                try texts(to: person, document: "4473-1", born: "1980"),
                [.name, .address, .document, .born]
            ),
            (
                try texts(from: ("Ibis Lark", "2 Oak"), to: person),
                [.name, .address, .fromName, .fromAddress]
            ),
            (try texts(to: ("Waco Police Department", "3 Ash")), [.name, .address]),
            (try texts(to: ("Exported to Quillfeather", "")), [.name]),
            (try texts(from: ("Wolf Guns Inc", ""), to: ("Wolf Guns, Inc.", "1 Elm")), []),
            // The same name with a birth, or on a form, is a person's.
            (try texts(to: ("Wolf Guns Inc", ""), born: "1980"), [.name, .born]),
            (try texts(to: ("Wolf Guns Inc", ""), document: "4473"), [.name, .document]),
            (try texts(to: ("Wolf Guns", PartyRuleTests.licence), document: "9"), []),
            (try texts(to: ("STOLEN", "")), []), (try texts(), []),
        ]
        for ((texts, parties), fields) in cases {
            let people = rule.people(texts, parties)
            #expect(people.map(\.field) == fields)
            #expect(people.allSatisfy { $0.field.path != nil && !$0.text.isEmpty })
            let told = strings(nameless(parties))
            for field in people { #expect(!told.contains(field.text)) }
            // What is told is what a node keeps: it is written and read whole.
            #expect(LineParties(nameless(parties).bytes) == nameless(parties))
        }
    }
}
