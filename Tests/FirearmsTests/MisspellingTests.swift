import Firearms
import Language
import Testing

@Suite("A misspelt make")
struct MisspellingTests {
    let tables = ReferenceTables.carried

    @Test(
        "is read, and the evidence names the rule",
        arguments: [
            ("GL0CK", "GLOCK", "look_alike"), ("REMINGQON", "REMINGTON", "replaced"),
            ("REMINGTOON", "REMINGTON", "doubled"), ("RMEINGTON", "REMINGTON", "swapped"),
            ("WINCHSTER", "WINCHESTER", "dropped"), ("UINCHESTER ARMS", "WINCHESTER", ""),
            ("BROUNINGS", "BROWNING", ""), ("ZPRINGFIELD", "SPRINGFIELD", ""),
        ])
    func rules(text: String, firm: String, rule: String) {
        let read = describe(make: text).make
        #expect(line(read) == "recognised \(firm)")
        guard !rule.isEmpty else { return }
        #expect(read.evidence.map(\.key) == ["firearms.misspelling.\(rule)"])
    }

    @Test("is never read when it is short", arguments: ["FM", "FQ", "HX", "SV", "COT", "SGI"])
    func shortNames(text: String) {
        #expect(describe(make: text).make.state != .recognised, "\(text)")
    }

    @Test(
        "is unknown when it is near to nothing",
        arguments: [
            "QUETZALCOATL", "XYZZY", "AMERICAN", "INTERNATIONAL ARMS", "FIREARMS INC",
            "LA ESPERANZA",
        ])
    func unknown(text: String) {
        #expect(line(describe(make: text).make) == "unknown", "\(text)")
    }

    @Test("with one wrong letter is nearly always the same firm, and hardly ever another")
    func oneWrongLetter() {
        var right = 0
        var wrong: [String] = []
        var total = 0
        // Every place of every longer name, each letter in turn: the tables' own stress test.
        for (number, firm) in tables.firms.enumerated() {
            let name = Array(firm.name.uppercased().filter { $0.isASCII && $0 != "(" })
            guard name.count >= 6, !firm.name.contains("(") else { continue }
            for place in stride(from: number % 3, to: name.count, by: 3) where name[place].isLetter
            {
                let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                let other = letters[(number + place * 7) % 26]
                guard other != name[place] else { continue }
                var written = name
                written[place] = other
                let values = describe(make: String(written)).make.values
                total += 1
                if values.contains(firm.code) {
                    right += 1
                } else if !values.isEmpty {
                    wrong.append("\(String(written)): \(values)")
                }
            }
        }
        #expect(total > 500)
        #expect(Double(right) / Double(total) > 0.95, "\(right) of \(total)")
        #expect(Double(wrong.count) / Double(total) < 0.01, "\(wrong)")
    }
}
