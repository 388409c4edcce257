import Cryptography
import Encoding
import Exchange
import Testing

/// A request and its answer, signed at a second.
struct SignedExchange {
    static let body = Array(#"{"hello": "world"}"#.utf8)
    static let answer = Array("{}".utf8)
    static let second: Int64 = 1_767_225_600
    let keys: [MessageKey]

    init() throws {
        keys = [try TestWorld.south().verifier, try TestWorld.north().verifier]
    }

    static func now(_ offset: Int64 = 0) throws -> Moment {
        try #require(Moment(seconds: second + offset))
    }

    func head() -> RequestHead {
        var head = RequestHead(
            method: "POST", authority: "mx.trace.example", path: "/v1/messages")
        head.fields.add("Content-Type", "application/json")
        head.fields.add("Idempotency-Key", "\"0198f7a2-0000-7000-8000-000000000001\"")
        return head
    }

    func request() throws -> RequestHead {
        try HTTPSignature.sign(
            head(), body: Self.body, by: TestWorld.north(), at: Self.now(),
            nonce: [UInt8](repeating: 7, count: 16))
    }

    func response(to request: RequestHead) throws -> ResponseHead {
        var head = ResponseHead(status: 202)
        head.fields.add("content-type", "application/json")
        return try HTTPSignature.sign(
            head, body: Self.answer, answering: request, by: TestWorld.south(), at: Self.now(2))
    }

    func verify(_ head: RequestHead, _ body: [UInt8] = body, at offset: Int64 = 1) throws
        -> VerifiedSignature
    {
        try HTTPSignature.verify(head, body: body, keys: keys, at: Self.now(offset))
    }
}

/// The same head with every value of a field made anew.
func changing(
    _ fields: HeaderFields, _ name: String, _ change: (String) -> String?
) -> HeaderFields {
    var changed = HeaderFields()
    for field in fields.fields {
        guard field.name == name else {
            changed.add(field.name, field.value)
            continue
        }
        if let value = change(field.value) { changed.add(name, value) }
    }
    return changed
}

struct HTTPSignatureTests {
    @Test("the vector of RFC 9421, appendix B.2.6, holds")
    func vector() throws {
        var head = RequestHead(method: "POST", authority: "example.com", path: "/foo")
        head.fields.add("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        head.fields.add("Content-Type", "application/json")
        head.fields.add("Content-Length", "18")
        let field = try StructuredDictionary(
            #"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#
        )
        guard case .list(let input)? = field["sig-b26"] else {
            Issue.record("a list was expected")
            return
        }
        let base = try SignatureBase(head, input: input)
        #expect(
            String(decoding: base.bytes, as: UTF8.self) == """
                "date": Tue, 20 Apr 2021 02:07:55 GMT
                "@method": POST
                "@path": /foo
                "@authority": example.com
                "content-type": application/json
                "content-length": 18
                "@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"
                """)
        let described = try #require(
            Base64.decode("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="))
        let key = try #require(VerifyingKey(Array(described.suffix(32))))
        let signature = try #require(
            Base64.decode(
                "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
            ))
        #expect(key.isValid(signature, of: base.bytes))
    }

    @Test("the digest of a body is that of RFC 9530, and no other form is read")
    func digest() throws {
        let value = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
        #expect(ContentDigest.value(of: SignedExchange.body) == value)
        #expect(try ContentDigest.read(value) == Digest.sha256(SignedExchange.body))
        for wrong in [
            "", "sha-256=:AAAA:", "sha-512=:AAAA:", value + ", sha-512=:AAAA:", value + ";a",
            "sha-256=\"a\"", "sha-256=(:AAAA:)",
        ] {
            #expect(throws: SignatureError.field("content-digest")) {
                try ContentDigest.read(wrong)
            }
        }
        #expect(throws: SignatureError.self) { try ContentDigest.read(value.uppercased()) }
    }

    @Test("a request is signed as the profile has it, and holds")
    func request() throws {
        let exchange = try SignedExchange()
        let request = try exchange.request()
        #expect(
            request.fields["signature-input"] == [
                #"sig1=("@method" "@authority" "@path" "content-type" "content-digest" "idempotency-key");created=1767225600;expires=1767225900;nonce="BwcHBwcHBwcHBwcHBwcHBw==";keyid="us.trace.example/node+3799f7a5";alg="ed25519";tag="trace-node-v1""#
            ])
        let verified = try exchange.verify(request)
        #expect(verified.key == (try TestWorld.north().verifier))
        #expect(verified.created == (try SignedExchange.now()))
        #expect(verified.nonce == [UInt8](repeating: 7, count: 16))
        #expect(throws: SignatureError.digest) { try exchange.verify(request, []) }
    }

    @Test("a response is signed with what it answers, and holds for that alone")
    func response() throws {
        let exchange = try SignedExchange()
        let request = try exchange.request()
        let response = try exchange.response(to: request)
        #expect(
            response.fields["signature-input"] == [
                #"sig2=("@status" "content-type" "content-digest" "@method";req "@path";req "content-digest";req);created=1767225602;keyid="mx.trace.example/node+cacc560c";tag="trace-node-v1""#
            ])
        func verify(
            _ head: ResponseHead, _ body: [UInt8], of request: RequestHead, _ offset: Int64 = 3
        ) throws -> VerifiedSignature {
            try HTTPSignature.verify(
                head, body: body, answering: request, keys: exchange.keys,
                at: SignedExchange.now(offset))
        }
        let verified = try verify(response, SignedExchange.answer, of: request)
        #expect(verified.key == (try TestWorld.south().verifier) && verified.nonce == nil)
        #expect(throws: SignatureError.digest) { try verify(response, [], of: request) }
        var other = request
        other.fields = changing(other.fields, "content-digest") { _ in
            ContentDigest.value(of: [])
        }
        #expect(throws: SignatureError.forged) {
            try verify(response, SignedExchange.answer, of: other)
        }
        let status = ResponseHead(status: 200, fields: response.fields)
        #expect(throws: SignatureError.forged) {
            try verify(status, SignedExchange.answer, of: request)
        }
        #expect(throws: SignatureError.head(.status)) {
            try verify(
                ResponseHead(status: 0, fields: response.fields), SignedExchange.answer, of: request
            )
        }
        #expect(throws: SignatureError.late(seconds: 1)) {
            try verify(response, SignedExchange.answer, of: request, 63)
        }
        #expect(throws: SignatureError.early(seconds: 1)) {
            try verify(response, SignedExchange.answer, of: request, -59)
        }
        for bit in 0..<SignedExchange.answer.count * 8 {
            #expect(throws: SignatureError.digest) {
                try verify(response, flipped(SignedExchange.answer, bit), of: request)
            }
        }
    }

    @Test("no bit of a signed request can be changed")
    func mutations() throws {
        let exchange = try SignedExchange()
        let request = try exchange.request()
        func check(_ head: RequestHead, _ what: String) {
            #expect((try? exchange.verify(head)) == nil, "\(what)")
        }
        func changes(_ text: String) -> [String] {
            let bytes = Array(text.utf8)
            return (0..<bytes.count * 8).map {
                String(decoding: flipped(bytes, $0), as: UTF8.self)
            }
        }
        for method in changes(request.method) {
            check(
                RequestHead(
                    method: method, authority: request.authority, path: request.path,
                    fields: request.fields), method)
        }
        for authority in changes(request.authority) {
            check(
                RequestHead(
                    method: request.method, authority: authority, path: request.path,
                    fields: request.fields), authority)
        }
        for path in changes(request.path) {
            check(
                RequestHead(
                    method: request.method, authority: request.authority, path: path,
                    fields: request.fields), path)
        }
        for field in request.fields.fields {
            for value in changes(field.value) {
                var changed = request
                changed.fields = changing(request.fields, field.name) { _ in value }
                check(changed, "\(field.name): \(value)")
            }
        }
        for bit in 0..<SignedExchange.body.count * 8 {
            #expect(throws: SignatureError.digest) {
                try exchange.verify(request, flipped(SignedExchange.body, bit))
            }
        }
    }
}
