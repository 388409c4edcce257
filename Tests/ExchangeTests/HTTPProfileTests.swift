import Cryptography
import Encoding
import Exchange
import Testing

/// What is signed in another way than the profile has it.
struct HTTPProfileTests {
    private static let names = [
        "@method", "@authority", "@path", "content-type", "content-digest", "idempotency-key",
    ]
    private static let parameters: [StructuredParameter] = [
        StructuredParameter("created", .integer(SignedExchange.second)),
        StructuredParameter("expires", .integer(SignedExchange.second + 300)),
        StructuredParameter("nonce", .string("BwcHBwcHBwcHBwcHBwcHBw==")),
        StructuredParameter("keyid", .string("us.trace.example/node+3799f7a5")),
        StructuredParameter("alg", .string("ed25519")),
        StructuredParameter("tag", .string("trace-node-v1")),
    ]

    /// A request that is truly signed, by an input of our own.
    private func signed(
        _ names: [String] = names, _ parameters: [StructuredParameter] = parameters
    ) throws -> RequestHead {
        var head = try SignedExchange().head()
        head.fields.add(ContentDigest.name, ContentDigest.value(of: SignedExchange.body))
        let input = StructuredList(
            names.map { StructuredItem(.string($0)) }, parameters: parameters)
        let base = try SignatureBase(head, input: input)
        let signature = try TestWorld.key(1).sign(base.bytes)
        head.fields.add("signature-input", "sig1=" + (try input.text()))
        head.fields.add("signature", "sig1=:\(Base64.encode(signature)):")
        return head
    }

    private func replacing(_ name: String, _ value: StructuredValue) -> [StructuredParameter] {
        Self.parameters.map { $0.name == name ? StructuredParameter(name, value) : $0 }
    }

    private func expect(_ error: SignatureError, _ head: RequestHead, at offset: Int64 = 1) throws {
        let exchange = try SignedExchange()
        #expect(throws: error) { try exchange.verify(head, at: offset) }
    }

    @Test("the components are just those of the profile, in its order")
    func components() throws {
        _ = try SignedExchange().verify(try signed())
        try expect(.components, signed(Self.names.dropLast()))
        try expect(.components, signed(Self.names.reversed()))
        try expect(.components, signed([]))
        #expect(throws: SignatureError.components) { try signed(Self.names + ["@query"]) }
        #expect(throws: SignatureError.components) { try signed(Self.names + ["Content-Type"]) }
        #expect(throws: SignatureError.components) { try signed(["@path", "@path"]) }
        #expect(throws: SignatureError.field("date")) { try signed(["date"]) }
    }

    @Test("the parameters are just those of the profile, in its order")
    func parameters() throws {
        for name in Self.parameters.map(\.name) where name != "tag" {
            let others = Self.parameters.filter { $0.name != name }
            try expect(.parameter(name), signed(Self.names, others))
        }
        try expect(.parameter(""), signed(Self.names, Self.parameters.reversed()))
        let more = Self.parameters + [StructuredParameter("context", .integer(1))]
        try expect(.parameter(""), signed(Self.names, more))
        let wrong: [(String, StructuredValue)] = [
            ("created", .string("1")), ("expires", .integer(-1)), ("nonce", .string("AAAA")),
            ("nonce", .string("!")), ("nonce", .integer(1)), ("keyid", .string("x")),
            ("alg", .string("hmac-sha256")), ("alg", .token("ed25519")),
        ]
        for (name, value) in wrong {
            try expect(.parameter(name), signed(Self.names, replacing(name, value)))
        }
    }

    @Test("a signature is good from a minute before it was made until a minute after it ends")
    func times() throws {
        let request = try signed()
        let exchange = try SignedExchange()
        for offset in [Int64(-60), 0, 300, 360] {
            _ = try exchange.verify(request, at: offset)
        }
        try expect(.early(seconds: 1), request, at: -61)
        try expect(.late(seconds: 1), request, at: 361)
        let longer = replacing("expires", .integer(SignedExchange.second + 301))
        try expect(.lifetime(seconds: 301), signed(Self.names, longer))
        let backwards = replacing("expires", .integer(SignedExchange.second - 1))
        try expect(.lifetime(seconds: -1), signed(Self.names, backwards))
    }

