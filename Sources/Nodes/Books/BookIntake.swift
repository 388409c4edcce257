public import Books
public import Chronology
import Cryptography
import Delivery
import Exchange
public import Firearms
import Inquiries
import Ledger
import Tabular
import Vault

/// Takes books into a node at rest, each whole or not at all.
///
/// What is written names nobody and has no serial in plain. It needs the vault's public key alone, so that a node
/// whose vault is locked takes books in.
public final class BookIntake: Sendable {
    /// What became of a book.
    public struct Outcome: Sendable {
        /// What was done.
        public enum Kind: Sendable {
            /// It is in, for the first time.
            case taken
            /// It is in, in the place of an older one.
            case replaced
            /// The node has it already, to the byte.
            case same
        }

        /// What was done.
        public let kind: Kind
        /// The licence, as the file's name has it.
        public let licence: String
        /// How many lines it has.
        public let lines: Int
        /// How many of them name somebody.
        public let naming: Int
        /// What was noted while it was read.
        public let notes: [ImportNote]
    }

    private let folder: NodeFolder
    private let lock: NodeLock
    private let configuration: NodeConfiguration
    private let store: HMACKey
    private let vault: BoxPublicKey
    private let reader: BookImport
    private let licensees: [Licensee]
    private let names: Digest
    private let surroundings: NodeSurroundings

    /// Begins to take books into a node.
    ///
    /// - Parameter today: by which two-digit years are told apart.
    /// - Throws: `NodeError.running` for a node in service; what reading the list of licensees throws.
    public init(
        _ folder: NodeFolder, tables: ReferenceTables, today: Day, surroundings: NodeSurroundings
    ) throws {
        lock = try folder.lock()
        self.folder = folder
        self.surroundings = surroundings
        configuration = try NodeConfiguration(folder).withListsBeside()
        store = try StoreKeys(folder).books
        let note = try PrivateFiles.read(folder.manifest, atMost: SignedNote.mostBytes) ?? []
        guard let manifest = try? KeyManifest(SignedNote(note).text),
            let vault = manifest.keys.boxes.first.flatMap({ BoxPublicKey($0) })
        else { throw NodeError.malformed(path: folder.manifest, member: "box") }
        self.vault = vault
        reader = BookImport(tables: tables, today: today)
        licensees =
            try configuration.books.licensees.map {
                try Registers.licensees(path: $0, today: today).licensees
            } ?? []
        names = BookIntake.digest(ofNames: licensees)
        try PrivateFiles.makeFolder(folder.books)
        try folder.removePartialBooks()
    }

    /// What the names are known again by that tell a business from a person.
    static func digest(ofNames licensees: [Licensee]) -> Digest {
        let names = PartyRule.businesses(licensees).sorted().joined(separator: "\n")
        return Digest.sha256(Array("rastro-licensees/1\n\(names)".utf8))
    }

    /// Takes in the book of a file, which is named by its licence.
    ///
    /// - Parameters:
    ///   - isReplacing: tells whether it may take the place of another book of its licence.
    ///   - progress: told of lines that are sealed.
    /// - Throws: `NodeError.knownBook`, `bookLicence`, `bookField`, `file`; what reading the file throws. The node then
    ///   has the books that it had.
    public func take(
        _ path: String, isReplacing: Bool, progress: @Sendable @escaping (Int) -> Void = { _ in }
    ) async throws -> Outcome {
        let licence = BookShelf.licence(ofPath: path)
        guard BookHeader.isLicence(licence) else { throw NodeError.bookLicence(path: path) }
        let place = folder.book(of: licence)
        let file = try ByteFile(path: path)
        let source = Digest.sha256(try file.allBytes())
        var isKnown = false
        if PrivateFiles.exists(place) {
            let known = try folder.openBook(place, owner: configuration.name, store: store)
            if known.source == source, known.licensees == names {
                return Outcome(
                    kind: .same, licence: licence, lines: known.header.lines, naming: 0, notes: [])
            }
            // The same book under another list of licensees is the same book.
            guard isReplacing || known.source == source else {
                throw NodeError.knownBook(licence: licence)
            }
            isKnown = true
        }
        let read = try reader.whole(licence: licence, path: path)
        guard try ByteFile(path: path).identity == file.identity else {
            throw BooksError.changed(path)
        }
        let naming = try await write(read, licence, source, to: place, of: path, progress)
        return Outcome(
            kind: isKnown ? .replaced : .taken, licence: licence, lines: read.columns.count,
            naming: naming, notes: read.notes)
    }

