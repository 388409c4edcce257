import Cryptography
import FoundationEssentials
import Storage
import Testing

@testable import Nodes

/// What the tables keep of people's words: nothing in plain, nothing that opens in another place, nothing lost on the way
/// from a database of before.
final class EncipheringTests: Sendable {
    private let path = TestFolder.make()

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func bytes(below path: String) throws -> Data {
        var all = Data()
        for name in PrivateFiles.names(in: path) where name.hasPrefix("node.sqlite") {
            all += try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
        }
        return all
    }

    @Test("a value opens in its place alone")
    func places() async throws {
        let folder = try TestFolder.withStoreKey(path)
        let database = try await folder.openTables()
        let sealed = try await database.write { transaction in
            try transaction.value("SELECT enciphered('Quetzal', 'a.b', '1')", as: [UInt8].self)
        }
        let again = try await database.write { transaction in
            try transaction.value("SELECT enciphered('Quetzal', 'a.b', '1')", as: [UInt8].self)
        }
        #expect(sealed != again && !sealed.contains(Array("Quetzal".utf8)))
        let opened = try await database.read { transaction in
            try transaction.value(
                "SELECT CAST(deciphered($1, 'a.b', '1') AS TEXT)", sealed, as: String.self)
        }
        #expect(opened == "Quetzal")
        for (column, row) in [("a.b", "2"), ("a.c", "1"), ("a.b1", ""), ("a", "b\n1:1")] {
            await #expect(throws: StorageError.self) {
                try await database.read { transaction in
                    try transaction.value(
                        "SELECT deciphered($1, $2, $3)", sealed, column, row, as: [UInt8].self)
                }
            }
        }
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 0x10
            let bytes = changed
            await #expect(throws: StorageError.self) {
                try await database.read { transaction in
                    try transaction.value(
                        "SELECT deciphered($1, 'a.b', '1')", bytes, as: [UInt8].self)
                }
            }
        }
        for query: Query in [
            "SELECT deciphered(x'', 'a.b', '1')", "SELECT deciphered(x'01', 'a.b', '1')",
            "SELECT deciphered('text', 'a.b', '1')", "SELECT enciphered(1, 'a.b', '1')",
            "SELECT enciphered('a', 1, '1')", "SELECT keyed(NULL, 'a.b')",
        ] {
            await #expect(throws: StorageError.self) {
                try await database.read { try $0.value(query, as: StoredValue.self) }
            }
        }
        let nothing = try await database.read { transaction in
            try transaction.value(
                "SELECT deciphered(enciphered(NULL, 'a', 'b'), 'a', 'b')", as: StoredValue.self)
        }
        #expect(nothing == .null)
        await database.close()
    }

    @Test("a keyed name is the same for the same text, and by another key another")
    func names() async throws {
        let folder = try TestFolder.withStoreKey(path)
        func name(_ text: String, _ column: String) async throws -> [UInt8] {
            let database = try await folder.openTables()
            let name = try await database.read { transaction in
                try transaction.value("SELECT keyed($1, $2)", text, column, as: [UInt8].self)
            }
            await database.close()
            return name
        }
        let one = try await name("FGR/1", "recovery.reference")
        #expect(one.count == 16)
        #expect(try await name("FGR/1", "recovery.reference") == one)
        #expect(try await name("FGR/2", "recovery.reference") != one)
        #expect(try await name("FGR/1", "recovery.other") != one)
        // Under another key these are other tables.
        try KeyFile.make(StoreKeys.name, in: folder.keys)
        let file = KeyFile.path(of: StoreKeys.name, in: folder.keys)
        await #expect(throws: NodeError.otherStoreKey(path: file)) {
            try await folder.openTables()
        }
        await #expect(throws: NodeError.otherStoreKey(path: file)) {
            try await folder.openTables(.readingOnly)
        }
        try FileManager.default.removeItem(atPath: file)
        await #expect(throws: NodeError.malformed(path: file, member: StoreKeys.name)) {
            try await folder.openTables()
        }
    }

    @Test(
        "a database of before is enciphered whole, and no byte of what it said stays in its files")
    func migrated() async throws {
        let folder = try TestFolder.withStoreKey(path)
        let words = [
            "Quetzalenvelope", "Quetzalreceived", "Quetzalbody", "QuetzalRef", "Quetzalcase",
        ]
        let before = try await Database.open(
            DatabaseConfiguration(
                path: folder.database, application: NodeSchema.application,
                migrations: Array(NodeSchema.migrations.prefix(6))))
        try await before.write { transaction in
            for row in 1...200 {
                let filler = String(repeating: "x", count: 3000)
                try transaction.execute(
                    """
                    INSERT INTO outbox(id, issuer, audience, kind, issued, ends, digest, dsse, entry,
                        state, tries, next_try, questioned, sealed)
                    VALUES ('o' || $1, 'mx', 'us', 'TRACE_REQUEST', 1, 2, x'00', $2, 1, 'logged', 0,
                        1, 0, 0)
                    """, row, Array("Quetzalenvelope\(row)\(filler)".utf8))
                try transaction.execute(
                    """
                    INSERT INTO inbox(issuer, id, kind, request, digest, dsse, entry, stage, receipt,
                        sealed, ends)
                    VALUES ('us', 'i' || $1, 'RECEIPT', 'r', x'00', $2, 1, 'ACCEPTED', x'00', 0, 2)
                    """, row, Array("Quetzalreceived\(row)\(filler)".utf8))
                try transaction.execute(
                    """
                    INSERT INTO recovery(request, submission, row, reference, body, name)
                    VALUES ('r' || $1, 's', $1, 'QuetzalRef-' || $1, $2, x'07')
                    """, row, Array("Quetzalbody\(row)".utf8))
                try transaction.execute(
                    """
                    INSERT INTO opening(entry, label, opening, value)
                    VALUES ('e' || $1, 'case', x'01', $2)
                    """, row, Array("Quetzalcase\(row)".utf8))
            }
            try transaction.execute(
                """
                INSERT INTO submission(id, time, file, digest, rows)
                VALUES ('s', 1, 'Quetzalfile.csv', x'00', 200)
                """)
        }
        await before.close()
        for word in words + ["Quetzalfile"] {
            #expect(TestFolder.holds(try bytes(below: path), Array(word.utf8)))
        }
        let after = try await folder.openTables()
        for word in words + ["Quetzalfile"] {
            #expect(!TestFolder.holds(try bytes(below: path), Array(word.utf8)))
        }
        try await read(after)
        #expect(try await after.integrityCheck().isSound)
        await after.close()
        #expect(!TestFolder.holds(try bytes(below: path), Array("Quetzal".utf8)))
    }

    private func read(_ database: Database) async throws {
        let texts = try await database.read { transaction in
            [
                try transaction.value(
                    "SELECT deciphered(dsse, 'outbox.dsse', id) FROM outbox WHERE id = 'o77'",
                    as: [UInt8].self),
                try transaction.value(
                    """
                    SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
                    WHERE id = 'i77'
                    """, as: [UInt8].self),
                try transaction.value(
                    """
                    SELECT deciphered(body, 'recovery.body', request) FROM recovery
                    WHERE keyed_reference = keyed('QuetzalRef-77', 'recovery.reference')
                        AND name = x'07'
                    """, as: [UInt8].self),
                try transaction.value(
                    """
                    SELECT deciphered(reference, 'recovery.reference', request) FROM recovery
                    WHERE submission = 's' AND row = 77
                    """, as: [UInt8].self),
                try transaction.value(
                    """
                    SELECT deciphered(value, 'opening.value', entry || ' ' || label) FROM opening
                    WHERE entry = 'e77'
                    """, as: [UInt8].self),
                try transaction.value(
                    "SELECT deciphered(file, 'submission.file', id) FROM submission",
                    as: [UInt8].self),
            ].map { String(decoding: $0.prefix(17), as: UTF8.self) }
        }
        #expect(
            texts == [
                "Quetzalenvelope77", "Quetzalreceived77", "Quetzalbody77", "QuetzalRef-77",
                "Quetzalcase77", "Quetzalfile.csv",
            ])
        #expect(
            try await database.read {
                try $0.value("SELECT count(*) FROM recovery", as: Int.self)
            } == 200)
    }
}
