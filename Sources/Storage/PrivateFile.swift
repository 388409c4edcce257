import Glibc

/// Files that are for their owner alone.
enum PrivateFile {
    /// Makes an empty file with the permissions 0600, which the files that SQLite makes beside it take over.
    ///
    /// A file that is there stays as it is.
    static func make(at path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw .file(path: path, reason: errno)
        }
        close(descriptor)
        try synchronise(folder(of: path))
    }

    /// Tells whether something has this name, be it a link that leads nowhere.
    static func exists(at path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// How many bytes a file has, 0 where there is none.
    static func size(at path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Removes a file, when it is there.
    static func remove(at path: String) {
        unsafe unlink(path)
    }

    /// Gives a file that was written its name, so that under that name there is all of it or nothing.
    static func publish(_ partial: String, as path: String) throws(StorageError) {
        try synchronise(partial)
        guard unsafe rename(partial, path) == 0 else { throw .file(path: path, reason: errno) }
        try synchronise(folder(of: path))
    }

    /// Waits until the disk has a file, or the names in a folder.
    private static func synchronise(_ path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, reason: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: path, reason: errno) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
