public import Cryptography
public import Exchange

/// What a line of a book says of people, each field enciphered under a data key of the line's own, which is wrapped to the
/// vault's key.
///
/// Who takes a book in needs the vault's public key alone, and can not read it again. It says of itself neither who
/// sealed it nor that it was not exchanged for another: whoever keeps it sees to that.
public struct SealedLine: Hashable, Sendable {
    /// Which line it is, to which its fields are bound.
    public struct Place: Hashable, Sendable {
        /// The node that keeps the book.
        public let owner: NodeName
        /// The number of the taking-in, another one each time.
        public let book: UniqueIdentifier
        /// The place of the line among the book's, from 0.
        public let line: Int

        /// The place of a line.
        public init(owner: NodeName, book: UniqueIdentifier, line: Int) {
            self.owner = owner
            self.book = book
            self.line = line
        }

        func context(_ path: FieldPath) -> [UInt8] {
            Array("trace-book/1\n\(owner.text)\n\(book.text)\n\(line)\n\(path.text)".utf8)
        }
    }

    /// Which line it is.
    public let place: Place
    /// Which fields it has, in the order in which they were sealed.
    public var paths: [FieldPath] { fields.map(\.path) }
    private let wrapped: [UInt8]
    private let fields: [Field]

    struct Field: Hashable, Sendable {
        let path: FieldPath
        let ciphertext: [UInt8]
    }

    /// The most fields of a line.
    public static let mostFields = 16
    /// A value is filled up to a multiple of so many bytes, so that its length says little.
    private static let block = 64
    private static let lengthSize = 2

    /// Seals the fields of a line.
    ///
    /// - Parameters:
    ///   - fields: at least one, each once, with at most `SealedField.mostBytes` of text.
    ///   - place: which line it is.
    ///   - vault: the vault's key.
    ///   - key: a random key, never used before.
    /// - Throws: `SealError`: `tooLong`, `unusableKey`, or `malformed` for no field, too many, or one twice.
    public init(
        sealing fields: [(path: FieldPath, text: String)], at place: Place,
        for vault: BoxPublicKey, with key: CipherKey
    ) throws(SealError) {
        guard (1...SealedLine.mostFields).contains(fields.count),
            Set(fields.map(\.path)).count == fields.count
        else { throw .malformed }
        var sealed: [Field] = []
        for (index, field) in fields.enumerated() {
            var plain = try SealedLine.padded(field.text)
            defer { SecretBytes.wipe(&plain) }
            let ciphertext = key.seal(
                plain, nonce: SealedLine.nonce(index), context: place.context(field.path))
            guard let ciphertext else { throw .malformed }
            sealed.append(Field(path: field.path, ciphertext: ciphertext))
        }
        guard let wrapped = vault.seal(key) else { throw .unusableKey(index: 0) }
        self.place = place
        self.wrapped = wrapped
        self.fields = sealed
    }

    /// The key is the line's own, so the number of the field is nonce enough.
    private static func nonce(_ index: Int) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: CipherKey.nonceSize)
        nonce[0] = UInt8(truncatingIfNeeded: index)
        return nonce
    }

    private static func padded(_ text: String) throws(SealError) -> [UInt8] {
        let count = text.utf8.count
        guard count <= SealedField.mostBytes else { throw .tooLong(limit: SealedField.mostBytes) }
        let filled = (count + lengthSize + block - 1) / block * block
        var bytes: [UInt8] = []
        bytes.reserveCapacity(filled)
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(contentsOf: text.utf8)
        bytes.append(contentsOf: repeatElement(0, count: filled - bytes.count))
        return bytes
    }

    /// The text in what was filled up; `nil` when it is not of that form.
    private static func text(in plain: SecretBytes) -> SecretBytes? {
        guard plain.count >= lengthSize, plain.count % block == 0 else { return nil }
        let count = plain.withBytes { Int($0[0]) << 8 | Int($0[1]) }
        guard count <= plain.count - lengthSize else { return nil }
        return plain.part(lengthSize..<lengthSize + count)
    }

    /// Tells whether it has a field.
    public func has(_ path: FieldPath) -> Bool { fields.contains { $0.path == path } }

    /// Opens a field into memory that is wiped.
    ///
    /// - Throws: `SealError`: `otherKey`, `changed`, or `malformed` where there is no such field.
    func open(_ path: FieldPath, with key: BoxKey) throws(SealError) -> SecretBytes {
        guard let index = fields.firstIndex(where: { $0.path == path }) else { throw .malformed }
        guard let cipherKey = key.openKey(wrapped) else { throw .otherKey }
        let plain = cipherKey.openSecret(
            fields[index].ciphertext, nonce: SealedLine.nonce(index),
            context: place.context(path))
        guard let plain else { throw .changed }
        guard let text = SealedLine.text(in: plain) else { throw .malformed }
        return text
    }
}

extension SealedLine {
    /// The bytes that are kept: the wrapped key; the number of fields; of each its path and its bytes, each behind its
    /// length, in one byte and in two.
    public var bytes: [UInt8] {
        var bytes = wrapped
        bytes.append(UInt8(truncatingIfNeeded: fields.count))
        for field in fields {
            bytes.append(UInt8(truncatingIfNeeded: field.path.text.utf8.count))
            bytes.append(contentsOf: field.path.text.utf8)
            bytes.append(UInt8(truncatingIfNeeded: field.ciphertext.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: field.ciphertext.count))
            bytes.append(contentsOf: field.ciphertext)
        }
        return bytes
    }

    /// Reads what is kept of a line; `nil` for anything else.
    ///
    /// What fills it up behind is zeros.
    public init?(_ bytes: [UInt8], at place: Place) {
        var rest = bytes[...]
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        guard let wrapped = take(SealedField.wrappedSize), let count = take(1)?.first,
            (1...SealedLine.mostFields).contains(Int(count))
        else { return nil }
        var fields: [Field] = []
        for _ in 0..<count {
            guard let length = take(1)?.first, let name = take(Int(length)),
                let text = String(validating: name, as: UTF8.self), let path = FieldPath(text),
                let size = take(2)?.reduce(0, { $0 << 8 | Int($1) }),
                size > CipherKey.overhead, let ciphertext = take(size),
                !fields.contains(where: { $0.path == path })
            else { return nil }
            fields.append(Field(path: path, ciphertext: Array(ciphertext)))
        }
        guard rest.allSatisfy({ $0 == 0 }) else { return nil }
        self.place = place
        self.wrapped = Array(wrapped)
        self.fields = fields
    }
}
