import Encoding
import Testing

struct JSONTests {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSONValue(parsing: Array(text.utf8)).canonicalBytes, as: UTF8.self)
    }

    @Test(
        "members are sorted by the UTF-16 units of their names, as RFC 8785, section 3.2.3, has them"
    )
    func order() throws {
        let text = """
            { "\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
              "\\u00f6": "Latin Small Letter O With Diaeresis" }
            """
        let object = try #require(try JSONValue(parsing: Array(text.utf8)).object)
        #expect(
            object.members.map(\.value.string) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis",
                "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test("a string has no escapes but those that it must have, as RFC 8785, section 3.2.2.2, says")
    func escapes() throws {
        let text =
            #"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","l":[null,true,false]}"#
        #expect(
            try canonical(text)
                == #"{"l":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
        #expect(
            try canonical(#""\b\t\n\f\r\u0000\u001f\u007f""#)
                == "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\"")
        #expect(try canonical(#""\uD834\uDD1E""#) == "\"\u{1D11E}\"")
    }

    @Test(
        "blanks and other forms of the same value are taken, and written in one",
        arguments: [
            (" { } ", "{}"), ("[ ]", "[]"), ("\t[1 ,\r\n2]", "[1,2]"), ("-0", "0"), ("0", "0"),
            ("{\"b\" : 1, \"a\":{\"d\":2,\"c\":3}}", "{\"a\":{\"c\":3,\"d\":2},\"b\":1}"),
            ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"),
            ("\"\\/\"", "\"/\""), ("\"\u{FEFF}\"", "\"\u{FEFF}\""),
        ])
    func forms(text: String, expected: String) throws {
        #expect(try canonical(text) == expected)
        #expect(try canonical(expected) == expected)
        _ = try JSONValue(canonical: Array(expected.utf8))
    }

    @Test(
        "what is no JSON, or may mean two things, is refused with the byte",
        arguments: [
            ("", .syntax, 0), (" ", .syntax, 1), ("{", .syntax, 1), ("[1", .syntax, 2),
            ("[1,]", .syntax, 3), ("{\"a\"}", .syntax, 4), ("{\"a\":1,}", .syntax, 7),
            ("{a:1}", .syntax, 1), ("[1 2]", .syntax, 3), ("nul", .syntax, 3),
            ("True", .syntax, 0), ("+1", .syntax, 0), ("-", .syntax, 1), (".5", .syntax, 0),
            ("01", .trailing, 1), ("1 1", .trailing, 2), ("{}x", .trailing, 2),
            ("1.0", .fraction, 1), ("1e3", .fraction, 1), ("0E0", .fraction, 1),
            ("9007199254740992", .range, 0), ("[-9007199254740992]", .range, 1),
            ("99999999999999999999999999", .range, 0), ("\"a", .syntax, 2),
            ("\"\\x\"", .syntax, 2), ("\"\\", .syntax, 2), ("\"\\u12\"", .syntax, 5),
            ("\"\\u12g4\"", .syntax, 5), ("\"\u{1}\"", .control, 1), ("\"\n\"", .control, 1),
            ("\"\\ud800\"", .surrogate, 1), ("\"\\udc00\"", .surrogate, 1),
            ("\"\\ud800\\ud800\"", .surrogate, 1), ("\"a\\ud83dx\"", .surrogate, 2),
            ("{\"a\":1,\"a\":2}", .duplicate, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicate, 7),
            ("\u{FEFF}{}", .syntax, 0), ("/**/1", .syntax, 0), ("NaN", .syntax, 0),
        ] as [(String, JSONError.Fault, Int)])
    func refused(text: String, fault: JSONError.Fault, place: Int) {
        #expect(throws: JSONError.malformed(fault, at: place)) {
            try JSONValue(parsing: Array(text.utf8))
        }
    }

    @Test("bytes that are no UTF-8 are refused with the byte")
    func encoding() {
        for (bytes, place) in [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0x61, 0xC0, 0x80, 0x22], 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xE2, 0x82], 1),
        ] as [([UInt8], Int)] {
            #expect(throws: JSONError.malformed(.encoding, at: place)) {
                try JSONValue(parsing: bytes)
            }
        }
    }

    @Test("limits hold, and the last that is within them is taken")
    func limits() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try JSONValue(parsing: Array(deep(32).utf8))
        #expect(throws: JSONError.malformed(.depth, at: 32)) {
            try JSONValue(parsing: Array(deep(33).utf8))
        }
        #expect(throws: JSONError.malformed(.depth, at: 32)) {
            try JSONValue(parsing: Array(String(repeating: "[", count: 200_000).utf8))
        }
        let few = JSONLimits(bytes: 9, depth: 2, members: 3)
        _ = try JSONValue(parsing: Array("[1,[2]]".utf8), limits: few)
        #expect(throws: JSONError.malformed(.count, at: 6)) {
            try JSONValue(parsing: Array("[1,[2,3]]".utf8), limits: few)
        }
        #expect(throws: JSONError.tooLong(bytes: 10, most: 9)) {
            try JSONValue(parsing: Array("         1".utf8), limits: few)
        }
    }

    @Test(
        "only the canonical bytes are taken where they are asked for",
        arguments: [
            (" 1", 0), ("1 ", 1), ("-0", 0), ("{\"b\":1,\"a\":2}", 2), ("[1, 2]", 3),
            ("\"\\u0061\"", 1), ("\"\\/\"", 1), ("\"\\u000A\"", 2), ("\"\\u001F\"", 6),
        ])
    func form(text: String, place: Int) {
        #expect(throws: JSONError.malformed(.form, at: place)) {
            try JSONValue(canonical: Array(text.utf8))
        }
    }

    @Test("names and strings that look alike are not the same")
    func lookAlikes() throws {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(JSONValue.string(composed) != JSONValue.string(decomposed))
        var object = JSONObject()
        object[composed] = .integer(1)
        object[decomposed] = .integer(2)
        #expect(object.members.count == 2)
        #expect(object[composed] == .integer(1))
        let value = JSONValue.object(object)
        #expect(try JSONValue(canonical: value.canonicalBytes) == value)
        #expect(Set([JSONValue.string(composed), .string(decomposed)]).count == 2)
    }

    @Test("members are set, replaced and taken away by name")
    func members() {
        var object = JSONObject()
        for name in ["b", "c", "a"] { object[name] = .string(name) }
        object["b"] = .null
        object["c"] = nil
        object["d"] = nil
        #expect(object.members.map(\.name) == ["a", "b"])
        #expect(object["b"] == .null && object["c"] == nil && object["A"] == nil)
        #expect(JSONValue.object(object).array == nil && JSONValue.null.object == nil)
        #expect(JSONValue.integer(3).integer == 3 && JSONValue.bool(true).string == nil)
    }
}
