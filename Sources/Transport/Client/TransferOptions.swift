internal import CCurl

/// What libcurl is told of a request; the first option that it refuses ends it.
@safe struct TransferOptions {
    private let easy: UnsafeMutableRawPointer

    init(_ easy: UnsafeMutableRawPointer) {
        unsafe self.easy = unsafe easy
    }

    /// Sets everything but the header fields and who receives.
    func set(_ request: HTTPClientRequest) throws(TransportError) {
        try setHabits(request)
        try setMethod(request)
        if case .secure = request.url.origin { try setTrust(request.trust) }
        if case .socket(let path) = request.url.origin { try set(CURLOPT_UNIX_SOCKET_PATH, path) }
    }

    /// Makes the list of header fields; whoever gets it frees it.
    func makeList(of request: HTTPClientRequest) throws(TransportError) -> UnsafeMutablePointer<
        curl_slist
    >? {
        // A name and a colon alone keep libcurl from writing a field of its own.
        var lines = ["Expect:"]
        for name in ["Accept", "Content-Type", "User-Agent"] where !request.fields.contains(name) {
            lines.append(name + ":")
        }
        for field in request.fields {
            lines.append(field.value.isEmpty ? field.name + ";" : "\(field.name): \(field.value)")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw .library(step: "curl_slist_append", number: 0)
            }
            unsafe list = unsafe longer
        }
        return unsafe list
    }

    private func setHabits(_ request: HTTPClientRequest) throws(TransportError) {
        try set(CURLOPT_URL, request.url.text)
        if case .secure = request.url.origin {
            try set(CURLOPT_PROTOCOLS_STR, "https")
        } else {
            try set(CURLOPT_PROTOCOLS_STR, "http")
        }
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // An empty text is not none: it says that there is no proxy, whatever the environment says.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_NOSIGNAL, 1)
        try check(unsafe curl_keep_from_children(easy))
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTime))
        try set(CURLOPT_TIMEOUT_MS, milliseconds(request.totalTime))
    }

    private func setMethod(_ request: HTTPClientRequest) throws(TransportError) {
        switch request.method {
        case .get where request.body.isEmpty:
            try set(CURLOPT_HTTPGET, 1)
        case .head:
            try set(CURLOPT_NOBODY, 1)
        case .options where request.body.isEmpty, .delete where request.body.isEmpty:
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .get, .post, .put, .patch, .delete, .options:
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            try check(
                unsafe curl_set_size(
                    easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
            // Without a place, libcurl would read the body from the standard input.
            guard !request.body.isEmpty else { return try set(CURLOPT_COPYPOSTFIELDS, "") }
            var body = request.body
            try check(
                unsafe body.withUnsafeMutableBytes {
                    unsafe curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
                })
        }
    }

    private func setTrust(_ trust: HTTPTrust) throws(TransportError) {
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3)
        // What was found out about a peer's key is found out anew with each connection.
        try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        switch trust.authorities {
        case .system:
            break
        case .pem(let certificates):
            try set(CURLOPT_CAINFO_BLOB, certificates)
            // Otherwise the system's folder would be asked as well.
            try check(unsafe curl_set_text(easy, CURLOPT_CAPATH, nil))
        case .pinsAlone:
            guard !trust.pins.isEmpty else { throw .untrustedPeer }
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if !trust.pins.isEmpty {
            let pins = trust.pins.map { "sha256//" + $0.text }.joined(separator: ";")
            try set(CURLOPT_PINNEDPUBLICKEY, pins)
        }
        if let identity = trust.identity {
            try set(CURLOPT_SSLCERT_BLOB, identity.certificate)
            try set(CURLOPT_SSLKEY_BLOB, identity.key)
        }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(unsafe curl_set_number(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(unsafe curl_set_text(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: [UInt8]) throws(TransportError) {
        guard !value.isEmpty else { throw .unusableCredentials }
        try check(
            unsafe value.withUnsafeBytes {
                unsafe curl_set_bytes(easy, option, $0.baseAddress, $0.count)
            })
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else {
            throw .library(step: "curl_easy_setopt", number: Int(code.rawValue))
        }
    }

    private func milliseconds(_ time: Duration) -> Int {
        // To libcurl, 0 is for ever.
        max(1, Int(clamping: Int64(min(time / .milliseconds(1), 1e12))))
    }
}
