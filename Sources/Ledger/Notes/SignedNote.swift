internal import Cryptography
internal import Encoding

/// A text with signatures below it (C2SP signed-note).
public struct SignedNote: Hashable, Sendable {
    /// What is signed: it ends with a line's end.
    public let text: String
    /// The signature lines, in their order.
    public private(set) var signatures: [NoteSignature]

    /// No note is longer than this many bytes, and none has more signatures than `mostSignatures`.
    public static let mostBytes = 64 << 10
    /// The most signatures of a note.
    public static let mostSignatures = 32

    /// A note of a text that ends with a line's end.
    public init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    ///
    /// - Throws: `LedgerError.malformed` with the line at which it is not of the form.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= SignedNote.mostBytes,
            (try? UTF8Span(validating: bytes.span)) != nil,
            bytes.last == UInt8(ascii: "\n")
        else { throw .malformed(part: .note, place: 0) }
        if let control = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }) {
            let line = bytes[..<control].count { $0 == 0x0A } + 1
            throw .malformed(part: .note, place: line)
        }
        // The signatures begin behind the last blank line; by bytes, which is faster than by characters.
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        lines.removeLast()
        guard let blank = lines.lastIndex(where: \.isEmpty), blank > 0 else {
            throw .malformed(part: .note, place: lines.count)
        }
        let signed = lines[(blank + 1)...].map { String(decoding: $0, as: UTF8.self) }
        guard (1...SignedNote.mostSignatures).contains(signed.count) else {
            throw .malformed(part: .note, place: blank + 1)
        }
        text = String(decoding: bytes[..<lines[blank].startIndex], as: UTF8.self)
        signatures = []
        for (index, line) in signed.enumerated() {
            guard let signature = NoteSignature(line) else {
                throw .malformed(part: .note, place: blank + 2 + index)
            }
            signatures.append(signature)
        }
    }

    /// The note's bytes.
    public var bytes: [UInt8] {
        Array((text + "\n" + signatures.map(\.line).joined()).utf8)
    }

    /// Adds a signature.
    public mutating func add(_ signature: NoteSignature) { signatures.append(signature) }

    /// Checks that a log's key has signed the text.
    ///
    /// - Throws: `LedgerError.unsigned` when it has not, or when one signature by it is wrong: that refuses the
    ///   note whole.
    public func verify(by key: VerifierKey) throws(LedgerError) {
        let found = signatures(of: key)
        guard key.kind == .log, !found.isEmpty else {
            throw .unsigned(name: key.name, isForged: false)
        }
        let message = Array(text.utf8)
        for signature in found where !key.key.isValid(signature.blob, of: message) {
            throw .unsigned(name: key.name, isForged: true)
        }
    }

    /// The signatures by a key: none when it has none.
    func signatures(of key: VerifierKey) -> [NoteSignature] {
        signatures.filter { $0.name == key.name && $0.identifier == key.identifier }
    }
}

/// A signature line of a note.
public struct NoteSignature: Hashable, Sendable {
    /// Whose it is said to be.
    public let name: String
    /// Which of the name's keys, by the first bytes of its hash.
    public let identifier: UInt32
    /// The signature, and whatever the key's kind puts before it.
    public let blob: [UInt8]

    /// A line begins with a dash and a blank.
    private static let beginning = "\u{2014} "

    init(name: String, identifier: UInt32, blob: [UInt8]) {
        self.name = name
        self.identifier = identifier
        self.blob = blob
    }

    /// The signature of a line without its end; `nil` for any other text.
    public init?(_ line: some StringProtocol) {
        guard line.hasPrefix(NoteSignature.beginning) else { return nil }
        let rest = line.utf8.dropFirst(NoteSignature.beginning.utf8.count)
        let parts = rest.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let name = String(decoding: parts[0], as: UTF8.self)
        guard VerifierKey.isName(name), let bytes = Base64.decode(Array(parts[1])),
            bytes.count > 4, bytes.count <= 8192
        else { return nil }
        self.name = name
        identifier = BigEndian.number(bytes.prefix(4))
        blob = Array(bytes.dropFirst(4))
    }

    /// The line with its end.
    public var line: String {
        "\(NoteSignature.beginning)\(name) \(Base64.encode(BigEndian.bytes(identifier) + blob))\n"
    }
}
