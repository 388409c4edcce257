internal import Cryptography
internal import Encoding
internal import Ledger

extension KeyManifest {
    private static let heading = "trace-keys/v1"
    private static let channelMark = "sha256/"
    private static let nextWord = "next"

    /// The text that is signed.
    public var text: String {
        var lines = [
            KeyManifest.heading, "node \(node.text)", "serial \(serial)",
            "valid \(validity.start.seconds) \(validity.end.seconds)", "log \(keys.log.text)",
        ]
        lines += keys.witnesses.map { "witness \($0.text)" }
        lines += keys.mirrors.map { "mirror \($0.text)" }
        lines += keys.messages.map { "msg \($0.text)" }
        lines += keys.boxes.map { "box \(Base64.encode($0))" }
        lines += keys.channels.map { channel in
            let hash = KeyManifest.channelMark + Base64.encode(channel.digest.bytes)
            return "tls \(hash)" + (channel.isNext ? " \(KeyManifest.nextWord)" : "")
        }
        lines += revocations.map {
            "revoked \($0.key.text) \($0.time.seconds) \($0.reason.rawValue)"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a manifest's text; its lines have one order.
    ///
    /// - Throws: `ManifestError`: the first line that is not of the form, or what does not hold of the whole.
    public init(_ text: String) throws(ManifestError) {
        var lines = try LineSequence(text)
        try lines.heading(KeyManifest.heading)
        let node = try lines.one("node") { $0.count == 1 ? NodeName($0[0]) : nil }
        let serial = try lines.one("serial") { $0.count == 1 ? DecimalNumber.decode($0[0]) : nil }
        let validity = try lines.one("valid") { words in
            words.count == 2 ? KeyManifest.lifetime(words[0], words[1]) : nil
        }
        let log = try lines.one("log") { KeyManifest.verifier($0, .log) }
        let witnesses = try lines.several("witness") { KeyManifest.verifier($0, .witness) }
        let mirrors = try lines.several("mirror") { KeyManifest.verifier($0, .witness) }
        let messages = try lines.several("msg") { words in
            words.count == 1 ? try? MessageKey(words[0]) : nil
        }
        var keys = Keys(log: log, messages: messages)
        keys.witnesses = witnesses
        keys.mirrors = mirrors
        keys.boxes = try lines.several("box") { $0.count == 1 ? Base64.decode($0[0]) : nil }
        keys.channels = try lines.several("tls", KeyManifest.channel)
        let revocations = try lines.several("revoked", KeyManifest.revocation)
        try lines.finish()
        try self.init(
            node: node, serial: serial, validity: validity, keys: keys, revocations: revocations)
    }

    private static func verifier(_ words: [String], _ kind: VerifierKey.Kind) -> VerifierKey? {
        guard words.count == 1, let key = try? VerifierKey(words[0]), key.kind == kind else {
            return nil
        }
        return key
    }

    private static func moment(_ text: String) -> Moment? {
        DecimalNumber.decode(text).flatMap { Int64(exactly: $0) }.flatMap { Moment(seconds: $0) }
    }

    private static func lifetime(_ start: String, _ end: String) -> Lifetime? {
        guard let start = moment(start), let end = moment(end) else { return nil }
        return Lifetime(from: start, until: end)
    }

    private static func channel(_ words: [String]) -> Channel? {
        guard (1...2).contains(words.count), words[0].hasPrefix(channelMark),
            words.count == 1 || words[1] == nextWord,
            let bytes = Base64.decode(words[0].dropFirst(channelMark.count)),
            let digest = Digest(bytes)
        else { return nil }
        return Channel(digest, isNext: words.count == 2)
    }

    private static func revocation(_ words: [String]) -> Revocation? {
        guard words.count == 3, let key = KeyReference(words[0]), let time = moment(words[1]),
            let reason = Revocation.Reason(rawValue: words[2])
        else { return nil }
        return Revocation(key, at: time, reason: reason)
    }
}

/// The lines of a text, each of which begins with a word that says what it is.
private struct LineSequence {
    private let lines: [[String]]
    private var next = 0

    init(_ text: String) throws(ManifestError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard text.utf8.count <= SignedNote.mostBytes, lines.popLast()?.isEmpty == true,
            text.utf8.allSatisfy({ $0 == 0x0A || (0x20...0x7E).contains($0) })
        else { throw .malformed(line: 0) }
        self.lines = lines.map {
            $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        }
    }

    mutating func heading(_ text: String) throws(ManifestError) {
        guard lines.first == [text] else { throw .malformed(line: 1) }
        next = 1
    }

    /// What the words behind the first say on a line that must be there.
    mutating func one<Value>(
        _ word: String, _ make: ([String]) -> Value?
    ) throws(ManifestError) -> Value {
        guard next < lines.count, lines[next].first == word,
            let value = make(Array(lines[next].dropFirst()))
        else { throw .malformed(line: next + 1) }
        next += 1
        return value
    }

    /// What the words behind the first say on all lines from here that begin with it.
    mutating func several<Value>(
        _ word: String, _ make: ([String]) -> Value?
    ) throws(ManifestError) -> [Value] {
        var values: [Value] = []
        while next < lines.count, lines[next].first == word {
            values.append(try one(word, make))
        }
        return values
    }

    func finish() throws(ManifestError) {
        guard next == lines.count else { throw .malformed(line: next + 1) }
    }
}
