/// Several writes in one transaction with one wait for the disk.
///
/// Each write stands in a savepoint, so that one that fails takes back what it did and nothing else.
enum GroupCommit {
    /// Carries out writes and settles each; returns whether the connection can be used further.
    static func perform(
        _ writes: [any PendingWrite], in transaction: borrowing Transaction<Writing>
    ) -> Bool {
        do throws(StorageError) {
            try transaction.connection.run("BEGIN IMMEDIATE")
        } catch {
            for write in writes { write.settle(error) }
            return true
        }
        var kept: [any PendingWrite] = []
        for (index, write) in writes.enumerated() {
            let isKept = attempt(write, in: transaction, isAlone: writes.count == 1)
            if isKept { kept.append(write) }
            guard transaction.connection.isInTransaction else {
                // The disk failed, and SQLite has undone everything.
                let lost = StorageError.undone(path: transaction.connection.path)
                for write in writes[...index] where !write.isSettled { write.settle(lost) }
                let rest = Array(writes[(index + 1)...])
                return rest.isEmpty || perform(rest, in: transaction)
            }
        }
        return end(kept, in: transaction.connection)
    }

    /// Does one write's work; settles it where it is not to be kept.
    private static func attempt(
        _ write: any PendingWrite, in transaction: borrowing Transaction<Writing>, isAlone: Bool
    ) -> Bool {
        do throws(StorageError) {
            // Alone, the transaction itself is the savepoint.
            if !isAlone { try transaction.connection.run("SAVEPOINT write") }
            var failure: StorageError?
            var isKept = write.perform(in: transaction)
            // A commit would fail for all: a failure of this write has to be found here.
            if isKept, transaction.connection.hasOpenReferences {
                isKept = false
                failure = openReferences
            }
            if transaction.connection.isInTransaction, !isAlone {
                if !isKept { try transaction.connection.run("ROLLBACK TO write") }
                try transaction.connection.run("RELEASE write")
            }
            if !isKept { write.settle(failure) }
            return isKept
        } catch {
            // Without its savepoint nobody knows whose change is whose.
            transaction.connection.rollBack()
            write.settle(error)
            return false
        }
    }

    private static func end(
        _ kept: [any PendingWrite], in connection: borrowing Connection
    ) -> Bool {
        do throws(StorageError) {
            try connection.run(kept.isEmpty ? "ROLLBACK" : "COMMIT")
            for write in kept { write.settle(nil) }
            return true
        } catch {
            connection.rollBack()
            for write in kept { write.settle(error) }
            if case .disk = error { return false }
            return true
        }
    }

    private static var openReferences: StorageError {
        .constraint(.reference, what: "a deferred reference", statement: "COMMIT")
    }
}
