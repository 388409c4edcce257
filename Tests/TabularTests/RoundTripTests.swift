import Tabular
import Testing

/// Random tables, written in every dress and read back in blocks of every size.
struct RoundTripTests {
    /// A table of four columns; a cell with line ends has no delimiter, so that no reader doubts it.
    private static func table(
        _ dice: inout Dice, _ alphabet: [String], lineEnds: [String]
    ) -> [[String]] {
        (0..<40).map { row in
            let first = "r\(row)"
            return [first]
                + (0..<3).map { _ -> String in
                    let length = Int.random(in: 0...9, using: &dice)
                    var text = (0..<length)
                        .map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &dice)] }
                        .joined()
                    if Int.random(in: 0..<8, using: &dice) == 0 {
                        text = text.filter { !",;\t|".contains($0) }
                        text += lineEnds[Int.random(in: 0..<lineEnds.count, using: &dice)] + "end"
                    }
                    return text
                }
        }
    }

    private static func quoted(_ cell: String, _ delimiter: Delimiter, always: Bool) -> String {
        let isNeeded = cell.utf8.contains {
            [delimiter.byte, UInt8(ascii: "\""), 10, 13].contains($0)
        }
        guard isNeeded || always else { return cell }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    @Test(
        "a table comes back from every delimiter, encoding, style of quotes and size of block",
        arguments: Delimiter.allCases, TextEncoding.allCases)
    func csv(delimiter: Delimiter, encoding: TextEncoding) throws {
        var dice = Dice(UInt64(delimiter.byte) &* 31 &+ UInt64(encoding.rawValue.utf8.count))
        var alphabet = ["a", "B", "7", " ", ",", ";", "\t", "|", "\"", "ñ", "á", "=", "'"]
        if encoding != .windows1252 { alphabet += ["中", "🔫", "e\u{301}"] }
        for end in ["\n", "\r\n", "\r"] {
            for always in [false, true] {
                let rows = RoundTripTests.table(&dice, alphabet, lineEnds: ["\n", "\r\n"])
                let all = [["uno", "dos", "tres", "cuatro"]] + rows
                let text = all.map { row in
                    row.map { RoundTripTests.quoted($0, delimiter, always: always) }
                        .joined(separator: delimiter.rawValue) + end
                }.joined()
                let mark = Bool.random(using: &dice)
                let bytes = EncodingTests.encode(text, encoding, mark: mark)
                for block in [1, 2, 7, Int.random(in: 3...400, using: &dice), 1 << 18] {
                    var options = ReadOptions()
                    options.limits.blockBytes = block
                    options.limits.sampleBytes = max(700, block)
                    let reading = try Reading(bytes: bytes, options)
                    #expect(reading.rows == rows)
                    #expect(reading.problems.isEmpty)
                }
            }
        }
    }

    @Test("a table comes back from our own CSV and workbooks", arguments: 0..<6)
    func ownWriters(seed: Int) throws {
        var dice = Dice(UInt64(seed) + 99)
        let alphabet = ["a", "B", "7", ",", ";", "\"", "ñ", "中", "🔫", "_x0041_", "<", "&", "\u{2}"]
        let rows = RoundTripTests.table(&dice, alphabet, lineEnds: ["\n", "\r\n", "\r"])
        let folder = try Folder()
        for name in ["t.csv", "t.xlsx"] {
            let path = "\(folder.path)/\(name)"
            var writer = try TableWriter(path: path, header: ["uno", "dos", "tres", "cuatro"])
            for row in rows { try writer.write(row.map { .text($0) }) }
            try writer.finish()
            let expected = rows.map { row in
                row.map { name == "t.csv" ? FormulaGuard.harmless($0) : $0 }
            }
            #expect(try Reading(path: path).rows == expected, "\(name)")
        }
    }

    @Test(
        "what is found in a damaged file does not depend on the blocks it comes in",
        arguments: 0..<60)
    func mutations(seed: Int) throws {
        var dice = Dice(UInt64(seed) + 7)
        let base = "make,model,serial\n\"COLT\",\"5\"\" \",A1\nRUGER,\"two\nlines\",B2\nX,Ñ,C3\n"
        var bytes = Array(String(repeating: base, count: 6).utf8)
        let tricky: [UInt8] = [0x22, 0x0A, 0x0D, 0x2C, 0x00, 0xFF, 0x3B, 0xC3, 0x20]
        for _ in 0..<Int.random(in: 1...6, using: &dice) {
            let index = Int.random(in: 0..<bytes.count, using: &dice)
            let byte = tricky[Int.random(in: 0..<tricky.count, using: &dice)]
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            default: bytes.remove(at: index)
            }
        }
        var options = ReadOptions(delimiter: .comma)
        options.limits.rowBytes = 160
        options.limits.cellBytes = 60
        options.limits.sampleBytes = 512
        options.limits.blockBytes = 512
        let whole = try Reading(bytes: bytes, options)
        for block in [1, 3, 50] {
            options.limits.blockBytes = block
            #expect(try Reading(bytes: bytes, options) == whole)
        }
        // One change can spoil a few rows and no more.
        #expect(whole.rows.count + whole.problems.count >= 10)
    }
}
