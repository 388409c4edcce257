internal import CMicroHTTPD

/// Answers in the library's form.
enum LibraryResponse {
    /// How many bytes of a body that is being written the library asks for at once.
    private static let portion = 32 * 1024
    /// The fields that only the library can write truly.
    private static let reserved = [
        "Content-Length", "Transfer-Encoding", "Connection", "Date", "Trailer", "Upgrade",
    ]

    /// Has an answer sent.
    static func queue(
        _ response: HTTPResponse, of exchange: Exchange, on connection: OpaquePointer, closes: Bool
    ) -> MHD_Result {
        let isStatus = (200..<600).contains(response.status)
        let response = isStatus ? response : HTTPResponse(status: 500)
        guard let raw = unsafe make(response, of: exchange) else { return .NO }
        defer { unsafe MHD_destroy_response(raw) }
        for field in response.fields
        where !reserved.contains(where: { CharacterRules.isSame($0, field.name) }) {
            unsafe MHD_add_response_header(raw, field.name, field.value)
        }
        if closes { unsafe MHD_add_response_header(raw, "Connection", "close") }
        return unsafe MHD_queue_response(connection, UInt32(response.status), raw)
    }

    private static func make(_ response: HTTPResponse, of exchange: Exchange) -> OpaquePointer? {
        switch response.body {
        case .bytes(var bytes):
            return unsafe bytes.withUnsafeMutableBytes {
                unsafe MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
            }
        case .stream(let length, let producer):
            let pipe = exchange.makePipe()
            if !exchange.wantsNoBody { pipe.start(producer) }
            let size = length.map { UInt64(clamping: $0) } ?? UInt64.max
            return unsafe MHD_create_response_from_callback(
                size, portion, read, Unmanaged.passRetained(pipe).toOpaque(), free)
        }
    }

    private static let read: MHD_ContentReaderCallback = { context, _, target, most in
        guard let context = unsafe context else { return broken }
        let pipe = unsafe Unmanaged<BodyPipe>.fromOpaque(context).takeUnretainedValue()
        switch unsafe pipe.read(into: UnsafeMutableRawBufferPointer(start: target, count: most)) {
        case .bytes(let count): return count
        case .later: return 0
        case .end: return end
        case .broken: return broken
        }
    }

    private static let free: MHD_ContentReaderFreeCallback = { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<BodyPipe>.fromOpaque(context).takeRetainedValue().abandon()
    }

    /// `MHD_CONTENT_READER_END_OF_STREAM` and `MHD_CONTENT_READER_END_WITH_ERROR`, which are macros with a cast.
    private static let end = -1
    private static let broken = -2
}