    /// Takes a book out.
    ///
    /// - Throws: `NodeError.unknownBook`.
    public func remove(_ licence: String) throws {
        let place = folder.book(of: licence)
        guard BookHeader.isLicence(licence), PrivateFiles.exists(place) else {
            throw NodeError.unknownBook(licence: licence)
        }
        try PrivateFiles.remove(place)
    }

    /// Lets a node that asked plain books ask those that were taken in, once none of them is left out.
    ///
    /// The lists that lay beside the folder are named in `node.json` from then on.
    ///
    /// - Returns: the folder of plain books, and how many of them the node does not have yet; `nil` when it has none.
    public func settle() throws -> (folder: String, missing: Int)? {
        guard let plain = configuration.plainBooks else { return nil }
        let missing = ((try? BookShelf.paths(in: plain)) ?? []).count {
            !PrivateFiles.exists(folder.book(of: BookShelf.licence(ofPath: $0)))
        }
        if missing == 0 {
            var settled = configuration
            settled.plainBooks = nil
            try settled.write(to: folder)
        }
        return (plain, missing)
    }

    private func write(
        _ read: ReadBook, _ licence: String, _ source: Digest, to place: String,
        of path: String, _ progress: @Sendable @escaping (Int) -> Void
    ) async throws -> Int {
        let identifier = surroundings.circumstances.identifier()
        guard let keys = BookKeys(store, of: identifier) else {
            throw NodeError.malformed(path: folder.path, member: StoreKeys.name)
        }
        let sealer = LineSealer(
            book: read, path: path, owner: configuration.name, identifier: identifier,
            keys: keys, rule: PartyRule(tagKey: keys.tags, licensees: licensees), vault: vault)
        let file = try PartialFile(place)
        // Its place is kept for the header, which says how much there is.
        try file.write([UInt8](repeating: 0, count: BookHeader.size))
        var chain = DigestChain()
        var units: [(parties: UInt16, people: UInt16)] = []
        units.reserveCapacity(read.columns.count)
        var pieces = Array(BookPieces(of: read.columns.count))[...]
        while !pieces.isEmpty {
            let some = pieces.prefix(surroundings.lanes)
            pieces = pieces.dropFirst(some.count)
            for sealed in try await BookIntake.seal(some, by: sealer) {
                try file.write(sealed.bytes)
                chain.add(sealed.bytes)
                units += sealed.units
                progress(sealed.units.count)
            }
        }
        let part = BookIndexPart(
            source: source, licensees: names, chain: chain.end, units: units,
            columns: read.columns)
        let plain = part.bytes
        let header = BookHeader(
            identifier: identifier, licence: licence, lines: units.count,
            lineBytes: part.lineBytes, columnBytes: plain.count + CipherKey.overhead)
        guard let columns = keys.seal(plain, .columns, header: header.bytes) else {
            throw NodeError.malformed(path: folder.path, member: StoreKeys.name)
        }
        try file.write(columns)
        try file.write(header.bytes, at: 0)
        try file.finish()
        return units.count { $0.people > 0 }
    }

    /// Seals pieces of a book at once, and returns them in their order.
    private static func seal(
        _ pieces: ArraySlice<Range<Int>>, by sealer: LineSealer
    ) async throws -> [LineSealer.Piece] {
        try await withThrowingTaskGroup(of: (Int, LineSealer.Piece).self) { group in
            for piece in pieces {
                group.addTask { (piece.lowerBound, try sealer.seal(piece)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
                .sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
