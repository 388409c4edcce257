import Glibc

/// The bytes of a column: a mapped file, or a copy.
///
/// A file that somebody cuts short while it is mapped ends the process; a benchmark's files lie still.
@safe
// Proof: all properties are constants, nothing writes to the memory after `init`, and `deinit` runs when
// no reference is left.
final class ColumnBytes: @unchecked Sendable {
    private let start: UnsafeMutableRawPointer
    let count: Int
    private let isMapped: Bool

    /// Maps a file for reading; an empty one has no bytes.
    init(mapping path: String) throws(TrialsError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ColumnBytes.problem(path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw ColumnBytes.problem(path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            throw .notAColumn(path: path)
        }
        count = Int(status.st_size)
        guard let mapped = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
            unsafe mapped != MAP_FAILED
        else { throw ColumnBytes.problem(path) }
        unsafe start = mapped
        isMapped = true
    }

    /// Takes a copy of bytes.
    init(copying bytes: [UInt8]) {
        count = bytes.count
        unsafe start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 64)
        isMapped = false
        unsafe bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe start.copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    deinit {
        if isMapped {
            unsafe _ = munmap(start, count)
        } else {
            unsafe start.deallocate()
        }
    }

    /// Lets the pages of a mapped file go that were read; they are read again when they are needed.
    func letGo() {
        if isMapped { unsafe _ = madvise(start, count, MADV_DONTNEED) }
    }

    /// All bytes, for as long as the object is held.
    var buffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    /// The system's word for what just failed.
    static func problem(_ path: String) -> TrialsError {
        .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
