extension StorageError: CustomStringConvertible {
    /// What happened, where, and what to do, for a log; people are told by the catalogues.
    public var description: String {
        openingDescription ?? statementDescription ?? databaseDescription ?? "cancelled"
    }

    private var openingDescription: String? {
        switch self {
        case .file(let path, let reason):
            "\(path): the system refused this file with number \(reason); look at its folder and permissions"
        case .cannotOpen(let path, let code):
            "\(path): can not be opened (\(code)); look at its folder and permissions"
        case .notADatabase(let path):
            "\(path): this file is no database; name another one"
        case .anotherProgram(let path, let found, let expected):
            "\(path): this database is of program \(found), program \(expected) was expected; name another file"
        case .newerThanTheCode(let path, let found, let expected):
            "\(path): migration \(found) was found, at most \(expected) was expected; use a newer version"
        case .olderThanTheCode(let path, let found, let expected):
            "\(path): migration \(found) was found, \(expected) was expected; open it for writing once"
        case .changedMigration(let path, let number, let found, let expected):
            "\(path): migration \(number) was taken with checksum \(found), the code's is \(expected); "
                + "use the version that made the file, or put the migration back and add another one"
        case .misnumberedMigration(let found, let expected):
            "migration \(found) was found where \(expected) was expected; number them 1, 2, 3"
        case .alreadyThere(let path):
            "\(path): a file is there already; name another one"
        default: nil
        }
    }

    private var statementDescription: String? {
        switch self {
        case .invalid(let statement, let reason):
            "\(reason); in: \(statement)"
        case .notAllowed(let statement):
            "transactions and settings are not for statements; in: \(statement)"
        case .notOneStatement(let statement):
            "one statement was expected; in: \(statement)"
        case .parameterCount(let statement, let found, let expected):
            "\(found) values were given, \(expected) were expected; in: \(statement)"
        case .parameterName(let statement, let place):
            "parameter \(place) has another name; $1, $2 and so on were expected; in: \(statement)"
        case .notANumber(let statement, let parameter):
            "parameter \(parameter) is not a number; in: \(statement)"
        case .constraint(let constraint, let what, let statement):
            "the constraint \(constraint.rawValue) of \(what) does not hold; in: \(statement)"
        case .failed(let statement, let code, let reason):
            "\(reason) (\(code)); in: \(statement)"
        default: rowDescription
        }
    }

    private var rowDescription: String? {
        switch self {
        case .unreadable(let statement, let column, let found, let expected):
            "column \(column) holds \(found.rawValue) of which no \(expected) can be made; in: \(statement)"
        case .notText(let statement, let column):
            "column \(column) holds a text that is not in UTF-8; in: \(statement)"
        case .noSuchColumn(let statement, let column, let count):
            "column \(column) was asked for, there are \(count), the first is 0; in: \(statement)"
        case .columnCount(let statement, let found, let expected):
            "\(found) columns were found, \(expected) were expected; in: \(statement)"
        case .notOneRow(let statement, let isEmpty):
            "\(isEmpty ? "no row was" : "several rows were") found, one was expected; in: \(statement)"
        default: nil
        }
    }

    private var databaseDescription: String? {
        switch self {
        case .busy(let path):
            "\(path): another program writes to it; try again"
        case .readingOnly(let path):
            "\(path): it is open for reading only"
        case .closed(let path):
            "\(path): it was closed"
        case .damaged(let path, let statement):
            "\(path): a part of it is damaged; keep the file, and go on with a copy; in: \(statement)"
        case .full(let path):
            "\(path): the disk is full; make room and try again"
        case .disk(let path, let code):
            "\(path): the disk failed (\(code)); look at the disk"
        case .undone(let path):
            "\(path): a failure undid this transaction; nothing of it was kept; try again"
        case .mustReopen(let path):
            "\(path): a commit failed, so that what the disk has is not known; open it anew"
        default: nil
        }
    }
}
