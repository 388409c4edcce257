import Glibc

/// A file that is read whole.
enum SmallFile {
    /// Reads a file of at most so many bytes.
    static func bytes(_ path: String, most: Int) throws(TrialsError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ColumnBytes.problem(path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw ColumnBytes.problem(path) }
        let size = Int(status.st_size)
        guard size <= most else { throw .tooLarge(path: path, found: size, most: most) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { throw ColumnBytes.problem(path) }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
            guard bytes.count <= most else {
                throw .tooLarge(path: path, found: bytes.count, most: most)
            }
        }
    }
}
