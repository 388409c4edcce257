private import CSodium
internal import Synchronization

/// Bytes that nobody else may have: wiped when the last reference goes.
///
/// They lie on pages for secrets alone, which the system keeps out of core dumps and, as far as its limit goes, out of
/// swap. They are no value and have no description, so that they can be neither copied by accident nor written into a
/// log.
@safe
// Proof: the memory is written in `init` and, when no reference is left, in `deinit`; between them it is only read.
final class SecretMemory: @unchecked Sendable {
    private let start: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// So many bytes, zero until a body writes them; `nil` when the body says that it failed, or there is no memory.
    init?(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Bool) {
        guard Sodium.isReady, let start = unsafe SecretPages.take(count) else { return nil }
        unsafe self.start = unsafe start
        self.count = count
        guard unsafe fill(start) else { return nil }
    }

    deinit { unsafe SecretPages.giveBack(start, count) }

    /// Lends the bytes to a body, which must not keep where they are.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafePointer(start))
    }
}

/// The pages on which secrets lie, between pages that nobody may touch.
///
/// Keys and the like, of at most 128 bytes, share pages, which stay: pages of its own for each would take several
/// calls of the system, about 100 microseconds, and two of the few pages that a process may lock.
private enum SecretPages {
    private static let slotSize = 128
    private static let slots = 32
    /// Where free slots are; addresses, as pointers are nobody's to send.
    private static let free = Mutex<[UInt]>([])

    /// So many bytes, all zero: those that `sodium_malloc` gives are not.
    static func take(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard let start = unsafe count <= slotSize ? takeSlot() : takePages(count) else {
            return nil
        }
        unsafe sodium_memzero(start, count)
        return unsafe start
    }

    private static func takePages(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        unsafe sodium_malloc(count)?.bindMemory(to: UInt8.self, capacity: count)
    }

    private static func takeSlot() -> UnsafeMutablePointer<UInt8>? {
        let address = free.withLock { free -> UInt? in
            if free.isEmpty, let pages = unsafe sodium_malloc(slotSize * slots) {
                let first = UInt(bitPattern: pages)
                free = (0..<slots).map { first + UInt($0 * slotSize) }
            }
            return free.popLast()
        }
        guard let address else { return nil }
        return unsafe UnsafeMutablePointer(bitPattern: address)
    }

    /// Wipes what is given back.
    static func giveBack(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) {
        guard count <= slotSize else { return unsafe sodium_free(start) }
        unsafe sodium_memzero(start, slotSize)
        free.withLock { $0.append(UInt(bitPattern: start)) }
    }
}
