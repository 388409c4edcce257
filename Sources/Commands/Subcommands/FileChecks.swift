import Glibc

/// What can be known of a file before the work begins, so that a long trace does not end in a refusal.
enum FileChecks {
    /// Requires a file that can be read; a pipe is one.
    static func requireFile(_ path: String) throws(CommandError) {
        guard let found = Found(path) else { throw .unreadable(path: path, .missing) }
        guard !found.isFolder else { throw .unreadable(path: path, .folder) }
        guard unsafe access(path, R_OK) == 0 else { throw .unreadable(path: path, .denied) }
    }

    /// Requires a folder whose files can be read.
    static func requireFolder(_ path: String) throws(CommandError) {
        guard let found = Found(path) else { throw .unreadable(path: path, .missing) }
        guard found.isFolder else { throw .unreadable(path: path, .notFolder) }
        guard unsafe access(path, R_OK | X_OK) == 0 else {
            throw .unreadable(path: path, .denied)
        }
    }

    /// Requires that a file can be written, new or in place of an old one.
    static func requireWritable(_ path: String) throws(CommandError) {
        guard Found(path)?.isFolder != true else { throw .unwritable(path: path, .folder) }
        try requireRoom(for: path)
    }

    /// Requires that something can be made under a name in its folder.
    static func requireRoom(for path: String) throws(CommandError) {
        guard let parent = Found(parent(of: path)), parent.isFolder else {
            throw .unwritable(path: path, .noFolder)
        }
        guard unsafe access(self.parent(of: path), W_OK | X_OK) == 0 else {
            throw .unwritable(path: path, .denied)
        }
    }

    /// Requires that a folder is not there yet, or empty: nothing is ever written among other files.
    static func requireNewFolder(_ path: String) throws(CommandError) {
        guard let found = Found(path) else { return }
        guard found.isFolder else { throw .unwritable(path: path, .notFolder) }
        guard let names = unsafe opendir(path) else { throw .unwritable(path: path, .denied) }
        defer { unsafe closedir(names) }
        var count = 0
        while unsafe readdir(names) != nil { count += 1 }
        // Every folder holds itself and its parent.
        guard count <= 2 else { throw .unwritable(path: path, .notEmpty) }
    }

    /// Tells whether something has a path.
    static func exists(_ path: String) -> Bool { Found(path) != nil }

    /// Tells whether a folder has a path.
    static func isFolder(_ path: String) -> Bool { Found(path)?.isFolder ?? false }

    /// Tells whether two paths lead to the same file.
    static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard let first = Found(one), let second = Found(other) else { return false }
        return first.device == second.device && first.inode == second.inode
    }

    /// The folder that a file is in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What the system says of a path.
    private struct Found {
        let isFolder: Bool
        let device: UInt
        let inode: UInt

        init?(_ path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            isFolder = status.st_mode & S_IFMT == S_IFDIR
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
        }
    }
}
