private import CSodium
private import Glibc

/// What of a process the system keeps to itself.
public struct ProcessSecrecy: Hashable, Sendable {
    /// That no core is dumped, and no process of the same user may look into this one's memory.
    public let isClosed: Bool
    /// That the memory of keys stays out of swap.
    public let locksMemory: Bool

    /// Turns core dumps off for this process and for what it starts, and keeps other processes of its user out.
    ///
    /// The memory of every key and secret of this room is locked without asking, as far as the system allows;
    /// whether it does is said here. Root can read everything all the same.
    ///
    /// - Returns: what holds from now on; both are false where the system refuses.
    @discardableResult
    public static func close() -> ProcessSecrecy {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let isLimited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
        let isClosed = isLimited && rastro_close_process() == 0
        return ProcessSecrecy(isClosed: isClosed, locksMemory: canLock())
    }

    /// Tries it with one page.
    private static func canLock() -> Bool {
        let size = sysconf(Int32(_SC_PAGESIZE))
        guard size > 0,
            let page = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe page != MAP_FAILED
        else { return false }
        defer { unsafe munmap(page, size) }
        return unsafe mlock(page, size) == 0
    }
}
