import Firearms
import SerialIndex
import Testing

/// A small generator of known numbers, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

struct SerialPropertyTests {
    private let reader = SerialReader()
    private static let letters = Array("ABCDEFGHJKMPQRTUVWYZ")
    private static let digits = Array("0123456789")

    /// A serial of 2 to 4 letters and 3 to 6 digits, of which no word before a serial is a part.
    private func serial(_ random: inout SplitMix) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 2...4, using: &random) {
            text.append(Self.letters.randomElement(using: &random) ?? "A")
        }
        for _ in 0..<Int.random(in: 3...6, using: &random) {
            text.append(Self.digits.randomElement(using: &random) ?? "1")
        }
        return text
    }

    private func expectSound(_ reading: SerialReading, _ raw: String) {
        #expect(reading.raw == raw)
        let total = reading.interpretations.reduce(0) { $0 + $1.weight }
        switch reading.kind {
        case .readable, .partly: #expect(abs(total - 1) < 1e-9)
        case .absent, .obliterated, .notASerial:
            #expect(reading.interpretations.isEmpty)
            #expect(!reading.reasons.isEmpty)
        }
        #expect((reading.impostor != nil) == (reading.kind == .notASerial))
        #expect(Set(reading.interpretations.map(\.pattern)).count == reading.interpretations.count)
        #expect(reading.interpretations.count <= 16)
        for interpretation in reading.interpretations {
            #expect(interpretation.pattern.knownCount > 0)
            #expect(interpretation.pattern.elements.count <= 64)
            #expect(interpretation.weight > 0)
        }
        let weights = reading.interpretations.map(\.weight)
        #expect(weights == weights.sorted(by: >))
    }

    @Test("no text of random characters breaks the reader or its promises")
    func randomUnicode() {
        var random = SplitMix(state: 1)
        for _ in 0..<3_000 {
            var raw = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                let value = UInt32.random(in: 0...0x10FFFF, using: &random)
                if let scalar = Unicode.Scalar(value) { raw.append(scalar) }
            }
            expectSound(reader.read(String(raw)), String(raw))
        }
    }

    @Test("no text put together of what people write breaks the reader or its promises")
    func randomPieces() {
        let pieces = [
            "A", "B", "1", "2", "0", "X", "l", "Ø", "?", "*", "_", "#", ".", "...", "…", "-", "--",
            " ",
            "/", " / ", ";", ",", "(", ")", "[", "]", "BORRADO", "ILEGIBLE", "últimos", "3",
            "primeros",
            "NO", "SN", "S/N", "MAT", "SERIE", "PAT", "9MM", "CAL", "E+08", "E", "+", "=", "\"",
            "'",
            "12345678-", "@", ".0", "\n", "А", "１", "\u{301}", "😀", "ENE", "2012", ":", "°",
            "PARCIAL",
        ]
        var random = SplitMix(state: 2)
        for _ in 0..<5_000 {
            var raw = ""
            for _ in 0..<Int.random(in: 1...9, using: &random) {
                raw += pieces.randomElement(using: &random) ?? ""
            }
            let row = RawDescriptor(
                make: pieces.randomElement(using: &random) ?? "",
                model: pieces.randomElement(using: &random) ?? "")
            expectSound(reader.read(raw, beside: row), raw)
        }
    }

    @Test("a clean serial dressed in any documented way keeps a highest weight")
    func dressed() {
        var random = SplitMix(state: 3)
        for _ in 0..<150 {
            let serial = serial(&random)
            let middle = serial.index(serial.startIndex, offsetBy: 3)
            let (head, tail) = (serial[..<middle], serial[middle...])
            let dresses = [
                serial, serial.lowercased(), "\(head) \(tail)", "\(head)-\(tail)",
                "\(head)\u{2013}\(tail)",
                "\(head)/\(tail)", "#\(serial)", "\(serial).", "SN\(serial)", "SN \(serial)",
                "SN-\(serial)", "S/N \(serial)", "S/N\(serial)", "S/N: \(serial)", "NO. \(serial)",
                "No.\(serial)", "NÚM. \(serial)", "NUM \(serial)", "SER. \(serial)",
                "SER \(serial)",
                "SERIAL \(serial)", "SERIE: \(serial)", "MAT. \(serial)", "MAT \(serial)",
                "MATRÍCULA \(serial)", "MATRICULA\(serial)", "Nº \(serial)", "№ \(serial)",
                "N.º \(serial)",
                "NÚMERO DE SERIE: \(serial)", "SERIAL NO. \(serial)", "SERIAL NUMBER \(serial)",
                "12345678-\(serial)", "1-23-45678-\(serial)", "123-45678-\(serial)",
                " \(serial)\u{A0}",
                "\"\(serial)\"", "=\"\(serial)\"", "'\(serial)", "\(serial);", "[\(serial)]",
                "N° de serie: \(serial)", "No. de Matrícula \(serial)",
            ]
            for dress in dresses {
                let reading = reader.read(dress)
                let best = reading.interpretations.first?.weight
                let mine = reading.interpretations.first {
                    $0.pattern == SerialPattern(whole: serial)
                }
                #expect(mine?.weight != nil && mine?.weight == best, "\(dress)")
                #expect(reading.kind == .readable, "\(dress)")
            }
        }
    }

    @Test("a plain serial is understood alike with and without quotes around it")
    func quoted() {
        let pieces =
            Array("ABNOSRPX0123456789--").map(String.init) + ["SN", "MAT", "XXX", "12345678"]
        var random = SplitMix(state: 5)
        for _ in 0..<3_000 {
            var raw = ""
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                raw += pieces.randomElement(using: &random) ?? ""
            }
            let bare = reader.read(raw)
            let quoted = reader.read("\"\(raw)\"")
            #expect(bare.impostor == quoted.impostor, "\(raw)")
            #expect(bare.interpretations == quoted.interpretations, "\(raw)")
            #expect(bare.kind == quoted.kind, "\(raw)")
            #expect(bare.reasons == quoted.reasons, "\(raw)")
        }
    }

    @Test("characters that a mark stands for are among the ways, whichever they are")
    func marked() {
        var random = SplitMix(state: 4)
        for _ in 0..<800 {
            let serial = serial(&random)
            let count = Int.random(in: 1...3, using: &random)
            let missing = Set((0..<serial.count).shuffled(using: &random).prefix(count))
            let mark = "?*_#".randomElement(using: &random) ?? "?"
            let raw = String(
                serial.enumerated().map { missing.contains($0.offset) ? mark : $0.element })
            let pattern = SerialPattern(
                serial.utf8.enumerated().map {
                    missing.contains($0.offset) ? .unknown : .character($0.element)
                })
            let reading = reader.read(raw)
            #expect(reading.interpretations.contains { $0.pattern == pattern }, "\(raw)")
        }
    }

    @Test("a text of any length is read in bounded work, and too long a one is refused")
    func longTexts() {
        let long = [
            String(repeating: "A1", count: 5_000), String(repeating: "?", count: 10_000),
            String(repeating: "SN", count: 5_000), String(repeating: "(BORRADO)", count: 2_000),
            String(repeating: "1/2;", count: 5_000), String(repeating: "\u{301}", count: 10_000),
        ]
        for raw in long {
            let reading = reader.read(raw)
            #expect(reading.impostor == .tooLong)
            expectSound(reading, raw)
        }
        #expect(reader.read(String(repeating: "7", count: 40)).kind == .readable)
        #expect(reader.read(String(repeating: "7", count: 41)).impostor == .tooLong)
        for raw in long.map({ String($0.prefix(400)) }) { expectSound(reader.read(raw), raw) }
    }
}
