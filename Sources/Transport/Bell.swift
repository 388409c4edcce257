import Glibc

/// Wakes a thread of ours that waits for it.
struct Bell: Sendable {
    private let near: Int32
    private let far: Int32

    init() throws(TransportError) {
        var ends: (Int32, Int32) = (-1, -1)
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let result = unsafe withUnsafeMutablePointer(to: &ends) { pointer in
            unsafe pointer.withMemoryRebound(to: Int32.self, capacity: 2) {
                unsafe socketpair(AF_UNIX, kind, 0, $0)
            }
        }
        guard result == 0 else { throw .system(step: "socketpair", number: errno) }
        (near, far) = ends
    }

    /// Wakes who waits, or who waits next.
    func ring() {
        var byte: UInt8 = 1
        // A bell that is full of rings is rung already.
        unsafe send(far, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    /// Waits until it rings, at most so many milliseconds.
    func wait(milliseconds: Int32) {
        var list = pollfd(fd: near, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&list, 1, milliseconds) > 0 else { return }
        var rings: (UInt64, UInt64) = (0, 0)
        unsafe recv(near, &rings, MemoryLayout.size(ofValue: rings), 0)
    }

    /// Gives the bell back to the system; it must not be rung any more.
    func close() {
        Glibc.close(near)
        Glibc.close(far)
    }
}
