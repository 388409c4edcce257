import Glibc

/// An open file of which parts are read, by any number of tasks at once.
public final class ByteFile: Sendable {
    /// What changes with every change of a file: by it a file is known again.
    public struct Identity: Hashable, Sendable {
        /// The size in bytes.
        public let size: Int
        /// When it was last written: seconds since 1970.
        public let seconds: Int
        /// The nanoseconds after them.
        public let nanoseconds: Int

        /// Makes an identity, as of a file that was seen before.
        public init(size: Int, seconds: Int, nanoseconds: Int) {
            self.size = size
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }

        /// The nanoseconds from another file's last writing to this one's; saturates.
        public func nanoseconds(since other: Identity) -> Int {
            let (seconds, isFar) = seconds.subtractingReportingOverflow(other.seconds)
            guard !isFar, abs(seconds) < 1_000_000_000 else { return seconds < 0 ? .min : .max }
            return seconds * 1_000_000_000 + nanoseconds - other.nanoseconds
        }
    }

    private let path: String
    private let descriptor: Int32
    /// What the file was when it was opened.
    public let identity: Identity
    /// The file's permission bits.
    public let permissions: UInt32

    /// Opens a file for reading.
    public init(path: String) throws(TabularError) {
        // A pipe in the place of a file is refused below, and not waited for here.
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path, code: errno) }
        self.path = path
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .cannotOpen(path, code: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw status.st_mode & S_IFMT == S_IFDIR
                ? .isDirectory(path) : .cannotOpen(path, code: EINVAL)
        }
        identity = Identity(
            size: Int(status.st_size), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec))
        permissions = status.st_mode & 0o777
    }

    deinit { close(descriptor) }

    /// Reads a part of the file.
    ///
    /// - Throws: `TabularError.cannotRead` also where the file ends before the part does.
    public func bytes(_ range: Range<Int>) throws(TabularError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= identity.size else {
            throw .cannotRead(path, code: EINVAL)
        }
        var failure: Int32?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = 0
            while count < range.count {
                let done = unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + count },
                    range.count - count, off_t(range.lowerBound + count))
                if done > 0 {
                    count += done
                } else if done == 0 || errno != EINTR {
                    failure = done == 0 ? EINVAL : errno
                    return
                }
            }
        }
        if let failure { throw .cannotRead(path, code: failure) }
        return bytes
    }

    /// The whole file.
    public func allBytes() throws(TabularError) -> [UInt8] { try bytes(0..<identity.size) }
}
