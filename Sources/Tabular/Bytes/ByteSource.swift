import Glibc

/// Where bytes come from, block by block: a file, or memory in tests and fuzzing.
protocol ByteSource: AnyObject {
    /// Appends the next block to a buffer.
    ///
    /// - Returns: How many bytes were appended; 0 at the end.
    func readBlock(into buffer: inout [UInt8]) throws(TabularError) -> Int
}

/// A file read in blocks of a fixed size.
final class FileSource: ByteSource {
    private let path: String
    private let descriptor: Int32
    private var block: [UInt8]

    init(path: String, blockBytes: Int) throws(TabularError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path, code: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .cannotOpen(path, code: code)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw .isDirectory(path)
        }
        self.path = path
        self.descriptor = descriptor
        block = [UInt8](repeating: 0, count: max(1, blockBytes))
    }

    deinit {
        close(descriptor)
    }

    func readBlock(into buffer: inout [UInt8]) throws(TabularError) -> Int {
        while true {
            let size = block.count
            let count = unsafe block.withUnsafeMutableBytes { bytes in
                unsafe read(descriptor, bytes.baseAddress, size)
            }
            if count >= 0 {
                buffer.append(contentsOf: block[..<count])
                return count
            }
            guard errno == EINTR else { throw .cannotRead(path, code: errno) }
        }
    }
}

/// Bytes in memory, handed out in blocks as a file would be.
final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let blockBytes: Int
    private var position = 0

    init(bytes: [UInt8], blockBytes: Int) {
        self.bytes = bytes
        self.blockBytes = max(1, blockBytes)
    }

    func readBlock(into buffer: inout [UInt8]) throws(TabularError) -> Int {
        let end = min(bytes.count, position + blockBytes)
        buffer.append(contentsOf: bytes[position..<end])
        defer { position = end }
        return end - position
    }
}
