import Books
import Cryptography
import Exchange
import Inquiries
import Vault

/// Seals the lines of a book that is taken in: whom they name for the vault, and all of it under the book's key.
///
/// The second cipher says that this node wrote it: to the vault's key anybody can seal.
struct LineSealer: Sendable {
    let book: ReadBook
    /// The file that is taken in.
    let path: String
    let owner: NodeName
    let identifier: UniqueIdentifier
    let keys: BookKeys
    let rule: PartyRule
    let vault: BoxPublicKey

    /// Lines that are sealed.
    struct Piece: Sendable {
        var bytes: [UInt8] = []
        var units: [(parties: UInt16, people: UInt16)] = []
    }

    /// Parties are filled up to a multiple of so many bytes, so that their length says little.
    private static let block = 64

    /// Seals lines.
    ///
    /// - Throws: `NodeError.bookField` where a field is too long to be sealed.
    func seal(_ lines: Range<Int>) throws(NodeError) -> Piece {
        var piece = Piece()
        for line in lines {
            let texts = book.texts(ofLine: line)
            let parties = book.parties(of: texts)
            let nameless = rule.nameless(parties, serial: book.columns.serial(ofLine: line))
            let told = try append(nameless.bytes, .parties, line, to: &piece)
            var named: UInt16 = 0
            let people = rule.people(texts, parties)
            if !people.isEmpty {
                named = try append(try sealed(people, line), .people, line, to: &piece)
            }
            piece.units.append((parties: told, people: named))
        }
        return piece
    }

    /// Enciphers what is kept of a line, and returns how many units it takes.
    private func append(
        _ bytes: [UInt8], _ part: BookKeys.Part, _ line: Int, to piece: inout Piece
    ) throws(NodeError) -> UInt16 {
        let filling = (LineSealer.block - bytes.count % LineSealer.block) % LineSealer.block
        let plain = bytes + [UInt8](repeating: 0, count: filling)
        guard let sealed = keys.seal(plain, part, line: line),
            let units = UInt16(exactly: sealed.count / BookIndexPart.unit)
        else { throw tooLong(line) }
        piece.bytes += sealed
        return units
    }

    private func sealed(
        _ fields: [(field: LineField, text: String)], _ line: Int
    ) throws(NodeError) -> [UInt8] {
        let named = fields.compactMap { field in
            field.field.path.map { (path: $0, text: field.text) }
        }
        let place = SealedLine.Place(owner: owner, book: identifier, line: line)
        guard let key = CipherKey(SecureRandom.bytes(CipherKey.size)) else { throw tooLong(line) }
        do throws(SealError) {
            return try SealedLine(sealing: named, at: place, for: vault, with: key).bytes
        } catch {
            throw tooLong(line)
        }
    }

    private func tooLong(_ line: Int) -> NodeError {
        .bookField(path: path, row: book.columns.row(ofLine: line))
    }
}
