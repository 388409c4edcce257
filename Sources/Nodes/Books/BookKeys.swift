import Cryptography
import Exchange

/// The keys of one book that a node has taken in, made of the key of its store and of the number of the taking-in.
///
/// No other book has them, nor the same one taken in again: a nonce counts once.
struct BookKeys: Sendable {
    /// The key of tags: the same for all lines of the book.
    let tags: [UInt8]
    private let cipher: CipherKey
    private let identifier: UniqueIdentifier

    /// What of a book is enciphered.
    enum Part: UInt8, Sendable {
        /// What is asked of many lines.
        case columns = 1
        /// Whom a line says, businesses by name and persons as tags.
        case parties
        /// Whom a line names, sealed for the vault.
        case people
    }

    init?(_ store: HMACKey, of book: UniqueIdentifier) {
        guard let key = store.derived(for: "cipher \(book.text)"),
            let cipher = CipherKey(key.copiedBytes()),
            let tags = store.derived(for: "tags \(book.text)")
        else { return nil }
        self.cipher = cipher
        self.tags = tags.copiedBytes()
        identifier = book
    }

    /// Where bytes stand: of the columns the line is 0.
    private func nonce(_ part: Part, _ line: Int) -> [UInt8] {
        var nonce = [part.rawValue]
        for place in 0..<4 { nonce.append(UInt8(truncatingIfNeeded: line >> (8 * place))) }
        return nonce + [UInt8](repeating: 0, count: CipherKey.nonceSize - nonce.count)
    }

    private func context(_ header: [UInt8]) -> [UInt8] {
        Array("rastro-book/1\n\(identifier.text)\n".utf8) + header
    }

    /// Enciphers bytes for a place; `nil` where the system refuses.
    ///
    /// - Parameter header: what else must be the same when they are deciphered.
    func seal(_ bytes: [UInt8], _ part: Part, line: Int = 0, header: [UInt8] = []) -> [UInt8]? {
        cipher.seal(bytes, nonce: nonce(part, line), context: context(header))
    }

    /// Deciphers the bytes of a place; `nil` for what was changed, or is of another place.
    func open(_ bytes: [UInt8], _ part: Part, line: Int = 0, header: [UInt8] = []) -> [UInt8]? {
        cipher.open(bytes, nonce: nonce(part, line), context: context(header))
    }
}
