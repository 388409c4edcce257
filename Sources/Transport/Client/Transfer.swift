internal import CCurl

/// One request on libcurl's way; the loop's thread alone touches it.
@safe final class Transfer {
    /// The most fields of an answer, and the most bytes of them.
    private static let mostFields = 200
    private static let mostFieldBytes = 64 * 1024

    let number: UInt64
    /// Where it goes.
    let origin: HTTPURL.Origin
    let easy: UnsafeMutableRawPointer
    private let continuation: CheckedContinuation<TransferJob.Result, Never>
    private let answerLimit: Int
    /// The list of the request's header fields, which libcurl reads while the transfer goes on.
    private var list: UnsafeMutablePointer<curl_slist>?
    /// Where libcurl says in words what went wrong.
    private let words: UnsafeMutablePointer<CChar>

    private var status = 0
    private var fields = HTTPFields()
    private var fieldBytes = 0
    private var isHeadRead = false
    private var body: [UInt8] = []
    /// Why we broke the transfer off ourselves.
    private var failure: TransportError?

    /// - Parameter totalTime: what is left of the request's time.
    init(_ job: TransferJob, totalTime: Duration) throws(TransportError) {
        guard let easy = unsafe curl_easy_init() else {
            throw .library(step: "curl_easy_init", number: 0)
        }
        unsafe self.easy = unsafe easy
        number = job.number
        origin = job.request.url.origin
        continuation = job.continuation
        answerLimit = job.request.answerLimit
        unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let options = unsafe TransferOptions(easy)
        var request = job.request
        request.totalTime = totalTime
        try options.set(request)
        unsafe list = try options.makeList(of: job.request)
        unsafe curl_set_list(easy, CURLOPT_HTTPHEADER, list)
        unsafe curl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
        let companion = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe curl_set_pointer(easy, CURLOPT_PRIVATE, companion)
        unsafe curl_set_pointer(easy, CURLOPT_WRITEDATA, companion)
        unsafe curl_set_pointer(easy, CURLOPT_HEADERDATA, companion)
        unsafe curl_set_receiver(easy, CURLOPT_WRITEFUNCTION, Self.receiveBody)
        unsafe curl_set_receiver(easy, CURLOPT_HEADERFUNCTION, Self.receiveLine)
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(list)
        unsafe words.deallocate()
    }

    /// Hands over what libcurl has come to.
    func end(_ code: CURLcode) {
        if code == CURLE_OK, failure == nil {
            let response = HTTPClientResponse(status: status, fields: fields, body: body)
            continuation.resume(returning: .success(response))
        } else {
            let error = failure ?? TransferOutcome(code: code, wasSent: wasSent, words: text).error
            continuation.resume(returning: .failure(error))
        }
    }

    /// Hands over that it was broken off.
    func fail(_ error: (DeliveryState) -> TransportError) {
        continuation.resume(returning: .failure(error(wasSent ? .mayBeReceived : .surelyNotSent)))
    }

    /// Whether any byte of the request was handed to the system.
    private var wasSent: Bool {
        unsafe curl_get_number(easy, CURLINFO_REQUEST_SIZE) > 0
    }

    private var text: String {
        unsafe String(validatingCString: words) ?? ""
    }

    /// Takes in a line of the answer's head; false breaks the transfer off.
    private func take(line: ArraySlice<UInt8>) -> Bool {
        fieldBytes += line.count
        // What stands behind a body are trailers, which nobody here asked for.
        guard !isHeadRead else { return fieldBytes <= Self.mostFieldBytes }
        let text = line.last == 0x0A ? line.dropLast(line.dropLast().last == 0x0D ? 2 : 1) : line
        if text.starts(with: Array("HTTP/".utf8)) {
            // An answer in between, like 100, has a head of its own, which the last one replaces.
            fields = HTTPFields()
            let digits = text.drop { $0 != 0x20 }.dropFirst().prefix { $0 != 0x20 }
            status = digits.count == 3 ? CharacterRules.length(digits) ?? 0 : 0
            failure = status == 0 ? .malformedAnswer : nil
        } else if text.isEmpty {
            isHeadRead = status >= 200
        } else if let field = try? HTTPField(line: text), fields.count < Self.mostFields,
            fieldBytes <= Self.mostFieldBytes
        {
            fields.append(field)
        } else {
            failure = .malformedAnswer
        }
        return failure == nil
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= answerLimit - body.count else {
            failure = .answerTooLarge(limit: answerLimit)
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    private static let receiveBody: curl_write_callback = { bytes, size, count, companion in
        guard let companion = unsafe companion else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(companion).takeUnretainedValue()
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return unsafe transfer.take(body: piece) ? size * count : 0
    }

    private static let receiveLine: curl_write_callback = { bytes, size, count, companion in
        guard let companion = unsafe companion else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(companion).takeUnretainedValue()
        let line = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count))
        return transfer.take(line: line[...]) ? size * count : 0
    }
}
