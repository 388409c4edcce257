import Testing
import Transport

struct ValueTests {
    @Test("a target is taken apart, with its escapes resolved once")
    func target() throws {
        let target = try HTTPTarget("/v1/fire%20arms/a%2Fb/?q=a+b%2B&empty&x=%25zz&q=2")
        #expect(target.path == "/v1/fire%20arms/a%2Fb/")
        #expect(target.segments == ["v1", "fire arms", "a/b"])
        #expect(target.query == "q=a+b%2B&empty&x=%25zz&q=2")
        #expect(target.items.map(\.name) == ["q", "empty", "x", "q"])
        #expect(target["x"] == "%zz")
        #expect(target["empty"] == "")
        #expect(target["q"] == nil)
        #expect(try HTTPTarget("/").segments == [])
        #expect(try HTTPTarget("/ni%C3%B1o").segments == ["niño"])
    }

    @Test(
        "a target that is none, or hides something, is refused",
        arguments: [
            ("", SyntaxError.empty), ("a", .wrongBeginning), ("http://a/", .wrongBeginning),
            ("*", .wrongBeginning),
            ("/a b", .forbiddenCharacter(offset: 2)), ("/a#b", .forbiddenCharacter(offset: 2)),
            ("/a\\b", .forbiddenCharacter(offset: 2)), ("/ñ", .forbiddenCharacter(offset: 1)),
            ("/%00", .forbiddenCharacter(offset: 1)), ("/a?b=%00", .forbiddenCharacter(offset: 5)),
            ("/a%7F", .forbiddenCharacter(offset: 1)), ("/%", .brokenEscape(offset: 1)),
            ("/%2", .brokenEscape(offset: 1)),
            ("/%2g", .brokenEscape(offset: 1)), ("/?%", .brokenEscape(offset: 2)),
            ("/%FF", .notUnicode),
            ("/%C0%AF", .notUnicode), ("//", .wanderingPath), ("/a//b", .wanderingPath),
            ("/..", .wanderingPath),
            ("/.", .wanderingPath), ("/a/%2e%2e/b", .wanderingPath),
            ("/" + String(repeating: "a", count: 3000), .tooLong(limit: HTTPTarget.longestPath)),
            ("/?" + String(repeating: "a", count: 9000), .tooLong(limit: HTTPTarget.longest)),
            (String(repeating: "/a", count: 65), .tooLong(limit: HTTPTarget.mostParts)),
            ("/?" + String(repeating: "a&", count: 65), .tooLong(limit: HTTPTarget.mostParts)),
        ])
    func badTargets(text: String, reason: SyntaxError) {
        #expect(throws: reason) { try HTTPTarget(text) }
    }

    @Test("fields keep their order and their case, and are found without regard to it")
    func fields() throws {
        var fields = HTTPFields()
        try fields.append("Accept", " a ")
        try fields.append("X", "1")
        try fields.append("accept", "b\tc")
        #expect(fields.map(\.name) == ["Accept", "X", "accept"])
        #expect(fields.values(of: "ACCEPT") == ["a", "b\tc"])
        #expect(fields["accept"] == nil)
        #expect(fields["x"] == "1")
        #expect(!fields.contains("y"))
        #expect(try HTTPField(line: Array("A:".utf8)) == HTTPField("A", ""))
        #expect(try HTTPField(line: Array("A: \t b:c ".utf8)) == HTTPField("A", "b:c"))
    }

    @Test("a field that could end a line, or begin another, is refused")
    func badFields() {
        for name in ["", "a b", "a:", "a\r", "ñ", String(repeating: "a", count: 200)] {
            #expect(throws: SyntaxError.self, "\(name)") { try HTTPField(name, "x") }
        }
        for value in ["a\r\nb: c", "a\n", "\u{0}", "\u{7F}", String(repeating: "a", count: 9000)] {
            #expect(throws: SyntaxError.self) { try HTTPField("A", value) }
        }
        for line in ["", "A", " A: b", "A : b", ": b"] {
            #expect(throws: SyntaxError.self, "\(line)") { try HTTPField(line: Array(line.utf8)) }
        }
    }

    @Test(
        "a URL says who is asked, and over what",
        arguments: [
            ("https://Node.Example/a", HTTPURL.Origin.secure(host: "node.example", port: 443)),
            ("https://10.0.0.1:8443", .secure(host: "10.0.0.1", port: 8443)),
            ("https://[2001:db8::1]/", .secure(host: "2001:db8::1", port: 443)),
            ("http://127.0.0.1/", .loopback(host: "127.0.0.1", port: 80)),
            ("http://localhost:81?x", .loopback(host: "localhost", port: 81)),
            ("http://[::1]:82/", .loopback(host: "::1", port: 82)),
        ])
    func urls(text: String, origin: HTTPURL.Origin) throws {
        #expect(try HTTPURL(text).origin == origin)
    }

    @Test(
        "plain HTTP leaves the machine for nobody",
        arguments: [
            "http://example.org/", "http://127.0.0.1.example.org/", "http://127.1/",
            "http://128.0.0.1/", "http://0.0.0.0/",
            "http://127.0.0.01/", "http://[::ffff:127.0.0.1]/", "http://localhost.example.org/",
        ])
    func insecure(text: String) {
        #expect { try HTTPURL(text) } throws: { error in
            if case .insecure = error as? TransportError { true } else { false }
        }
    }

    @Test(
        "what is no URL, or has what nobody should send, is refused",
        arguments: [
            "", "ftp://a/", "https://", "https:///a", "https://user@a/", "https://user:word@a/",
            "https://a:0/",
            "https://a:65536/", "https://a:b/", "https://a:/", "https://a b/", "https://[a]/",
            "https://[::1/",
            "https://[::1]x/", "https://a/#b", "https://a\\b/", "https://ñ/", "https://a/\r\nX: y",
            "HTTPS://a/",
        ])
    func badURLs(text: String) {
        #expect { try HTTPURL(text) } throws: { error in
            if case .malformedURL = error as? TransportError { true } else { false }
        }
    }
}
