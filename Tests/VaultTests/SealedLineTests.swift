import Cryptography
import Exchange
import Testing

@testable import Vault

struct SealedLineTests {
    private func place(_ line: Int = 7, book: UInt8 = 1) throws -> SealedLine.Place {
        SealedLine.Place(
            owner: try TestVault.word("us.trace.example"), book: try TestVault.identifier(book),
            line: line)
    }

    private func key(_ number: UInt8) throws -> VaultKey {
        try #require(VaultKey(seed: try TestVault.secret([UInt8](repeating: number, count: 32))))
    }

    private func line(
        _ fields: [(String, String)], line: Int = 7
    ) throws -> SealedLine {
        try SealedLine(
            sealing: fields.map { (path: try TestVault.word($0.0), text: $0.1) },
            at: try place(line), for: try key(5).publicKey,
            with: try #require(CipherKey([UInt8](repeating: 8, count: 32))))
    }

    private let fields = [
        ("recipient.name", "Wren Quillfeather"), ("recipient.address", ""),
        ("recipient.born", String(repeating: "1", count: 300)),
    ]

    private func text(_ secret: SecretBytes) -> String {
        secret.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    @Test("each field comes out as it was, under the vault's key alone")
    func opened() throws {
        let line = try line(fields)
        let read = try #require(SealedLine(line.bytes + [0, 0, 0], at: try place()))
        #expect(read == line)
        for (name, value) in fields {
            let path: FieldPath = try TestVault.word(name)
            #expect(read.has(path))
            #expect(text(try read.open(path, with: try key(5).box)) == value)
            #expect(throws: SealError.otherKey) { try read.open(path, with: try key(6).box) }
        }
        #expect(throws: SealError.malformed) {
            try read.open(try TestVault.word("from.name"), with: try key(5).box)
        }
        #expect(line.paths.map(\.text) == fields.map(\.0))
    }

    @Test("values of other lengths look alike, and no text stands in the bytes")
    func lengths() throws {
        #expect(
            try line([("a", "x")]).bytes.count
                == (try line([("a", String(repeating: "x", count: 62))])).bytes.count)
        #expect(
            try line([("a", "x")]).bytes.count
                < (try line([("a", String(repeating: "x", count: 63))])).bytes.count)
        let bytes = try line(fields).bytes
        #expect(!String(decoding: bytes, as: UTF8.self).contains("Wren"))
    }

    @Test("a field of another line, of another book or changed does not open")
    func moved() throws {
        let bytes = try line(fields).bytes
        let path: FieldPath = try TestVault.word("recipient.name")
        for place in [try place(8), try place(book: 2)] {
            let moved = try #require(SealedLine(bytes, at: place))
            #expect(throws: SealError.changed) { try moved.open(path, with: try key(5).box) }
        }
        // Fields that change places do not open either: their numbers and paths are bound.
        let others = try line([fields[1], fields[0]])
        let one = try #require(SealedLine(others.bytes, at: try place()))
        #expect(text(try one.open(path, with: try key(5).box)) == "Wren Quillfeather")
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            guard let read = SealedLine(changed, at: try self.place()) else { continue }
            let opened = read.paths.map { path in
                (try? read.open(path, with: try key(5).box)).map { text($0) }
            }
            #expect(read != (try line(fields)) && opened.contains(nil), "\(place)")
        }
    }

    @Test("what is cut off, repeated or empty is none")
    func malformed() throws {
        let bytes = try line(fields).bytes
        for count in 0..<bytes.count {
            #expect(SealedLine(Array(bytes[..<count]), at: try place()) == nil)
        }
        #expect(SealedLine(bytes + [1], at: try place()) == nil)
        #expect(throws: SealError.malformed) { try line([]) }
        #expect(throws: SealError.malformed) { try line([("a", "x"), ("a", "y")]) }
        #expect(throws: SealError.malformed) { try line((0..<17).map { ("a\($0)", "") }) }
        let long = String(repeating: "x", count: SealedField.mostBytes)
        #expect(try line([("a", long)]).paths.count == 1)
        #expect(throws: SealError.tooLong(limit: SealedField.mostBytes)) {
            try line([("a", long + "x")])
        }
        let nobody = try #require(BoxPublicKey([UInt8](repeating: 0, count: 32)))
        #expect(throws: SealError.unusableKey(index: 0)) {
            try SealedLine(
                sealing: [(path: try TestVault.word("a"), text: "x")], at: try place(),
                for: nobody, with: try #require(CipherKey([UInt8](repeating: 8, count: 32))))
        }
    }

    @Test("a field is sealed anew for who asked")
    func resealed() throws {
        let line = try line(fields)
        let asking = try #require(BoxKey(seed: [UInt8](repeating: 9, count: 32)))
        let answer = try TestVault.identifier(3)
        let place = SealedField.Place(
            message: answer, path: try TestVault.word("purchaser.name"),
            recipient: try TestVault.word("mx.trace.example"))
        let chance = try #require(
            SealedField.Chance(
                key: Array(0..<32), nonce: Array(0..<24), opening: Array(0..<32)))
        let sealed = try key(5).reseal(
            .line(line, try TestVault.word("recipient.name")), for: place,
            to: [asking.publicKey], with: chance)
        let opened = try sealed.open(with: asking, in: answer).value
        #expect(String(decoding: opened, as: UTF8.self) == "Wren Quillfeather")
        #expect(throws: SealError.malformed) {
            try key(5).reseal(
                .line(line, try TestVault.word("from.name")), for: place,
                to: [asking.publicKey], with: chance)
        }
    }
}