    @Test("one signature has our tag; others with other tags are passed over")
    func count() throws {
        let request = try signed()
        let exchange = try SignedExchange()
        var other = request
        other.fields = changing(request.fields, "signature-input") {
            "proxy=(\"@method\");tag=\"proxy\", " + $0
        }
        _ = try exchange.verify(other)
        other.fields = changing(request.fields, "signature-input") {
            $0 + ", sig3=();tag=\"trace-node-v1\""
        }
        try expect(.count(2), other)
        other.fields = changing(request.fields, "signature-input") { _ in "a=();tag=\"b\", c=1" }
        try expect(.count(0), other)
        other.fields = changing(request.fields, "signature") { "b" + $0 }
        try expect(.field("signature"), other)
        for name in ["signature", "signature-input", "content-digest", "idempotency-key"] {
            other.fields = changing(request.fields, name) { _ in nil }
            try expect(.field(name), other)
            other.fields = request.fields
            other.fields.add(name, request.fields[name].first ?? "")
            try expect(.field(name), other)
        }
        other.fields = changing(request.fields, "signature") { _ in "=" }
        try expect(.malformed(field: "signature", .malformed(.syntax, at: 0)), other)
    }

    @Test("a key that is not trusted, and one that has not signed, are refused")
    func keys() throws {
        let request = try signed()
        #expect(throws: SignatureError.unknownKey) {
            try HTTPSignature.verify(
                request, body: SignedExchange.body, keys: [try TestWorld.south().verifier],
                at: SignedExchange.now())
        }
        let other = replacing("keyid", .string(try TestWorld.south().verifier.reference.text))
        try expect(.forged, signed(Self.names, other))
    }

    @Test("heads that can be read in two ways are neither signed nor believed")
    func heads() throws {
        let good = try signed()
        for path in ["", "v1", "/a?b=1", "/a#b", "/a b", "/é", "/a\nb"] {
            let head = RequestHead(
                method: good.method, authority: good.authority, path: path, fields: good.fields)
            try expect(.head(.path), head)
        }
        for authority in ["", "MX.trace.example", "a@b", "a/b", "a b"] {
            let head = RequestHead(
                method: good.method, authority: authority, path: good.path, fields: good.fields)
            try expect(.head(.authority), head)
        }
        for method in ["", "post", "POST "] {
            let head = RequestHead(
                method: method, authority: good.authority, path: good.path, fields: good.fields)
            try expect(.head(.method), head)
        }
        var head = try SignedExchange().head()
        for value in ["", " a", "a ", "a\n\"@path\": /b", "é"] {
            head.fields = changing(good.fields, "content-type") { _ in value }
            try expect(.field("content-type"), head)
        }
    }
}

struct NonceWindowTests {
    private func reference(_ name: String) throws -> KeyReference {
        try #require(KeyReference(name + "+00000000"))
    }

    @Test("a nonce is new once in ten minutes, for each key")
    func replay() throws {
        var window = NonceWindow()
        let one = try reference("a")
        let start = try TestWorld.moment(1_000_000)
        #expect(window.take([1], of: one, at: start) == .new)
        #expect(window.take([1], of: one, at: start) == .seen)
        #expect(window.take([1], of: try reference("b"), at: start) == .new)
        #expect(window.take([2], of: one, at: start) == .new)
        #expect(window.take([1], of: one, at: try TestWorld.moment(1_599_999)) == .seen)
        #expect(window.take([1], of: one, at: try TestWorld.moment(1_600_000)) == .new)
        #expect(window.count == 1)
    }

    @Test("a full window takes nothing more until something is forgotten")
    func capacity() throws {
        var window = NonceWindow(capacity: 2)
        let key = try reference("a")
        #expect(window.take([1], of: key, at: try TestWorld.moment(0)) == .new)
        #expect(window.take([2], of: key, at: try TestWorld.moment(1000)) == .new)
        #expect(window.take([3], of: key, at: try TestWorld.moment(2000)) == .full)
        #expect(window.take([2], of: key, at: try TestWorld.moment(2000)) == .seen)
        #expect(window.take([3], of: key, at: try TestWorld.moment(600_000)) == .new)
        #expect(window.count == 2)
    }

    @Test("a clock that is set back forgets nothing too soon")
    func clock() throws {
        var window = NonceWindow()
        let key = try reference("a")
        #expect(window.take([1], of: key, at: try TestWorld.moment(5_000_000)) == .new)
        #expect(window.take([2], of: key, at: try TestWorld.moment(1000)) == .new)
        #expect(window.take([2], of: key, at: try TestWorld.moment(5_599_999)) == .seen)
        #expect(window.take([2], of: key, at: try TestWorld.moment(5_600_000)) == .new)
    }

    @Test("many nonces over a long time are remembered for their time and no longer")
    func many() throws {
        var window = NonceWindow(capacity: 1000)
        let key = try reference("a")
        for step in 0..<20_000 {
            let now = try TestWorld.moment(Int64(step) * 1000)
            let nonce = [UInt8(truncatingIfNeeded: step), UInt8(truncatingIfNeeded: step >> 8)]
            #expect(window.take(nonce, of: key, at: now) == .new)
            #expect(window.count <= 600)
        }
    }
}
