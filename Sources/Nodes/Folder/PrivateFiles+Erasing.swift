import Cryptography
import Glibc

extension PrivateFiles {
    /// What a file is called from when it is to go until it is gone.
    private static func leaving(_ path: String) -> String { path + ".gone" }

    /// Writes a file that is not there yet (0600), durable on return.
    static func writeNew(_ bytes: [UInt8], to path: String) throws(NodeError) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, reason: errno) }
        defer { close(descriptor) }
        try put(bytes, into: descriptor, of: path)
        try synchronise(folder: folder(of: path))
    }

    /// Puts a file that is written in the place of another, whose bytes are overwritten.
    ///
    /// At each moment the one or the other has the name.
    static func replace(_ path: String, by new: String) throws(NodeError) {
        try finishErasing(path)
        // Where a file can not have two names, the old bytes are not overwritten.
        if unsafe link(path, leaving(path)) != 0,
            ![ENOENT, EPERM, EOPNOTSUPP, ENOSYS].contains(errno)
        {
            throw .file(path: leaving(path), reason: errno)
        }
        try rename(new, to: path)
        try finishErasing(path)
    }

    /// Takes a file away for good, as far as the system lets one: its bytes are overwritten before its name goes.
    ///
    /// A file system that writes elsewhere what is written over, a disk that spreads its wear, a snapshot and a copy keep
    /// the old bytes all the same.
    static func erase(_ path: String) throws(NodeError) {
        try finishErasing(path)
        guard exists(path) else { return }
        // Not while it has its name: half overwritten, it would be taken for a damaged one.
        try rename(path, to: leaving(path))
        try finishErasing(path)
    }

    /// Ends an erasing that was cut off.
    static func finishErasing(_ path: String) throws(NodeError) {
        let old = leaving(path)
        let descriptor = unsafe open(old, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw .file(path: old, reason: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .file(path: old, reason: errno)
        }
        // One that was not replaced after all is in use, and loses its second name alone.
        if !isSame(status, path) {
            try put(SecureRandom.bytes(Int(status.st_size)), into: descriptor, of: old)
        }
        guard unsafe unlink(old) == 0 else { throw .file(path: old, reason: errno) }
        try synchronise(folder: folder(of: path))
    }

    private static func isSame(_ one: stat, _ path: String) -> Bool {
        var other = stat()
        return unsafe stat(path, &other) == 0 && one.st_dev == other.st_dev
            && one.st_ino == other.st_ino
    }
}
