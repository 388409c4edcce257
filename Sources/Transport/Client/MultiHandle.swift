internal import CCurl

/// libcurl's set of transfers that go on at once.
// Proof: the loop's thread alone does all but `wake`, which libcurl allows from any thread; who wakes holds the lock
// under which the loop forgets the handle before it closes it.
@safe struct MultiHandle: @unchecked Sendable {
    /// How many connections are kept for further requests, at least.
    private static let keptConnections = 64
    /// How long to wait at most without looking at the clock; libcurl's own time-outs shorten it.
    private static let longestWait = Duration.seconds(60)
    /// libcurl is set up once in a process.
    private static let isSetUp = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let raw: UnsafeMutableRawPointer
    private let watch: TransferWatch

    /// - Parameter connectionsPerHost: as many connections are kept, since requests that end together begin together.
    init(connectionsPerHost: Int) throws(TransportError) {
        guard Self.isSetUp, let raw = unsafe curl_multi_init() else {
            throw .library(step: "curl_multi_init", number: 0)
        }
        let kept = max(Self.keptConnections, connectionsPerHost)
        unsafe curl_set_many(raw, CURLMOPT_MAXCONNECTS, kept)
        unsafe curl_set_many(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        do throws(TransportError) {
            watch = try TransferWatch()
            try unsafe watch.attach(to: raw)
        } catch {
            unsafe curl_multi_cleanup(raw)
            throw error
        }
        unsafe self.raw = unsafe raw
    }

    func wake() {
        watch.ring()
    }

    func add(_ transfer: Transfer) throws(TransportError) {
        let code = unsafe curl_multi_add_handle(raw, transfer.easy)
        guard code == CURLM_OK else {
            throw .library(step: "curl_multi_add_handle", number: Int(code.rawValue))
        }
    }

    func remove(_ transfer: Transfer) {
        unsafe curl_multi_remove_handle(raw, transfer.easy)
    }

    /// Does what is due, such as to begin the transfers that were added.
    func perform() {
        unsafe watch.serveTimer(of: raw)
    }

    /// Waits for something to happen, at most until a moment, and carries on what it happens to.
    func wait(until moment: ContinuousClock.Instant?) {
        unsafe watch.wait(until: moment ?? .now + Self.longestWait, of: raw)
    }

    /// The next transfer that has ended, and how.
    func nextEnded() -> (Transfer, CURLcode)? {
        var code = CURLE_OK
        guard let easy = unsafe curl_next_ended(raw, &code),
            let companion = unsafe curl_get_companion(easy)
        else { return nil }
        return (unsafe Unmanaged<Transfer>.fromOpaque(companion).takeUnretainedValue(), code)
    }

    func close() {
        unsafe curl_multi_cleanup(raw)
    }
}
