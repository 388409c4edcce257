import CXXHash

/// XXH3, 64 bits: the checksum of a segment's parts.
///
/// It finds every accident that a disk or a copy can do; it is no signature.
enum Checksum {
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        unsafe XXH3_64bits(bytes.baseAddress, bytes.count)
    }

    /// The number of chunks of a section.
    static func chunks(_ size: Int) -> Int {
        (size + SegmentFormat.chunkSize - 1) / SegmentFormat.chunkSize
    }
}
