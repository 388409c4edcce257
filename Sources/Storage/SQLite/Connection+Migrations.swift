extension Connection {
    /// Takes the migrations that the database has not taken, each in a transaction of its own.
    func migrate(_ configuration: DatabaseConfiguration) throws(StorageError) {
        for (index, migration) in configuration.migrations.enumerated()
        where migration.number != index + 1 {
            throw .misnumberedMigration(found: migration.number, expected: index + 1)
        }
        var taken = try takenMigrations(configuration)
        while taken < configuration.migrations.count {
            try inTransaction { () throws(StorageError) in
                // Another process may have taken some since.
                taken = try takenMigrations(configuration)
                guard taken < configuration.migrations.count else { return }
                try take(configuration.migrations[taken])
            }
            taken = try takenMigrations(configuration)
        }
    }

    /// Checks that the database has taken the migrations of the code and no others.
    func checkMigrations(_ configuration: DatabaseConfiguration) throws(StorageError) {
        let taken = try takenMigrations(configuration)
        guard taken == configuration.migrations.count else {
            throw .olderThanTheCode(
                path: path, found: taken, expected: configuration.migrations.count)
        }
    }

    private func take(_ migration: Migration) throws(StorageError) {
        for query in migration.statements {
            let statement = try prepare(query)
            try statement.bind()
            while try statement.step() {}
        }
        // Said here, where it can be said of which migration.
        if hasOpenReferences {
            throw .constraint(
                .reference, what: "migration \(migration.number)",
                statement: migration.statements.last?.label ?? "")
        }
        try run(
            "INSERT INTO storage_migration (number, name, checksum) VALUES ($1, $2, $3)",
            migration.number, migration.name, migration.checksum)
    }

    /// How many migrations the database has taken, each of which the code has in the same words.
    private func takenMigrations(
        _ configuration: DatabaseConfiguration
    ) throws(StorageError) -> Int {
        let statement = try prepareOwn(
            "SELECT number, checksum FROM storage_migration ORDER BY number")
        var taken: [(number: Int, checksum: String)] = []
        while try statement.step() {
            let (number, checksum) = try statement.row.values(Int.self, String.self)
            taken.append((number, checksum))
        }
        let known = configuration.migrations
        if let last = taken.last, last.number > known.count {
            throw .newerThanTheCode(path: path, found: last.number, expected: known.count)
        }
        for (index, (number, checksum)) in taken.enumerated() {
            guard number == index + 1 else {
                throw .damaged(path: path, statement: "storage_migration")
            }
            guard checksum == known[index].checksum else {
                throw .changedMigration(
                    path: path, number: number, found: checksum, expected: known[index].checksum)
            }
        }
        return taken.count
    }
}
