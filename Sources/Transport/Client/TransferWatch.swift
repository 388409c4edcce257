internal import CCurl
internal import Glibc

/// What the transfers of a loop wait for: sockets, a moment that libcurl names, and whoever rings.
///
/// libcurl says itself which socket each transfer needs. So what happens on one is looked at by its own transfer
/// alone, however many others wait.
// Proof: the loop's thread alone does all but `ring`, and libcurl calls back from within that thread's calls, so `due` is
// touched by one thread. `ring` only writes to a descriptor, which is set once and open until nobody has this object.
@safe final class TransferWatch: @unchecked Sendable {
    private let poll: Int32
    private let bell: Int32
    /// When libcurl wants to be called at the latest.
    private var due: ContinuousClock.Instant?

    init() throws(TransportError) {
        poll = watch_open()
        bell = watch_open_bell()
        guard poll >= 0, bell >= 0, watch_socket(poll, bell, CURL_POLL_IN) == 0 else {
            throw .library(step: "epoll", number: Int(errno))
        }
    }

    deinit {
        if poll >= 0 { _ = close(poll) }
        if bell >= 0 { _ = close(bell) }
    }

    /// Ends the wait, or the next one; from any thread.
    func ring() {
        var one: UInt64 = 1
        // A bell that rings already needs no more.
        _ = unsafe write(bell, &one, 8)
    }

    /// Has libcurl tell of its sockets and its moments.
    func attach(to multi: UnsafeMutableRawPointer) throws(TransportError) {
        let code = unsafe curl_set_watch(
            multi, TransferWatch.onSocket, TransferWatch.onTimer,
            Unmanaged.passUnretained(self).toOpaque())
        guard code == CURLM_OK else {
            throw .library(step: "curl_multi_setopt", number: Int(code.rawValue))
        }
    }

    /// Lets libcurl do what it wants to have done by now.
    func serveTimer(of multi: UnsafeMutableRawPointer) {
        guard let due, due <= .now else { return }
        self.due = nil
        unsafe act(-1, 0, on: multi)
    }

    /// Waits until something happens, at most until a moment, and has libcurl see to it.
    func wait(until moment: ContinuousClock.Instant, of multi: UnsafeMutableRawPointer) {
        let left = (min(moment, due ?? moment) - .now) / .milliseconds(1)
        let longest = Int32(max(0, min(60_000, left.rounded(.up))))
        var events = watch_events()
        unsafe watch_wait(poll, &events, longest)
        unsafe withUnsafeBytes(of: events.sockets) { sockets in
            unsafe withUnsafeBytes(of: events.ready) { ready in
                let sockets = unsafe sockets.assumingMemoryBound(to: Int32.self)
                let ready = unsafe ready.assumingMemoryBound(to: Int32.self)
                for index in 0..<Int(events.count) {
                    unsafe serve(sockets[index], ready[index], of: multi)
                }
            }
        }
    }

    private func serve(_ socket: Int32, _ ready: Int32, of multi: UnsafeMutableRawPointer) {
        guard socket == bell else { return unsafe act(socket, ready, on: multi) }
        var rings: UInt64 = 0
        _ = unsafe read(bell, &rings, 8)
    }

    private func act(_ socket: Int32, _ ready: Int32, on multi: UnsafeMutableRawPointer) {
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, socket, ready, &running)
    }

    private static let onSocket: curl_socket_callback = { _, socket, what, companion, _ in
        guard let companion = unsafe companion else { return -1 }
        let watch = unsafe Unmanaged<TransferWatch>.fromOpaque(companion).takeUnretainedValue()
        // A transfer that nobody would wake ends now, by libcurl's own error.
        return watch_socket(watch.poll, socket, what)
    }

    private static let onTimer: curl_multi_timer_callback = { _, milliseconds, companion in
        guard let companion = unsafe companion else { return -1 }
        let watch = unsafe Unmanaged<TransferWatch>.fromOpaque(companion).takeUnretainedValue()
        watch.due = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
        return 0
    }
}
