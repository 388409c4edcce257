private import CSodium

/// Bytes that nobody else may have: wiped when the last reference goes.
///
/// They lie on pages of their own, between pages that nobody may touch, are kept out of swap and of core dumps
/// where the system allows it, and can only be read once they are written. They are no value and have no
/// description, so that they can be neither copied by accident nor written into a log.
@safe
// Proof: the memory is written in `init` and, when no reference is left, in `deinit`; between them it is only read.
final class SecretMemory: @unchecked Sendable {
    private let start: UnsafeMutablePointer<UInt8>

    /// So many bytes, which a body writes; `nil` when the body says that it failed, or there is no memory.
    init?(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Bool) {
        guard Sodium.isReady, let start = unsafe sodium_malloc(max(count, 1)) else { return nil }
        unsafe self.start = unsafe start.bindMemory(to: UInt8.self, capacity: max(count, 1))
        guard unsafe fill(self.start), unsafe sodium_mprotect_readonly(start) == 0 else {
            return nil
        }
    }

    // It wipes them.
    deinit { unsafe sodium_free(start) }

    /// Lends the bytes to a body, which must not keep where they are.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafePointer(start))
    }
}
