import Glibc

/// A segment's bytes on their way to a file or into memory, section by section.
struct SegmentImage {
    private var header = [UInt8](repeating: 0, count: SegmentFormat.headerSize)
    private var checksums: [UInt64] = []
    private var offset = SegmentFormat.headerSize
    private var sink: any ImageSink

    init(sink: any ImageSink, records: Int) throws(SerialIndexError) {
        self.sink = sink
        put(SegmentFormat.magic, 0)
        put(SegmentFormat.version, 8)
        put(UInt32(SegmentFormat.Section.allCases.count), 12)
        put(UInt64(records), 24)
        try sink.write(header)
    }

    private mutating func put<Value: FixedWidthInteger>(_ value: Value, _ offset: Int) {
        for byte in 0..<Value.bitWidth / 8 {
            header[offset + byte] = UInt8(truncatingIfNeeded: value >> Value(byte * 8))
        }
    }

    /// Appends a section whose elements need no conversion.
    mutating func append<Element: BitwiseCopyable>(
        _ section: SegmentFormat.Section, _ elements: [Element]
    ) throws(SerialIndexError) {
        try begin(section, elementSize: MemoryLayout<Element>.stride, count: elements.count)
        var failure: SerialIndexError?
        unsafe elements.withUnsafeBytes { bytes in
            do throws(SerialIndexError) {
                for start in stride(from: 0, to: bytes.count, by: SegmentFormat.chunkSize) {
                    let end = min(start + SegmentFormat.chunkSize, bytes.count)
                    let chunk = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    unsafe checksums.append(Checksum.of(chunk))
                    unsafe try sink.write(chunk)
                }
                offset += bytes.count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func begin(
        _ section: SegmentFormat.Section, elementSize: Int, count: Int
    ) throws(SerialIndexError) {
        let aligned = (offset + SegmentFormat.alignment - 1) & ~(SegmentFormat.alignment - 1)
        try sink.write([UInt8](repeating: 0, count: aligned - offset))
        offset = aligned
        let row = SegmentFormat.tableOffset + section.rawValue * SegmentFormat.tableRow
        put(UInt64(offset), row)
        put(UInt64(count), row + 8)
        put(UInt64(elementSize), row + 16)
        put(UInt64(checksums.count), row + 24)
    }

    /// Appends the checksums and writes the header.
    mutating func finish() throws(SerialIndexError) {
        let sums = checksums
        let own = unsafe sums.withUnsafeBytes { unsafe Checksum.of($0) }
        try append(.checksums, sums)
        // The checksum of the checksums stands in the header.
        put(own, 32)
        put(UInt64(offset), 16)
        let sum = unsafe header[..<SegmentFormat.checksumOffset].withUnsafeBytes {
            unsafe Checksum.of($0)
        }
        put(sum, SegmentFormat.checksumOffset)
        try sink.finish(header: header)
    }
}

/// Where a segment's bytes go.
protocol ImageSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError)
    func finish(header: [UInt8]) throws(SerialIndexError)
}

extension ImageSink {
    func write(_ bytes: [UInt8]) throws(SerialIndexError) {
        var failure: SerialIndexError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(SerialIndexError) { unsafe try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

/// Keeps a segment's bytes in memory.
final class MemorySink: ImageSink {
    private(set) var bytes: [UInt8] = []

    func write(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError) {
        unsafe self.bytes.append(contentsOf: bytes)
    }

    func finish(header: [UInt8]) throws(SerialIndexError) {
        bytes.replaceSubrange(0..<header.count, with: header)
    }
}
