import Firearms
import Language
import SerialIndex
import Testing

struct SerialReaderTests {
    private let reader = SerialReader()

    /// The ways as `PATTERN`, most likely first.
    private func ways(_ raw: String) -> [String] {
        reader.read(raw).interpretations.map(\.pattern.description)
    }

    @Test(
        "a plain serial is read whole whatever separates its characters",
        arguments: [
            ("ABC123", "ABC123"), ("abc123", "ABC123"), ("AB-C1 23", "ABC123"),
            ("A\u{2013}B\u{2014}1\u{2212}2\u{2010}3", "AB123"), ("372-21568", "37221568"),
            ("1-27919-2001", "1279192001"), ("A1-73948-20RO", "A17394820RO"),
            ("HOC 11346", "HOC11346"), ("12/345", "12345"), ("\t AB 123 \n", "AB123"),
            ("Á1B2Ñ3", "A1B2N3"), ("SV7097536;", "SV7097536"), ("JW12- 24318", "JW1224318"),
            ("642", "642"), ("5", "5"), ("SAMPLE01", "SAMPLE01"), ("N-PAP035945", "NPAP035945"),
            ("NOR12345", "NOR12345"), ("MATE1234", "MATE1234"), ("PAT12345", "PAT12345"),
            ("12-03-12", "120312"), ("MAR-123", "MAR123"), ("1E1234", "1E1234"),
            ("22LR12345", "22LR12345"), ("CAL12345", "CAL12345"), ("1.234.567", "1234567"),
            ("1,234,567", "1234567"), ("=\"00123\"", "00123"), ("'00123", "00123"),
            ("45-H21YD-1729", "45H21YD1729"), ("12345 A", "12345A"), ("A 12345", "A12345"),
            ("Y-12345", "Y12345"), ("(ABC123)", "ABC123"), ("ABC(123)", "ABC123"),
        ])
    func plain(raw: String, pattern: String) {
        let reading = reader.read(raw)
        #expect(reading.kind == .readable)
        #expect(reading.interpretations.first?.pattern.description == pattern)
        #expect(reading.raw == raw)
        #expect(reading.impostor == nil)
    }

    @Test(
        "a heading is set apart, and the serial with it stays possible where it may belong to it",
        arguments: [
            ("NO. 12345", ["12345"], 3), ("NÚM. 12345", ["12345"], 4),
            ("S/N 12345", ["12345"], 3), ("S/N: AB123", ["AB123"], 3),
            ("SERIAL NUMBER: AB123", ["AB123"], 6), ("SERIE AB123", ["AB123"], 5),
            ("MATRÍCULA AB123", ["AB123"], 9), ("Mat. AB123", ["AB123"], 3),
            ("NO. DE SERIE: AB123", ["AB123"], 2), ("N° AB123", ["AB123"], 2),
            ("NÚMERO DE LA MATRÍCULA AB123", ["AB123"], 6), ("SERIAL # AB123", ["AB123"], 6),
            ("SN123456", ["123456", "SN123456"], 2), ("SN- 000321", ["000321", "SN000321"], 2),
            ("SER 123", ["123", "SER123"], 3), ("#AB123", ["AB123", "?AB123"], 1),
            ("AB123.", ["AB123", "AB123?"], 0), ("MATRICULA12345", ["12345", "MATRICULA12345"], 9),
            ("NO123", ["123", "NO123"], 2),
            ("SERIE SN1234", ["SN1234", "1234"], 5),
            ("N.12345", ["12345", "N12345"], 2), ("N 12345", ["N12345", "12345"], 0),
            ("SN#123", ["123", "SN?123"], 3), ("N-12345", ["N12345"], 0),
        ])
    func headings(raw: String, expected: [String], decorated: Int) {
        let reading = reader.read(raw)
        #expect(ways(raw) == expected)
        #expect(reading.kind == .readable)
        #expect((reading.decorations.first?.count ?? 0) >= decorated)
    }

    @Test("what stands before an unmistakable heading is no part of the serial")
    func headingWithin() {
        let reading = reader.read("PISTOLA GLOCK MODELO 19 SERIE: ABC123")
        #expect(reading.interpretations.first?.pattern.description == "ABC123")
        #expect(reading.decorations == ["PISTOLA GLOCK MODELO 19", "SERIE:"])
    }

