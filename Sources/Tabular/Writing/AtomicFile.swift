import Glibc

/// A file that is there whole or not at all: written beside its place, then moved into it.
@safe struct AtomicFile: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var isCommitted = false

    /// The bytes gathered before they are written.
    private static let bufferBytes = 256 << 10

    /// Begins a file.
    ///
    /// - Parameter permissions: What the process's mask leaves of them.
    /// - Throws: When the folder is not there or may not be written.
    init(path: String, permissions: mode_t = 0o666) throws(TabularError) {
        let (descriptor, temporaryPath) = try AtomicFile.makeTemporary(
            beside: path, permissions: permissions)
        self.path = path
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isCommitted { unsafe unlink(temporaryPath) }
    }

    /// Makes an empty file of its own name in the folder of another.
    static func makeTemporary(
        beside path: String, permissions: mode_t = 0o666
    ) throws(TabularError) -> (descriptor: Int32, path: String) {
        var status = stat()
        if unsafe stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path) }
            // To move a file over a device would take the device away.
            if status.st_mode & S_IFMT != S_IFREG { throw .cannotWrite(path, code: EINVAL) }
        }
        while true {
            let name = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
            let descriptor = unsafe open(
                name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
            if descriptor >= 0 { return (descriptor, name) }
            guard errno == EEXIST else { throw .cannotWrite(path, code: errno) }
        }
    }

    /// Moves a written file into its place.
    static func move(_ temporaryPath: String, to path: String) throws(TabularError) {
        guard unsafe rename(temporaryPath, path) == 0 else {
            throw .cannotWrite(path, code: errno)
        }
    }

    /// Adds bytes at the end.
    mutating func write(_ bytes: [UInt8]) throws(TabularError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= AtomicFile.bufferBytes { try flush() }
    }

    private mutating func flush() throws(TabularError) {
        var offset = 0
        while offset < buffer.count {
            let start = offset
            let descriptor = descriptor
            let count = unsafe buffer.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count > 0 {
                offset += count
            } else if errno != EINTR {
                throw .cannotWrite(path, code: errno)
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes what is left and puts the file in its place, over any file that was there.
    mutating func commit() throws(TabularError) {
        try flush()
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw .cannotWrite(path, code: errno)
        }
        let result = close(descriptor)
        descriptor = -1
        guard result == 0 else { throw .cannotWrite(path, code: errno) }
        try AtomicFile.move(temporaryPath, to: path)
        isCommitted = true
    }
}
