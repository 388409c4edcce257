internal import CMicroHTTPD

/// A connection of libmicrohttpd, as far as other threads than its own may use it.
// Proof: all that is done with the pointer from other threads is to resume the connection, which the library allows
// from any thread; who does it holds the lock under which it was suspended, and a suspended connection is not freed.
@safe struct ConnectionHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) {
        unsafe self.raw = unsafe raw
    }

    /// Has the library leave the connection alone until it is resumed; only from within one of its calls.
    func suspend() {
        unsafe MHD_suspend_connection(raw)
    }

    /// Has the library take the connection up again.
    func resume() {
        unsafe MHD_resume_connection(raw)
    }
}
