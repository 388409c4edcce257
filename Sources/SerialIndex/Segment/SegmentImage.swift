/// A segment's bytes on their way to a file or into memory, section by section.
struct SegmentImage {
    private var header = [UInt8](repeating: 0, count: SegmentFormat.headerSize)
    private var checksums: [UInt64] = []
    private var offset = SegmentFormat.headerSize
    private let sink: any ImageSink
    /// What of the present section is not a whole chunk yet.
    private var pending: [UInt8] = []

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

    /// Appends a section.
    mutating func append<Element: BitwiseCopyable>(
        _ section: SegmentFormat.Section, _ elements: [Element]
    ) throws(SerialIndexError) {
        try append(section, count: elements.count) { write throws(SerialIndexError) in
            try write(elements)
        }
    }

    /// Appends a section that comes in pieces.
    mutating func append<Element: BitwiseCopyable>(
        _ section: SegmentFormat.Section, count: Int,
        pieces: (_ write: ([Element]) throws(SerialIndexError) -> Void) throws(SerialIndexError)
            -> Void
    ) throws(SerialIndexError) {
        try begin(section, elementSize: MemoryLayout<Element>.stride, count: count)
        try pieces { elements throws(SerialIndexError) in
            var failure: SerialIndexError?
            unsafe elements.withUnsafeBytes { bytes in
                do throws(SerialIndexError) { unsafe try take(bytes) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        if !pending.isEmpty {
            let rest = pending
            pending.removeAll(keepingCapacity: true)
            try close(rest)
        }
    }

    /// Takes bytes of the present section and writes the chunks that are whole.
    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError) {
        var start = 0
        if !pending.isEmpty {
            start = min(bytes.count, SegmentFormat.chunkSize - pending.count)
            unsafe pending.append(contentsOf: bytes[..<start])
            guard pending.count == SegmentFormat.chunkSize else { return }
            let whole = pending
            pending.removeAll(keepingCapacity: true)
            try close(whole)
        }
        while bytes.count - start >= SegmentFormat.chunkSize {
            let chunk = unsafe UnsafeRawBufferPointer(
                rebasing: bytes[start..<start + SegmentFormat.chunkSize])
            unsafe checksums.append(Checksum.of(chunk))
            unsafe try sink.write(chunk)
            offset += chunk.count
            start += chunk.count
        }
        unsafe pending.append(contentsOf: bytes[start...])
    }

    /// Writes a chunk.
    private mutating func close(_ chunk: [UInt8]) throws(SerialIndexError) {
        let sum = unsafe chunk.withUnsafeBytes { unsafe Checksum.of($0) }
        checksums.append(sum)
        try sink.write(chunk)
        offset += chunk.count
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