    @Test(
        "a licence before the serial is set apart in every way it is written",
        arguments: ["12345678-AB12", "1-23-45678-AB12", "123-45678-AB12", "123 45678-AB12"])
    func licence(raw: String) {
        let reading = reader.read(raw)
        #expect(reading.licencePrefix == "12345678")
        #expect(reading.interpretations.map(\.pattern.description) == ["AB12", "12345678AB12"])
        #expect(reading.interpretations.first?.weight == 0.8)
    }

    @Test(
        "eight digits without a serial behind them are no licence",
        arguments: ["123-45678", "12345678", "12345678-", "1-23-45678"])
    func noLicence(raw: String) {
        let reading = reader.read(raw)
        #expect(reading.licencePrefix == nil)
        #expect(reading.interpretations.map(\.pattern.description) == ["12345678"])
    }

    @Test(
        "marks in the place of characters are known to be missing characters",
        arguments: [
            ("AB?123", ["AB?123"]), ("A??123", ["A??123"]), ("A*B_3", ["A?B?3", "A?B3"]),
            ("?B1#3", ["?B1?3"]), ("AB##12", ["AB??12"]), ("ABC12?", ["ABC12?", "ABC12"]),
            ("AB\u{FFFD}12", ["AB?12"]), ("A___1", ["A???1", "A*1"]),
            ("ABC1***", ["ABC1???", "ABC1*"]), ("ABC1???", ["ABC1???", "ABC1*"]),
            ("ABC1...", ["ABC1*", "ABC1???"]), ("...123", ["*123", "???123"]),
            ("ABC1…", ["ABC1*"]), ("AB..12", ["AB??12", "AB*12", "AB12"]),
            ("AB.12", ["AB12", "AB?12"]), ("A.B.12", ["AB12"]), ("AB--12", ["AB12", "AB??12"]),
            ("AB12--", ["AB12??", "AB12"]), ("12345#", ["12345?", "12345"]),
            ("#1#45", ["?1?45", "1?45"]), ("*12345*", ["12345", "?12345", "12345?", "?12345?"]),
            ("12XXX5", ["12XXX5", "12???5", "12*5"]), ("AB12(?)", ["AB12?", "AB12"]),
            ("N#4698", ["N?4698", "4698"]),
        ])
    func marks(raw: String, expected: [String]) {
        #expect(Set(ways(raw)) == Set(expected))
        #expect(ways(raw).first == expected.first)
    }

    @Test(
        "words beside a serial say where characters are missing",
        arguments: [
            ("ABC1 [ILEGIBLE]", ["ABC1*", "ABC1"]), ("ABC1(BORRADO)", ["ABC1*", "ABC1"]),
            ("[illegible] 123", ["*123", "123"]), ("AB [ilegible] 12", ["AB*12", "AB12"]),
            ("ABC1 LIMADO", ["ABC1*", "ABC1"]), ("ABC1BORRADO", ["ABC1*", "ABC1"]),
            ("ABC1 (últimos 3 borrados)", ["ABC1???"]), ("ABC1 (last 2 illegible)", ["ABC1??"]),
            ("(primeros dos dígitos borrados) 123", ["??123"]),
            ("ABC1 últimos tres dígitos ilegibles", ["ABC1???"]),
            ("ABC1 (últimos borrados)", ["ABC1*"]), ("PARCIAL 1234", ["*1234*"]),
            ("PARCIALMENTE BORRADA 1234", ["*1234*"]), ("AB1 [NO VISIBLE]", ["AB1*", "AB1"]),
            ("MAT. ABC1 (borrado)", ["ABC1*", "ABC1"]), ("BORRADO A 123", ["*A123", "A123"]),
        ])
    func remarks(raw: String, expected: [String]) {
        #expect(ways(raw) == expected)
        #expect(reader.read(raw).kind == .partly)
    }

