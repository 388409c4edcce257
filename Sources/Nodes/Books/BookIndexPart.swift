import Books
import Cryptography
import Encoding

/// The part of a book's file that is deciphered when it is opened: where each line stands, and the columns.
///
/// | bytes | what |
/// | --- | --- |
/// | 0..<32 | the SHA-256 of the file that was taken in |
/// | 32..<64 | the SHA-256 of the licensees' names by which businesses were told from people |
/// | 64..<96 | the chain of SHA-256 over the lines' bytes |
/// | 4 for each line | how many units of 16 bytes its parties take, and its people, in two bytes each |
/// | the rest | `BookColumns` |
struct BookIndexPart: Sendable {
    let source: Digest
    let licensees: Digest
    let chain: Digest
    /// How many units the parties and the people of each line take.
    let units: [(parties: UInt16, people: UInt16)]
    let columns: BookColumns

    /// How many bytes a unit has.
    static let unit = 16
    private static let digests = 3
    private static let unitsSize = 4

    /// How many bytes all lines take.
    var lineBytes: Int {
        units.reduce(0) { $0 + (Int($1.parties) + Int($1.people)) * BookIndexPart.unit }
    }

    var bytes: [UInt8] {
        var bytes = source.bytes + licensees.bytes + chain.bytes
        for line in units {
            for number in [line.parties, line.people] {
                bytes.append(UInt8(truncatingIfNeeded: number))
                bytes.append(UInt8(truncatingIfNeeded: number >> 8))
            }
        }
        return bytes + columns.bytes
    }

    init(
        source: Digest, licensees: Digest, chain: Digest,
        units: [(parties: UInt16, people: UInt16)], columns: BookColumns
    ) {
        self.source = source
        self.licensees = licensees
        self.chain = chain
        self.units = units
        self.columns = columns
    }

    /// Reads the part of a book of so many lines; `nil` for anything else.
    init?(_ bytes: [UInt8], lines: Int) {
        let start = BookIndexPart.digests * Digest.size
        let end = start + lines * BookIndexPart.unitsSize
        guard lines >= 0, bytes.count >= end,
            let digests = Digest.array(of: Array(bytes[..<start])),
            let columns = BookColumns(Array(bytes[end...])), columns.count == lines
        else { return nil }
        func number(_ place: Int) -> UInt16 {
            UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
        }
        units = (0..<lines).map { line in
            let place = start + line * BookIndexPart.unitsSize
            return (parties: number(place), people: number(place + 2))
        }
        // Each line has parties, be they blank.
        guard units.allSatisfy({ $0.parties > 0 }) else { return nil }
        (source, licensees, chain) = (digests[0], digests[1], digests[2])
        self.columns = columns
    }
}

/// A chain of SHA-256 over pieces of any size: the same bytes in the same pieces have the same end.
struct DigestChain: Sendable {
    private(set) var end = Digest.sha256([])

    mutating func add(_ bytes: [UInt8]) {
        end = Digest.sha256(end.bytes + Digest.sha256(bytes).bytes)
    }
}
