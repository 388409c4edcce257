/// The checksum by which files that stand beside an index are held against damage: XXH3, 64 bits.
public enum ContentChecksum: Sendable {
    /// The checksum of bytes.
    public static func of(_ bytes: some RandomAccessCollection<UInt8>) -> UInt64 {
        let sum = bytes.withContiguousStorageIfAvailable {
            unsafe Checksum.of(UnsafeRawBufferPointer($0))
        }
        if let sum { return sum }
        return unsafe Array(bytes).withUnsafeBytes { unsafe Checksum.of($0) }
    }
}
