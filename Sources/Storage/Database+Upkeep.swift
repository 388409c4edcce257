/// What an examination of a database found.
public struct IntegrityReport: Equatable, Sendable {
    /// What is wrong, one finding a line, with the names of tables and the numbers of rows, without values.
    public let problems: [String]

    /// Tells whether nothing is wrong.
    public var isSound: Bool { problems.isEmpty }
}

extension Database {
    /// Moves what was committed into the main file; returns whether everything could be moved.
    ///
    /// It happens by itself as well. A read that takes long can be in the way, and is not waited for.
    @discardableResult
    public func checkpoint() async throws(StorageError) -> Bool {
        guard let writer else { throw .readingOnly(path: configuration.path) }
        return try await writer.checkpoint(configuration)
    }

    /// Examines all of the database, its structure and its references, as it is now.
    ///
    /// - Complexity: It reads everything.
    public func integrityCheck() async throws -> IntegrityReport {
        try await readers.lend { reader in
            try await reader.performOwn { connection throws(StorageError) in
                IntegrityReport(problems: try connection.problems())
            }
        }
    }

    /// Makes a copy of the database as it is now, while others read and write.
    ///
    /// Under its name there is all of it or nothing, durable on return. It is for its owner alone.
    ///
    /// - Throws: `StorageError.alreadyThere` where something has the name; nothing is overwritten.
    public func copy(to path: String) async throws {
        guard !PrivateFile.exists(at: path) else { throw StorageError.alreadyThere(path: path) }
        let partial = path + ".part"
        try await readers.lend { reader in
            try await reader.performOwn { connection throws(StorageError) in
                // What an earlier copy left that did not end.
                PrivateFile.remove(at: partial)
                do throws(StorageError) {
                    try PrivateFile.make(at: partial)
                    try connection.run("VACUUM INTO $1", partial)
                    try PrivateFile.publish(partial, as: path)
                } catch {
                    PrivateFile.remove(at: partial)
                    throw error
                }
            }
        }
    }
}

extension Connection {
    /// What is wrong with the database, at most the first hundred findings of each kind.
    fileprivate func problems() throws(StorageError) -> [String] {
        var problems: [String] = []
        do throws(StorageError) {
            let structure = try prepareOwn("PRAGMA integrity_check(100)")
            while try structure.step() { problems.append(try structure.row.value(at: 0)) }
        } catch .damaged {
            // Some damage is so bad that the examination itself ends with it.
            return problems + ["the examination ended at a part that is damaged"]
        }
        if problems == ["ok"] { problems = [] }
        let references = try prepareOwn("PRAGMA foreign_key_check")
        while problems.count < 200, try references.step() {
            let (table, row, parent, _) = try references.row.values(
                String.self, Int?.self, String.self, Int.self)
            let place = row.map { "row \($0) of" } ?? "a row of"
            problems.append("\(place) \(table) refers to a row of \(parent) that is not there")
        }
        return problems
    }
}
