import Glibc

/// Memory that a segment lies in: a mapped file, or a buffer.
///
/// The memory is written before it is handed over and never after, and it is given back with the last
/// reference.
@safe
// Proof: both properties are constants, nothing writes to the memory after `init`, and `deinit` runs
// when no reference is left.
final class SegmentRegion: @unchecked Sendable {
    let start: UnsafeRawPointer
    let count: Int
    private let isMapped: Bool

    /// Maps a file for reading.
    init(mapping path: String) throws(SerialIndexError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .io(path: path, reason: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .io(path: path, reason: errno)
        }
        // A folder, or a pipe, that would have kept the opening waiting.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAnIndex(path: path) }
        count = Int(status.st_size)
        guard count >= SegmentFormat.headerSize else { throw .notAnIndex(path: path) }
        guard let mapped = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
            unsafe mapped != MAP_FAILED
        else {
            throw .io(path: path, reason: errno)
        }
        unsafe start = UnsafeRawPointer(mapped)
        isMapped = true
    }

    /// Takes a copy of bytes.
    init(copying bytes: [UInt8]) {
        count = bytes.count
        let buffer = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1), alignment: SegmentFormat.alignment)
        unsafe bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe buffer.copyMemory(from: base, byteCount: source.count)
            }
        }
        unsafe start = UnsafeRawPointer(buffer)
        isMapped = false
    }

    deinit {
        if isMapped {
            unsafe _ = munmap(UnsafeMutableRawPointer(mutating: start), count)
        } else {
            unsafe UnsafeMutableRawPointer(mutating: start).deallocate()
        }
    }

    /// A number of the header.
    func load<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Value.Type)
        -> Value
    {
        unsafe start.loadUnaligned(fromByteOffset: offset, as: type)
    }

    /// The bytes of a range that lies inside.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    }
}