    @Test(
        "a removed serial is told from one that was never there",
        arguments: [
            ("BORRADO", SerialReading.Kind.obliterated), ("MATRICULA LIMADA", .obliterated),
            ("Matrícula: limada", .obliterated), ("REMARCADA", .obliterated),
            ("OBLITERADA", .obliterated), ("ILEGIBLE", .obliterated), ("SERIE ???", .obliterated),
            ("obliterated", .obliterated),
            ("NÚMERO DE SERIE BORRADO", .obliterated), ("ground off", .obliterated),
            ("[removed]", .obliterated), ("LIMADA (SIN MATRICULA)", .obliterated),
            ("??????", .obliterated), ("***", .obliterated), ("NO LEGIBLE", .obliterated),
            ("parcialmente ilegible", .obliterated), ("SERIAL NUMBER OBLITERATED", .obliterated),
            ("", .absent), ("   ", .absent), ("S/N", .absent), ("s.n.", .absent), ("SN", .absent),
            ("SIN MATRICULA", .absent), ("Sin número", .absent), ("N/A", .absent),
            ("NO VISIBLE", .absent), ("-", .absent), ("---", .absent), (".", .absent),
            ("\"\"", .absent), ("=\"\"", .absent),
            ("'0", .absent),
            ("NONE", .absent), ("Not provided", .absent), ("Unknown", .absent),
            ("DESCONOCIDA", .absent), ("None visible", .absent), ("0", .absent),
            ("000000", .absent), ("XXXX", .absent), ("MATRICULA", .absent),
            ("NO. DE SERIE:", .absent),
            ("\u{200B}\u{FEFF}", .absent), ("SE DESCONOCE", .absent), ("no tiene", .absent),
        ])
    func nothing(raw: String, kind: SerialReading.Kind) {
        let reading = reader.read(raw)
        #expect(reading.kind == kind)
        #expect(reading.interpretations.isEmpty)
        #expect(!reading.reasons.isEmpty)
    }

    @Test(
        "letters of other alphabets are taken for the Latin ones they look like, and it is said",
        arguments: [
            ("АВС123", "ABC123"), ("ΑΒΕ123", "ABE123"), ("ＡＢ１２３", "AB123"), ("AB١٢٣", "AB123"),
        ])
    func lookAlikes(raw: String, pattern: String) {
        let reading = reader.read(raw)
        #expect(reading.interpretations.map(\.pattern.description) == [pattern])
        #expect(reading.reasons.contains { $0.key == "firearms.serial.lookalikes" })
    }

    @Test("a stroked zero and a small l among capitals are searched in each of their ways")
    func unclearCharacters() {
        #expect(ways("AØ1") == ["A01", "AO1"])
        #expect(ways("PACl 132") == ["PAC1132", "PACI132", "PACL132"])
        #expect(ways("abl123") == ["ABL123"])
        #expect(ways("l076215") == ["L076215"])
    }

    @Test(
        "several serials in a cell are searched alike",
        arguments: [
            "ABC123 / ABC124", "ABC123; ABC124", "ABC123 o ABC124", "ABC123 or ABC124",
            "ABC123\nABC124", "ABC123, ABC124", "ABC123/ABC124", "ABC123 y ABC124",
        ])
    func several(raw: String) {
        let reading = reader.read(raw)
        #expect(reading.interpretations.map(\.pattern.description) == ["ABC123", "ABC124"])
        #expect(reading.interpretations.map(\.weight) == [0.5, 0.5])
        #expect(reading.reasons.contains { $0.key == "firearms.serial.several" })
    }

    @Test("several serials that are each unclear all keep a way, and the weights add up")
    func severalUnclear() {
        let reading = reader.read("SN1ØØ??? ; SN2ØØ??? ; SN3ØØ??? ; SN4ØØ???")
        let first = Set(
            reading.interpretations.compactMap { way in
                way.pattern.description.first { "1234".contains($0) }
            })
        #expect(first == ["1", "2", "3", "4"])
        let total = reading.interpretations.reduce(0) { $0 + $1.weight }
        #expect(abs(total - 1) < 1e-9)
    }

    @Test("the carried words can be added to, and a bad line is refused with its number")
    func extendedWords() throws {
        let more = try SerialWords.carried.adding("obliterated\tDESVANECIDA\n", from: "own.tsv")
        #expect(SerialReader(words: more).read("Desvanecida").kind == .obliterated)
        #expect(throws: SerialWordsError.unusableLine(file: "own.tsv", line: 2, found: "nonsense"))
        {
            try SerialWords.carried.adding("# comment\nnonsense", from: "own.tsv")
        }
        for bad in [
            "prefix\tAB\t2\t0\t0", "prefix\tAB\t1", "month\tABC\t13", "number\tX", "absent\t",
        ] {
            #expect(throws: SerialWordsError.self) {
                try SerialWords.carried.adding(bad, from: "own.tsv")
            }
        }
    }
}
