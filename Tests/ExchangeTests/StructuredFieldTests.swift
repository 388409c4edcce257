import Exchange
import Testing

struct StructuredFieldTests {
    @Test(
        "fields that are in their one form come back as they were",
        arguments: [
            "", "a=1", "a=-5, b=\"x \\\"y\\\\\", c=tok/en:1, d=:Zm9v:, e=?0, f",
            "sig1=(\"@method\" \"content-digest\";req);created=1;keyid=\"k\", *b.c-d_=()",
            "a=();x, b;y=1;z, c=(1 2);q", "a=999999999999999, b=-999999999999999", "a=::",
        ])
    func roundTrip(text: String) throws {
        #expect(try StructuredDictionary(text).text() == text)
    }

    @Test("blanks where they may stand are taken, and written in one way")
    func blanks() throws {
        let read = try StructuredDictionary("  a=( 1  2 ); x=1 \t,\t b=?1 ")
        #expect(try read.text() == "a=(1 2);x=1, b")
        guard case .list(let list)? = read["a"] else {
            Issue.record("a list was expected")
            return
        }
        #expect(list.items.map(\.value) == [.integer(1), .integer(2)])
        #expect(list["x"] == .integer(1) && list["y"] == nil)
        #expect(read["b"] == .item(StructuredItem(.boolean(true))) && read["c"] == nil)
    }

    @Test(
        "what is of another form is refused with the byte",
        arguments: [
            ("A=1", .syntax, 0), ("=1", .syntax, 0), ("a=", .syntax, 2), ("a=1,", .syntax, 4),
            ("a=1 b=2", .trailing, 4), ("a=1;;", .syntax, 4), ("a=(1", .syntax, 4),
            ("a=(1\t2)", .syntax, 4), ("a=(1)x", .trailing, 5), ("a=1.5", .syntax, 3),
            ("a=1000000000000000", .range, 2), ("a=-", .syntax, 3), ("a=\"x", .syntax, 4),
            ("a=\"\\x\"", .syntax, 4), ("a=\"é\"", .syntax, 3), ("a=:Zh==:", .base64, 3),
            ("a=:Zg:", .base64, 3), ("a=:Zg==", .syntax, 7), ("a=?2", .syntax, 3),
            ("a=1, a=2", .duplicate, 5), ("a=1;b;b", .duplicate, 6), ("a=@1", .syntax, 2),
            ("a=%\"x\"", .syntax, 2), ("a=(\"x\"\"y\")", .syntax, 6), ("\ta=1", .syntax, 0),
            ("a==1", .syntax, 2), ("é", .syntax, 0),
        ] as [(String, FieldError.Fault, Int)])
    func refused(text: String, fault: FieldError.Fault, place: Int) {
        #expect(throws: FieldError.malformed(fault, at: place)) { try StructuredDictionary(text) }
    }

    @Test("limits hold")
    func limits() throws {
        let names = (0...StructuredDictionary.mostMembers).map { "a\($0)" }
        let least = names.dropLast()
        #expect(try StructuredDictionary(least.joined(separator: ", ")).entries.count == 32)
        for text in [
            names.joined(separator: ", "), "a=(" + names.joined(separator: " ") + ")",
            "a;" + names.joined(separator: ";"),
        ] {
            #expect(throws: FieldError.self) { try StructuredDictionary(text) }
        }
        let long = "a=\"" + String(repeating: "x", count: 9000) + "\""
        #expect(throws: FieldError.tooLong(bytes: 9004, most: 8192)) {
            try StructuredDictionary(long)
        }
    }

    @Test("what has no text is not written")
    func unwritable() {
        for value: StructuredValue in [
            .string("é"), .string("a\n"), .integer(1_000_000_000_000_000), .token("1a"),
            .token(""), .token("a b"),
        ] {
            #expect(throws: FieldError.unwritable) { try StructuredItem(value).text() }
        }
        for name in ["", "A", "1", "a b", "é"] {
            let parameter = StructuredParameter(name, .boolean(true))
            #expect(throws: FieldError.unwritable) {
                try StructuredList([], parameters: [parameter]).text()
            }
            let entry = StructuredDictionary.Entry(name, .list(StructuredList([])))
            #expect(throws: FieldError.unwritable) { try StructuredDictionary([entry]).text() }
        }
    }
}
