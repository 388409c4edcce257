import Glibc

/// Threads of our own, for libraries that block or want one thread alone.
enum ServiceThread {
    /// Runs a body on a new thread that ends with it.
    ///
    /// The thread takes no signals: those belong to whoever started the program.
    static func start(_ body: @escaping @Sendable () -> Void) throws(TransportError) {
        var every = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&every)
        unsafe pthread_sigmask(SIG_SETMASK, &every, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let box = unsafe Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let number = unsafe pthread_create(&thread, nil, begin, box.toOpaque())
        guard number == 0 else {
            unsafe box.release()
            throw .system(step: "pthread_create", number: number)
        }
        pthread_detach(thread)
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static let begin:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
            guard let box = unsafe $0 else { return nil }
            unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
            return nil
        }
}
