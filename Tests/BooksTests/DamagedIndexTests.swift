import Books
import FoundationEssentials
import Language
import SerialIndex
import Testing

/// Indexes that are not as they were written.
struct DamagedIndexTests {
    let folder: IndexedFolder

    init() async throws {
        folder = try IndexedFolder()
        try folder.writeBook()
        _ = try await folder.index()
    }

    /// The answers, and whether the damage was noted.
    func read() async throws -> (answers: Answers, isNoted: Bool) {
        var answers = Answers(try await folder.read())
        let isNoted = answers.notes.first?.key == "books.index.damaged"
        if isNoted {
            answers.notes.removeFirst()
            answers.rows.removeFirst()
        }
        return (answers, isNoted)
    }

    @Test("a damaged index is noted, the book is read whole, and the next indexing mends it")
    func mended() async throws {
        var bytes = try folder.bytes(of: folder.serialsFile)
        bytes[bytes.count / 2] ^= 1
        try folder.write(bytes, to: folder.serialsFile)
        let found = try await read()
        #expect(found.isNoted)
        #expect(try await found.answers == folder.readWhole())
        #expect(try await folder.index().map(\.isKept) == [false])
        #expect(try await !read().isNoted)
        try FileManager.default.removeItem(atPath: folder.serialsFile)
        #expect(try await read().isNoted)
    }

    @Test("an index of another version is passed over without a word, and made anew")
    func otherVersion() async throws {
        var serials = try folder.bytes(of: folder.serialsFile)
        serials[8] = 1
        try folder.write(serials, to: folder.serialsFile)
        // The lines pin what lies beside them: they are made to fit, as the other version's would.
        var lines = try folder.bytes(of: folder.linesFile)
        func put(_ number: UInt64, at offset: Int) {
            for byte in 0..<8 {
                lines[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt64(byte * 8))
            }
        }
        put(ContentChecksum.of(serials.prefix(1024)), at: 24 + 32)
        put(ContentChecksum.of(lines[24...]), at: 16)
        try folder.write(lines, to: folder.linesFile)
        let found = try await read()
        #expect(!found.isNoted)
        #expect(try await found.answers == folder.readWhole())
        #expect(try await folder.index().map(\.isKept) == [false])
        #expect(try await folder.index().map(\.isKept) == [true])
    }

    @Test("whatever bytes are flipped or cut off, the answers are those of the book")
    func flips() async throws {
        let whole = try await folder.readWhole()
        var random = SystemRandomNumberGenerator()
        for path in [folder.linesFile, folder.serialsFile] {
            let sound = try folder.bytes(of: path)
            for round in 0..<60 {
                var bytes = sound
                if round % 3 == 0 {
                    bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
                } else {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] ^= UInt8.random(in: 1...255, using: &random)
                }
                try folder.write(bytes, to: path)
                #expect(try await read().answers == whole)
            }
            try folder.write(sound, to: path)
        }
        #expect(try await !read().isNoted)
    }

    @Test("bytes that were changed on purpose, with the right checksum, stop nothing either")
    func forged() async throws {
        let sound = try folder.bytes(of: folder.linesFile)
        var random = SystemRandomNumberGenerator()
        for round in 0..<200 {
            var body = Array(sound[24...])
            // What stands at the front is the identity: beyond it is more to break.
            let place = Int.random(in: (round % 4 == 0 ? 0 : 40)..<body.count, using: &random)
            switch round % 5 {
            case 0: body.removeLast(body.count - place)
            case 1:
                body.replaceSubrange(
                    place..<min(place + 4, body.count), with: [255, 255, 255, 255])
            default: body[place] ^= UInt8.random(in: 1...255, using: &random)
            }
            let sum = ContentChecksum.of(body)
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
            try folder.write(Array(sound[..<16]) + bytes + body, to: folder.linesFile)
            _ = try await read()
        }
    }
}
