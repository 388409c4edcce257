import Glibc

/// A file (0600) that is written beside its place, and is there whole or not at all.
final class PartialFile {
    /// What the name of a file ends with that is not whole yet.
    static let ending = ".part"

    private let path: String
    private let partial: String
    private let descriptor: Int32
    private var isDone = false

    /// Begins a file; what an interrupted writing of it has left is overwritten.
    init(_ path: String) throws(NodeError) {
        self.path = path
        partial = path + PartialFile.ending
        descriptor = unsafe open(partial, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: partial, reason: errno) }
    }

    deinit {
        close(descriptor)
        if !isDone { unsafe unlink(partial) }
    }

    /// Writes bytes at a place, or behind the last ones.
    func write(_ bytes: [UInt8], at place: Int? = nil) throws(NodeError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let start = unsafe buffer.baseAddress?.advanced(by: written)
                let rest = bytes.count - written
                return if let place {
                    unsafe pwrite(descriptor, start, rest, off_t(place + written))
                } else {
                    unsafe Glibc.write(descriptor, start, rest)
                }
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .file(path: partial, reason: errno)
            }
            written += count
        }
    }

    /// Puts the file in its place, in that of an older one, durable on return.
    func finish() throws(NodeError) {
        guard fsync(descriptor) == 0 else { throw .file(path: partial, reason: errno) }
        try PrivateFiles.rename(partial, to: path)
        isDone = true
    }
}
