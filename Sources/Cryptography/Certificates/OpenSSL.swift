private import COpenSSL

/// What is common to the uses of the library.
enum OpenSSL {
    /// The bytes that one of the library's writers makes: called for their count, then to write them.
    static func bytes(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8]? {
        let count = Int(write(nil))
        guard count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            // The writer moves what it is given.
            var at = buffer.baseAddress
            return Int(unsafe write(&at))
        }
        return written == count ? bytes : nil
    }
}
