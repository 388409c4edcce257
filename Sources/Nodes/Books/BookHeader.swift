import Books
import Cryptography
import Encoding
import Exchange

/// The beginning of the file of a book that a node has taken in: what may be known without a key.
///
/// | bytes | what |
/// | --- | --- |
/// | 0..<8 | `RASTROB1` |
/// | 8..<12 | the version, 1; all numbers are little-endian |
/// | 12..<48 | the number of the taking-in, a UUID as text |
/// | 48..<52 | how many lines |
/// | 52..<60 | how many bytes the lines take, behind the header |
/// | 60..<68 | how many bytes the columns take, behind the lines |
/// | 68 | how many bytes the licence has |
/// | 69..<144 | the licence, filled up with zeros |
struct BookHeader: Hashable, Sendable {
    /// The number of the taking-in; the keys of the book are made of it.
    let identifier: UniqueIdentifier
    /// The licence, as the file that was taken in is named.
    let licence: String
    let lines: Int
    let lineBytes: Int
    let columnBytes: Int

    static let size = 144
    static let version: UInt32 = 1
    /// A licence has at most so many bytes.
    static let longestLicence = 64
    private static let magic = Array("RASTROB1".utf8)
    private static let licencePlace = 68
    /// More bytes no book has; sums of two stay within a number.
    private static let mostBytes: UInt64 = 1 << 60

    init(
        identifier: UniqueIdentifier, licence: String, lines: Int, lineBytes: Int,
        columnBytes: Int
    ) {
        self.identifier = identifier
        self.licence = licence
        self.lines = lines
        self.lineBytes = lineBytes
        self.columnBytes = columnBytes
    }

    /// How many bytes the whole file has.
    var fileBytes: Int { BookHeader.size + lineBytes + columnBytes }

    /// Where the columns are.
    var columnExtent: Range<Int> { BookHeader.size + lineBytes..<fileBytes }

    /// Tells whether a text can be the licence of a book: its file is named by what is compared of it.
    static func isLicence(_ text: String) -> Bool {
        text.utf8.count <= longestLicence && !LicenceNumber.folded(text).isEmpty
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    var bytes: [UInt8] {
        var bytes = BookHeader.magic
        func add(_ number: UInt64, _ size: Int) {
            for place in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
        }
        add(UInt64(BookHeader.version), 4)
        bytes += Array(identifier.text.utf8)
        add(UInt64(lines), 4)
        add(UInt64(lineBytes), 8)
        add(UInt64(columnBytes), 8)
        add(UInt64(licence.utf8.count), 1)
        bytes += Array(licence.utf8)
        return bytes + [UInt8](repeating: 0, count: BookHeader.size - bytes.count)
    }

    /// Reads the beginning of a file.
    ///
    /// - Throws: `BookFileError`.
    init(_ bytes: [UInt8]) throws(BookFileError) {
        func number(_ range: Range<Int>) -> UInt64 {
            range.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
        }
        guard bytes.count == BookHeader.size, bytes.starts(with: BookHeader.magic) else {
            throw .damaged
        }
        guard number(8..<12) == UInt64(BookHeader.version) else { throw .otherVersion }
        let (lineBytes, columnBytes) = (number(52..<60), number(60..<68))
        let count = Int(bytes[BookHeader.licencePlace])
        let start = BookHeader.licencePlace + 1
        guard let text = String(validating: bytes[12..<48], as: UTF8.self),
            let identifier = UniqueIdentifier(text),
            lineBytes < BookHeader.mostBytes, columnBytes < BookHeader.mostBytes,
            count <= BookHeader.longestLicence,
            let licence = String(validating: bytes[start..<start + count], as: UTF8.self),
            BookHeader.isLicence(licence),
            bytes[(start + count)...].allSatisfy({ $0 == 0 })
        else { throw .damaged }
        self.init(
            identifier: identifier, licence: licence, lines: Int(number(48..<52)),
            lineBytes: Int(lineBytes), columnBytes: Int(columnBytes))
        guard lines <= BookColumns.mostLines else { throw .damaged }
    }
}

/// Why the file of a book that was taken in can not be used.
enum BookFileError: Error, Equatable {
    /// It is not as it was written.
    case damaged
    /// Another version of this program wrote it.
    case otherVersion
    /// It was taken in by another node, or the key of the store was exchanged.
    case otherKey
}
