import Glibc
public import Language
public import Storage

extension StorageError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do; never a value.
    public var phrase: Phrase {
        switch self {
        case .file(let path, let reason):
            Phrase(
                "node.storage.file",
                ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))])
        case .cannotOpen(let path, let code), .disk(let path, let code):
            Phrase("node.storage.disk", ["path": .text(path), "code": .count(Int(code))])
        case .mustReopen(let path):
            Phrase("node.storage.disk", ["path": .text(path), "code": .count(0)])
        case .notADatabase(let path), .anotherProgram(let path, _, _):
            Phrase("node.storage.foreign", ["path": .text(path)])
        case .newerThanTheCode(let path, let found, let expected):
            Phrase(
                "node.storage.newer",
                ["path": .text(path), "found": .count(found), "expected": .count(expected)])
        case .olderThanTheCode(let path, let found, let expected):
            Phrase(
                "node.storage.older",
                ["path": .text(path), "found": .count(found), "expected": .count(expected)])
        case .alreadyThere(let path): Phrase("node.storage.there", ["path": .text(path)])
        case .busy(let path): Phrase("node.storage.busy", ["path": .text(path)])
        case .damaged(let path, _): Phrase("node.storage.damaged", ["path": .text(path)])
        case .full(let path): Phrase("node.storage.full", ["path": .text(path)])
        case .changedMigration, .misnumberedMigration, .invalid, .notAllowed, .notOneStatement,
            .parameterCount, .parameterName, .notANumber, .constraint, .failed, .unreadable,
            .notText, .noSuchColumn, .columnCount, .notOneRow, .readingOnly, .closed, .undone,
            .cancelled:
            // Mistakes of the program, whose description names statements and columns, and no value.
            Phrase("node.storage.failed", ["what": .text(description)])
        }
    }
}
