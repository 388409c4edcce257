import CXXHash

/// XXH3, 64 bits: the checksum of a segment's parts.
///
/// It finds every accident that a disk or a copy can do; it is no signature.
enum Checksum {
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        unsafe XXH3_64bits(bytes.baseAddress, bytes.count)
    }

    /// The checksum of bytes at a place, which differs from that of the same bytes elsewhere.
    static func of(_ bytes: some Sequence<UInt8>, at place: Int) -> UInt64 {
        let bytes = Array(bytes)
        return unsafe bytes.withUnsafeBytes {
            unsafe XXH3_64bits_withSeed($0.baseAddress, $0.count, UInt64(place))
        }
    }

    /// The number of chunks of a section.
    static func chunks(_ size: Int) -> Int {
        (size + SegmentFormat.chunkSize - 1) / SegmentFormat.chunkSize
    }
}
