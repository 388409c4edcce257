import BlindLookup
import Cryptography
import Exchange
import Ledger

/// What a node's tables hide firearms and people's words with: keyed names, and ciphers of what must be had back.
///
/// All are made of one key that never leaves the node. Who has the tables without it has neither a serial nor a way
/// to try serials.
struct StoreKeys: Sendable {
    /// Names the firearms that the node is ready to be compared by.
    let lists: BlindIndex
    /// Names the firearms that were handed in; they have nothing in common with those of the lists.
    let recoveries: BlindIndex
    /// Names comparisons that were begun.
    let comparisons: HMACKey
    /// From which the keys of the books are made that the node has taken in.
    let books: HMACKey
    private let cipher: CipherKey
    /// Enciphers single values of the tables.
    let values: CipherKey
    /// Names texts by which rows are looked up.
    let texts: HMACKey

    /// The name of the key's file.
    static let name = "store"
    /// Sealed texts have a multiple of so many bytes, so that their lengths tell little.
    private static let step = 64

    /// The keys of a folder.
    ///
    /// - Throws: `NodeError.malformed` when the file is gone: without it the tables can not be read.
    init(_ folder: NodeFolder) throws(NodeError) {
        let bytes = try KeyFile.read(StoreKeys.name, in: folder.keys)
        guard let key = HMACKey(bytes), let ofLists = key.derived(for: "rastro-store-lists/1"),
            let ofRecoveries = key.derived(for: "rastro-store-recoveries/1"),
            let lists = BlindIndex(key: ofLists), let recoveries = BlindIndex(key: ofRecoveries),
            let books = key.derived(for: "rastro-store-books/1"),
            let comparisons = key.derived(for: "rastro-store-comparisons/1"),
            let cipher = key.derived(for: "rastro-store-cipher/1").flatMap({
                CipherKey($0.copiedBytes())
            }),
            let values = key.derived(for: "rastro-store-values/1").flatMap({
                CipherKey($0.copiedBytes())
            }), let texts = key.derived(for: "rastro-store-texts/1")
        else {
            throw .malformed(
                path: KeyFile.path(of: StoreKeys.name, in: folder.keys), member: StoreKeys.name)
        }
        self.lists = lists
        self.recoveries = recoveries
        self.comparisons = comparisons
        self.books = books
        self.cipher = cipher
        self.values = values
        self.texts = texts
    }

    /// Seals bytes for a place of the tables; nothing for more than 65,535.
    func seal(_ bytes: [UInt8], for place: [UInt8]) -> [UInt8]? {
        guard let count = UInt16(exactly: bytes.count) else { return nil }
        var plain = [UInt8(count >> 8), UInt8(count & 0xFF)] + bytes
        let rest = plain.count % StoreKeys.step
        if rest > 0 { plain += [UInt8](repeating: 0, count: StoreKeys.step - rest) }
        let nonce = SecureRandom.bytes(CipherKey.nonceSize)
        return cipher.seal(plain, nonce: nonce, context: place).map { nonce + $0 }
    }

    /// Opens what was sealed for a place; `nil` for what was changed, or sealed for another place or by another node.
    func open(_ sealed: [UInt8], for place: [UInt8]) -> [UInt8]? {
        guard sealed.count > CipherKey.nonceSize,
            let plain = cipher.open(
                Array(sealed.dropFirst(CipherKey.nonceSize)),
                nonce: Array(sealed.prefix(CipherKey.nonceSize)), context: place),
            plain.count >= 2
        else { return nil }
        let count = Int(plain[0]) << 8 | Int(plain[1])
        guard plain.count >= count + 2 else { return nil }
        return Array(plain[2..<count + 2])
    }
}
