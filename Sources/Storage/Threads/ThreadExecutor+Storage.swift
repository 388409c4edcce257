import Threads

extension ThreadExecutor {
    /// A thread for a connection to a database.
    static func started(for path: String) throws(StorageError) -> ThreadExecutor {
        do throws(ThreadError) {
            return try ThreadExecutor()
        } catch {
            throw .file(path: path, reason: error.reason)
        }
    }
}
