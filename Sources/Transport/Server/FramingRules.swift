/// Why a request is refused before a handler sees it: the status of the answer.
struct Refusal: Error, Equatable {
    let status: Int

    static let malformed = Refusal(status: 400)
    static let bodyTooLarge = Refusal(status: 413)
    static let targetTooLong = Refusal(status: 414)
    static let unknownExpectation = Refusal(status: 417)
    static let headTooLarge = Refusal(status: 431)
    static let unknownMethod = Refusal(status: 501)
    static let unknownCoding = Refusal(status: 501)
    static let unknownVersion = Refusal(status: 505)
}

/// The head of a request as the library hands it over, before anything in it is believed.
struct ReceivedHead {
    var method = ""
    var version = ""
    var target: [UInt8] = []
    var fields = HTTPFields()
    /// How many bytes stood between the fields' colons and the ends of their lines.
    var valueSize = 0
    /// How many bytes the head had, as the library counted them.
    var size = 0
    /// Whether a field was none, or there were too many.
    var isBroken = false
    var hasTooManyFields = false
}

/// What a head must keep to so that nobody between us and the client can read another request in the same bytes.
struct FramingRules {
    let limits: HTTPServerLimits

    /// Reads a head, or says how it is refused.
    func read(_ head: ReceivedHead) throws(Refusal) -> HTTPRequestHead {
        guard !head.hasTooManyFields, head.size <= limits.headSize else { throw .headTooLarge }
        guard !head.isBroken else { throw .malformed }
        guard head.version == "HTTP/1.1" || head.version == "HTTP/1.0" else {
            throw .unknownVersion
        }
        guard let method = HTTPMethod(rawValue: head.method) else { throw .unknownMethod }
        guard head.size == plainSize(of: head) else { throw .malformed }
        try checkHost(head.fields)
        let length = try bodyLength(head)
        let target: HTTPTarget
        do {
            target = try HTTPTarget(bytes: head.target)
        } catch {
            if case .tooLong = error { throw .targetTooLong }
            throw .malformed
        }
        return HTTPRequestHead(
            method: method, target: target, fields: head.fields, bodyLength: length)
    }

    /// How many bytes a head has of which nothing is left out, and whose lines end with CR LF.
    ///
    /// The library reads more than that: lines that end with LF alone, lines that continue the one before, and it
    /// cuts what it hands over at a zero. Whatever of this was in the head, its size is another one then.
    private func plainSize(of head: ReceivedHead) -> Int {
        let names = head.fields.reduce(0) { $0 + $1.name.utf8.count }
        let lines = head.method.utf8.count + head.target.count + head.version.utf8.count + 4
        return lines + names + head.valueSize + 3 * head.fields.count + 2
    }

    private func checkHost(_ fields: HTTPFields) throws(Refusal) {
        guard let host = fields["Host"], !host.isEmpty, host.utf8.count <= 262,
            host.utf8.allSatisfy({ CharacterRules.isTargetByte($0) && $0 != UInt8(ascii: "/") })
        else { throw .malformed }
    }

    private func bodyLength(_ head: ReceivedHead) throws(Refusal) -> Int? {
        let lengths = head.fields.values(of: "Content-Length")
        let codings = head.fields.values(of: "Transfer-Encoding")
        guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty else {
            throw .malformed
        }
        for expectation in head.fields.values(of: "Expect")
        where !CharacterRules.isSame(expectation, "100-continue") {
            throw .unknownExpectation
        }
        if let coding = codings.first {
            guard head.version == "HTTP/1.1" else { throw .malformed }
            guard CharacterRules.isSame(coding, "chunked") else { throw .unknownCoding }
            return nil
        }
        guard let length = lengths.first else { return 0 }
        guard let count = CharacterRules.length(length.utf8) else { throw .malformed }
        return count
    }
}
