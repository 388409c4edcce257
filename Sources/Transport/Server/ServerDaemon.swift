internal import CMicroHTTPD
import Glibc

/// The library's daemon: its threads, and the calls that it makes to us.
// Proof: the pointer is written once; to quiesce and to stop a daemon is allowed from any thread but its own, and
// the keeper's thread alone does both, one after the other.
@safe struct ServerDaemon: @unchecked Sendable {
    private let raw: OpaquePointer
    private let core: Unmanaged<ServerCore>

    /// Starts to serve whoever connects to a socket that listens.
    init(_ core: ServerCore, on listening: Int32) throws(TransportError) {
        unsafe self.core = unsafe Unmanaged.passRetained(core)
        var plan = unsafe microhttpd_plan()
        unsafe plan.listening_socket = listening
        unsafe plan.threads = UInt32(clamping: max(1, core.limits.threads))
        unsafe plan.connection_limit = UInt32(
            clamping: max(core.limits.threads, core.limits.connections))
        unsafe plan.idle_seconds = UInt32(clamping: max(1, core.limits.idleTime.components.seconds))
        // A head, its fields' places in memory and the head of the answer have room in it.
        unsafe plan.memory_of_connection = 2 * core.limits.headSize
        unsafe plan.context = self.core.toOpaque()
        unsafe plan.begin = Self.begin
        unsafe plan.answer = Self.answer
        unsafe plan.complete = Self.complete
        unsafe plan.connection = Self.connection
        unsafe plan.unescape = Self.keepEscapes
        guard let raw = unsafe microhttpd_start(&plan) else {
            let number = errno
            unsafe self.core.release()
            throw .library(step: "MHD_start_daemon", number: Int(number))
        }
        unsafe self.raw = unsafe raw
    }

    /// Accepts no more connections.
    func quiesce() {
        _ = unsafe MHD_quiesce_daemon(raw)
    }

    /// Closes every connection and ends the library's threads.
    func stop() {
        unsafe MHD_stop_daemon(raw)
        unsafe core.release()
    }

    /// Called when the first line of a request is read: what it returns goes with the request.
    private static let begin:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
            UnsafeMutableRawPointer? = {
                guard let context = unsafe $0, let text = unsafe $1, let raw = unsafe $2,
                    let companion = unsafe microhttpd_companion(raw)
                else { return nil }
                let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
                let connection = unsafe Unmanaged<ServerConnection>.fromOpaque(companion)
                    .takeUnretainedValue()
                let target = unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
                let exchange = unsafe Exchange(
                    core, connection, ConnectionHandle(raw), target: target)
                connection.begin(exchange)
                core.exchangeBegan()
                return unsafe Unmanaged.passRetained(exchange).toOpaque()
            }

    private static let answer: MHD_AccessHandlerCallback = {
        _, raw, _, method, version, bytes, size, companion in
        guard let raw = unsafe raw, let size = unsafe size,
            let companion = unsafe companion?.pointee
        else {
            return .NO
        }
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(companion).takeUnretainedValue()
        let head = {
            unsafe ReceivedHead(
                of: raw, method: method, version: version, target: exchange.target,
                mostFields: exchange.core.limits.fieldCount)
        }
        let piece = unsafe UnsafeRawBufferPointer(
            start: bytes, count: bytes == nil ? 0 : size.pointee)
        let step = unsafe exchange.step(head, piece)
        unsafe size.pointee = 0
        switch step {
        case .proceed: return .YES
        case .cut: return .NO
        case .answer(let response, let closes):
            return unsafe LibraryResponse.queue(response, of: exchange, on: raw, closes: closes)
        }
    }

    private static let complete: MHD_RequestCompletedCallback = { _, _, companion, _ in
        guard let place = unsafe companion, let kept = unsafe place.pointee else { return }
        unsafe place.pointee = nil
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeRetainedValue()
        exchange.end()
        exchange.core.exchangeEnded()
    }

    private static let connection: MHD_NotifyConnectionCallback = {
        context, raw, companion, event in
        guard let context = unsafe context, let raw = unsafe raw, let companion = unsafe companion
        else { return }
        let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        switch event {
        case .CONNECTION_NOTIFY_STARTED:
            let connection = unsafe ServerConnection(descriptor: microhttpd_socket(raw))
            unsafe companion.pointee = unsafe Unmanaged.passRetained(connection).toOpaque()
            core.add(connection)
        case .CONNECTION_NOTIFY_CLOSED:
            guard let kept = unsafe companion.pointee else { return }
            unsafe companion.pointee = nil
            core.remove(unsafe Unmanaged<ServerConnection>.fromOpaque(kept).takeRetainedValue())
        @unknown default:
            return
        }
    }

    /// Leaves a target as it was sent: what its escapes mean is decided once, in `HTTPTarget`.
    private static let keepEscapes:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) ->
            Int = {
                unsafe $2.map { unsafe strlen($0) } ?? 0
            }
}
