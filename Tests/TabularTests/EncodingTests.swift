import Tabular
import Testing

struct EncodingTests {
    /// Bytes of a text in an encoding, with or without its mark.
    static func encode(_ text: String, _ encoding: TextEncoding, mark: Bool = false) -> [UInt8] {
        switch encoding {
        case .utf8: return (mark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
        case .utf16LittleEndian:
            return ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap {
                [UInt8($0 & 0xFF), UInt8($0 >> 8)]
            }
        case .utf16BigEndian:
            return ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap {
                [UInt8($0 >> 8), UInt8($0 & 0xFF)]
            }
        case .windows1252:
            // Enough for the tests: Latin-1, and the euro sign.
            return text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
        }
    }

    @Test("each encoding is told by its evidence", arguments: TextEncoding.allCases, [false, true])
    func evidence(encoding: TextEncoding, mark: Bool) throws {
        let text = "marca,modelo\nPEÑA,año €\nRUGER,10/22\n"
        let bytes = EncodingTests.encode(text, encoding, mark: mark)
        #expect(try describe(bytes).encoding?.encoding == encoding)
        let reading = try Reading(bytes: bytes)
        #expect(reading.header == ["marca", "modelo"])
        #expect(reading.rows == [["PEÑA", "año €"], ["RUGER", "10/22"]])
        #expect(reading.warnings.isEmpty)
    }

    @Test("a given encoding is kept to")
    func given() throws {
        let bytes = EncodingTests.encode("a,b\nñ,2\n", .utf8)
        let options = ReadOptions(encoding: .windows1252)
        #expect(try Reading(bytes: bytes, options).rows == [["Ã±", "2"]])
        #expect(try describe(bytes, options).encoding?.evidence == .given)
    }

    @Test("rows in another encoding than the file are read in theirs, counted and placed")
    func mixed() throws {
        let bytes =
            EncodingTests.encode("a,b\nñ,1\nü,2\n", .utf8)
            + EncodingTests.encode("PEÑA,año\nx,y\nñ,z\n", .windows1252)
            + EncodingTests.encode("ñ,3\n", .utf8)
        let reading = try Reading(bytes: bytes)
        #expect(
            reading.rows == [
                ["ñ", "1"], ["ü", "2"], ["PEÑA", "año"], ["x", "y"], ["ñ", "z"], ["ñ", "3"],
            ])
        #expect(
            reading.warnings == [.mixedEncoding(rows: 2, first: 4, as: .windows1252)])
    }

    @Test("an accent that first comes after the sample is read all the same")
    func lateAccent() throws {
        var options = ReadOptions()
        options.limits.sampleBytes = 16
        options.limits.blockBytes = 8
        let bytes =
            EncodingTests.encode("a,b\n", .windows1252)
            + EncodingTests.encode(String(repeating: "1,2\n", count: 50), .windows1252)
            + EncodingTests.encode("ñ,á\n", .windows1252)
        let reading = try Reading(bytes: bytes, options)
        #expect(reading.rows.last == ["ñ", "á"])
        #expect(
            reading.warnings == [.mixedEncoding(rows: 1, first: 52, as: .windows1252)])
    }

    @Test("half a character in UTF-16 is replaced and said")
    func halfCharacters() throws {
        let bytes =
            EncodingTests.encode("a,b\n1,", .utf16LittleEndian, mark: true) + [0x00, 0xD8]
            + EncodingTests.encode("x\n", .utf16LittleEndian) + [0x41]
        let reading = try Reading(bytes: bytes)
        #expect(reading.rows == [["1", "\u{FFFD}x"], ["\u{FFFD}", ""]])
        #expect(reading.warnings == [.brokenCharacters(count: 2)])
    }

    @Test(
        "the delimiter is the one that divides the rows alike",
        arguments: [
            ("a;b;c\n1,5;2,5;3\n1;2,5;3\n", Delimiter.semicolon, 3), ("a\tb\n1,2\t3\n", .tab, 2),
            ("a|b|c\n1|2,3|4\n", .pipe, 3), ("a,b\n\"1;2\",3\n\"4;5\",6\n", .comma, 2),
            ("sep=;\na,b;c\n1,2;3\n", .semicolon, 2), ("\"sep=|\"\r\na|b\r\n", .pipe, 2),
        ])
    func delimiters(text: String, delimiter: Delimiter, width: Int) throws {
        let description = try describe(Array(text.utf8))
        #expect(description.delimiter?.delimiter == delimiter)
        #expect(description.header.count == width)
    }

    @Test("a given delimiter is kept to")
    func givenDelimiter() throws {
        let reading = try Reading("a;b,c\n1;2,3\n", ReadOptions(delimiter: .comma))
        #expect(reading.header == ["a;b", "c"])
    }
}
