import Firearms
import Testing

/// The lines of a fixture: a spelling and what is expected of it.
private func lines(_ fixture: String) -> [(text: String, expected: String)] {
    fixture.split(separator: "\n").map { line in
        let halves = line.split(separator: " -> ", maxSplits: 1).map(String.init)
        return (String(halves[0].drop { $0 == " " }), halves.last ?? "")
    }
}

@Suite("Spellings that people use")
struct SpellingsTests {
    @Test("of makes are read as a person reads them")
    func makes() {
        #expect(lines(makeSpellings).count >= 250)
        for (text, expected) in lines(makeSpellings) {
            #expect(line(describe(make: text).make) == expected, "\(text)")
        }
    }

    @Test("of calibres are read as a person reads them")
    func calibres() {
        #expect(lines(calibreSpellings).count >= 100)
        for (text, expected) in lines(calibreSpellings) {
            #expect(line(describe(calibre: text).calibre) == expected, "\(text)")
        }
    }

    @Test("of kinds are read as a person reads them")
    func kinds() {
        #expect(lines(kindSpellings).count >= 40)
        for (text, expected) in lines(kindSpellings) {
            #expect(line(describe(kind: text).kind) == expected, "\(text)")
        }
    }

    @Test("mean the same in any case, with accents, blanks and stops")
    func foldings() {
        for (text, expected) in lines(makeSpellings) {
            let changed = [
                text.lowercased(), "  " + text + " ", text + ".", accented(text),
                text.replacing(" ", with: "  "),
            ]
            for other in changed {
                #expect(line(describe(make: other).make) == expected, "\(other)")
            }
        }
        for (text, expected) in lines(calibreSpellings) {
            for other in [text.lowercased(), text.uppercased(), " " + text + " "] {
                #expect(line(describe(calibre: other).calibre) == expected, "\(other)")
            }
        }
    }

    private func accented(_ text: String) -> String {
        String(
            text.map { letter in
                switch letter {
                case "A": "Á"
                case "e": "é"
                case "O": "Ö"
                default: letter
                }
            })
    }
}
