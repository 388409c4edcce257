private import CSodium

/// Bytes that nobody else may have: wiped when the last reference goes.
///
/// They are no value and have no description, so that they can be neither copied by accident nor written
/// into a log.
@safe
// Proof: the memory is written in `init` and, when no reference is left, in `deinit`; between them it is only read.
final class SecretMemory: @unchecked Sendable {
    private let start: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// So many bytes, which a body writes; `nil` when the body says that it failed.
    init?(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Bool) {
        let start = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        unsafe start.initialize(repeating: 0, count: count)
        unsafe self.start = unsafe start
        self.count = count
        guard unsafe fill(start) else { return nil }
    }

    deinit {
        unsafe sodium_memzero(start, count)
        unsafe start.deallocate()
    }

    /// Lends the bytes to a body, which must not keep where they are.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        unsafe body(UnsafePointer(start))
    }
}
