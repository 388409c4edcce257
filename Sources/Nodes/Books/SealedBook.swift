import Books
import Cryptography
import Exchange
import Synchronization
import Tabular
import Vault

/// A book that a node has taken in, open: its lines are deciphered one by one when they are asked for.
final class SealedBook: NamelessLines {
    let header: BookHeader
    /// What the file holds, by the digest of its header and of its enciphered columns.
    let digest: Digest
    let columns: BookColumns
    /// The file that was taken in, by its digest.
    let source: Digest
    /// The names by which businesses were told from people, by their digest.
    let licensees: Digest

    private let file: ByteFile
    private let path: String
    private let owner: NodeName
    private let keys: BookKeys
    private let units: [(parties: UInt16, people: UInt16)]
    /// In which unit each line begins.
    private let starts: [UInt32]
    private let chain: Digest
    private let hasFailed = Atomic<Bool>(false)

    /// Opens the file of a book.
    ///
    /// - Parameters:
    ///   - owner: the node that has taken it in.
    ///   - store: from which the keys of books are made.
    /// - Throws: `BookFileError`; `TabularError` where it can not be read.
    init(_ path: String, owner: NodeName, store: HMACKey) throws {
        file = try ByteFile(path: path)
        let size = file.identity.size
        let head = try file.bytes(0..<min(size, BookHeader.size))
        header = try BookHeader(head)
        guard header.fileBytes == size, let keys = BookKeys(store, of: header.identifier) else {
            throw BookFileError.damaged
        }
        let enciphered = try file.bytes(header.columnExtent)
        guard let plain = keys.open(enciphered, .columns, header: head) else {
            throw BookFileError.otherKey
        }
        guard let part = BookIndexPart(plain, lines: header.lines),
            part.lineBytes == header.lineBytes,
            let starts = SealedBook.starts(of: part)
        else { throw BookFileError.damaged }
        self.keys = keys
        self.path = path
        self.owner = owner
        self.starts = starts
        digest = Digest.sha256(head + Digest.sha256(enciphered).bytes)
        columns = part.columns
        units = part.units
        (source, licensees, chain) = (part.source, part.licensees, part.chain)
    }

    /// Where each line begins, in units; `nil` when there are more than can be counted.
    private static func starts(of part: BookIndexPart) -> [UInt32]? {
        var starts: [UInt32] = []
        starts.reserveCapacity(part.units.count)
        var next: UInt32 = 0
        for line in part.units {
            starts.append(next)
            let (end, isOver) = next.addingReportingOverflow(
                UInt32(line.parties) + UInt32(line.people))
            guard !isOver else { return nil }
            next = end
        }
        return starts
    }

    /// What stopped its lines from being had any further: the file is no longer what it was.
    var failure: BooksError? {
        hasFailed.load(ordering: .acquiring) ? .changed(path) : nil
    }

    /// The parties of lines: businesses by name, persons as tags.
    ///
    /// - Throws: `BooksError.changed` where the file is not what it was.
    func parties(ofLines lines: [Int]) throws -> [LineParties] {
        try lines.map { line in
            try read(line, .parties, after: 0, units[line].parties) { LineParties($0) }
        }
    }

    /// What a line says of people, sealed for the vault; `nil` when it names nobody.
    ///
    /// - Throws: `BooksError.changed` where the file is not what it was.
    func people(ofLine line: Int) throws -> SealedLine? {
        guard units[line].people > 0 else { return nil }
        let place = SealedLine.Place(owner: owner, book: header.identifier, line: line)
        return try read(line, .people, after: units[line].parties, units[line].people) {
            SealedLine($0, at: place)
        }
    }

    private func read<Value>(
        _ line: Int, _ part: BookKeys.Part, after skipped: UInt16, _ units: UInt16,
        _ make: ([UInt8]) -> Value?
    ) throws -> Value {
        let start = BookHeader.size + (Int(starts[line]) + Int(skipped)) * BookIndexPart.unit
        let extent = start..<start + Int(units) * BookIndexPart.unit
        guard let bytes = try? file.bytes(extent),
            let value = keys.open(bytes, part, line: line).flatMap(make)
        else {
            hasFailed.store(true, ordering: .releasing)
            throw BooksError.changed(path)
        }
        return value
    }

    /// Reads the whole file and tells whether each of its lines is as it was written.
    func isWhole() -> Bool {
        var chain = DigestChain()
        for piece in BookPieces(of: header.lines) {
            guard let first = piece.first, let last = piece.last else { continue }
            let start = BookHeader.size + Int(starts[first]) * BookIndexPart.unit
            let end = Int(starts[last]) + Int(units[last].parties) + Int(units[last].people)
            guard let bytes = try? file.bytes(start..<BookHeader.size + end * BookIndexPart.unit)
            else { return false }
            chain.add(bytes)
        }
        return chain.end == self.chain
    }
}

/// The lines of a book in the pieces in which they are sealed, at most so many at once.
struct BookPieces: Sequence {
    /// How many lines a piece has, but for the last.
    static let size = 1024
    private let count: Int

    init(of count: Int) { self.count = count }

    func makeIterator() -> some IteratorProtocol<Range<Int>> {
        stride(from: 0, to: count, by: BookPieces.size).lazy
            .map { $0..<Swift.min($0 + BookPieces.size, count) }.makeIterator()
    }
}
