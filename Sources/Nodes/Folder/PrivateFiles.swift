import Glibc

/// Files and folders that are for their owner alone.
enum PrivateFiles {
    /// Makes a folder (0700), when it is not there.
    static func makeFolder(_ path: String) throws(NodeError) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: path, reason: errno)
        }
    }

    /// Tells whether something has a path, be it a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Tells whether a folder is there and has nothing in it.
    static func isEmptyFolder(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return false
        }
        return names(in: path).isEmpty
    }

    /// The names in a folder; none where there is no folder.
    static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { start in
                unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) { start in
                    unsafe String(cString: start)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Writes a file (0600), whole or not at all, durable on return.
    static func write(_ bytes: [UInt8], to path: String) throws(NodeError) {
        let partial = path + ".part"
        let descriptor = unsafe open(partial, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: partial, reason: errno) }
        defer { close(descriptor) }
        try put(bytes, into: descriptor, of: partial)
        try rename(partial, to: path)
    }

    /// Gives a file another name, in the place of what has it, durable on return.
    static func rename(_ old: String, to path: String) throws(NodeError) {
        guard unsafe Glibc.rename(old, path) == 0 else { throw .file(path: path, reason: errno) }
        try synchronise(folder: folder(of: path))
    }

    /// Removes a file, durably on return.
    static func remove(_ path: String) throws(NodeError) {
        guard unsafe unlink(path) == 0 else { throw .file(path: path, reason: errno) }
        try synchronise(folder: folder(of: path))
    }

    /// Writes all bytes to a file that is open, durable on return.
    static func put(
        _ bytes: [UInt8], into descriptor: Int32, of path: String
    ) throws(NodeError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .file(path: path, reason: errno)
            }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw .file(path: path, reason: errno) }
    }

    /// Writes a file in place of one with a secret, which is overwritten before its blocks are given back.
    ///
    /// What a disk or a file system keeps of it beside, such as a snapshot, is not reached.
    static func replace(secret path: String, by bytes: [UInt8]) throws(NodeError) {
        let old = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard old >= 0 || errno == ENOENT else { throw .file(path: path, reason: errno) }
        defer { if old >= 0 { close(old) } }
        try write(bytes, to: path)
        guard old >= 0 else { return }
        var status = stat()
        guard unsafe fstat(old, &status) == 0 else { throw .file(path: path, reason: errno) }
        let zeros = [UInt8](repeating: 0, count: Int(status.st_size))
        let written = unsafe zeros.withUnsafeBytes { buffer in
            unsafe pwrite(old, buffer.baseAddress, buffer.count, 0)
        }
        guard written == zeros.count, fsync(old) == 0 else {
            throw .file(path: path, reason: errno)
        }
    }

    /// Reads a file of at most so many bytes; `nil` when there is none.
    static func read(_ path: String, atMost most: Int) throws(NodeError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: path, reason: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: most + 1)
        var count = 0
        while count < bytes.count {
            let more = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            guard more >= 0 else {
                if errno == EINTR { continue }
                throw .file(path: path, reason: errno)
            }
            if more == 0 { return Array(bytes.prefix(count)) }
            count += more
        }
        throw .tooLong(path: path, most: most)
    }

    /// Takes the lock of a file; it is held until it is given back, be it by the end of the process.
    ///
    /// - Returns: `nil` when another process holds it.
    static func lock(_ path: String) throws(NodeError) -> Int32? {
        let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, reason: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            if reason == EWOULDBLOCK { return nil }
            throw .file(path: path, reason: reason)
        }
        return descriptor
    }

    /// Waits until the disk has the names in a folder.
    static func synchronise(folder path: String) throws(NodeError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, reason: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: path, reason: errno) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// The right to be the one process that runs a node, or changes it at rest.
public final class NodeLock: Sendable {
    private let descriptor: Int32

    init(_ folder: NodeFolder) throws(NodeError) {
        guard let descriptor = try PrivateFiles.lock(folder.lockFile) else {
            throw .running(path: folder.path)
        }
        self.descriptor = descriptor
    }

    deinit {
        // A child of this process that has not begun its program yet may hold the file too.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
