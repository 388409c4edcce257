/// Why a database can not be opened, read or written.
///
/// No case carries a value that was bound or read, since that can be somebody's: cases name statements, columns,
/// kinds and places.
public enum StorageError: Error, Equatable, Sendable {
    /// What a constraint asks for.
    public enum Constraint: String, Equatable, Sendable {
        /// No two rows are the same there.
        case unique
        /// Something stands there.
        case notNull
        /// A condition of the table holds.
        case check
        /// The row that is referred to exists.
        case reference
        /// The column is of another type.
        case type
        /// Another condition, such as one of a trigger.
        case other
    }

    // MARK: Opening

    /// A file can not be opened, made, renamed or synchronised; `reason` is the system's number for it.
    case file(path: String, reason: Int32)
    /// A database can not be opened; `code` is the database's number for it.
    case cannotOpen(path: String, code: Int32)
    /// A file is no database.
    case notADatabase(path: String)
    /// A file is the database of another program; `found` is 0 where it does not say of which.
    case anotherProgram(path: String, found: Int32, expected: Int32)
    /// A database has taken more migrations than the code knows.
    case newerThanTheCode(path: String, found: Int, expected: Int)
    /// A database that may only be read has taken fewer migrations than the code knows.
    case olderThanTheCode(path: String, found: Int, expected: Int)
    /// A migration of the code is not the one that the database has taken.
    case changedMigration(path: String, number: Int, found: String, expected: String)
    /// The numbers of the code's migrations are not 1, 2, 3 and so on.
    case misnumberedMigration(found: Int, expected: Int)
    /// A file is there already where a copy was to be made.
    case alreadyThere(path: String)

    // MARK: Carrying out

    /// A statement is wrong, or names what is not there.
    case invalid(statement: String, reason: String)
    /// A statement begins or ends a transaction, or changes how the database works.
    case notAllowed(statement: String)
    /// A query holds no statement, or more than one.
    case notOneStatement(statement: String)
    /// A statement was given another number of values than it has parameters.
    case parameterCount(statement: String, found: Int, expected: Int)
    /// The parameter that appears at a place, counted from 1, is no `$n`, or a number before its own is missing.
    case parameterName(statement: String, place: Int)
    /// A value that is not a number was to be kept as one, at a parameter counted from 1.
    case notANumber(statement: String, parameter: Int)
    /// A constraint was broken; `what` names a table and its columns, or the constraint.
    case constraint(Constraint, what: String, statement: String)
    /// A statement failed for another reason.
    case failed(statement: String, code: Int32, reason: String)

    // MARK: Reading rows

    /// A column holds something of which the type asked for can not be made.
    case unreadable(statement: String, column: Int, found: StoredValue.Kind, expected: String)
    /// A text is not in UTF-8.
    case notText(statement: String, column: Int)
    /// A row has not the column asked for.
    case noSuchColumn(statement: String, column: Int, count: Int)
    /// A row has another number of columns than was asked for.
    case columnCount(statement: String, found: Int, expected: Int)
    /// More rows or fewer were found than the one that was asked for.
    case notOneRow(statement: String, isEmpty: Bool)

    // MARK: The whole database

    /// Somebody else writes to the database, and did not end in time.
    case busy(path: String)
    /// A write was asked of a database that is open for reading only.
    case readingOnly(path: String)
    /// The database was closed.
    case closed(path: String)
    /// A part of the database is not as it was written.
    case damaged(path: String, statement: String)
    /// The disk is full.
    case full(path: String)
    /// The disk failed; `code` is the database's number for it.
    case disk(path: String, code: Int32)
    /// The transaction was undone because of a failure elsewhere in it; nothing of it was kept.
    case undone(path: String)
    /// A commit failed so that what the disk has is not known; the database has to be opened anew.
    case mustReopen(path: String)
    /// The task was cancelled before anything was done.
    case cancelled
}
