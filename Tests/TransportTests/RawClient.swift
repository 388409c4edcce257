import Glibc
import Transport

/// A client that sends whatever bytes it is told to, right or wrong, and reads what comes back.
struct RawClient: ~Copyable {
    /// Closed in programs that other tests start meanwhile, which would keep the connection open.
    static let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    private let descriptor: Int32

    /// Connects to a server on loopback or on a Unix socket.
    init(_ address: HTTPServerAddress) throws {
        switch address {
        case .loopback(_, let port):
            descriptor = socket(AF_INET, Self.kind, 0)
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            try Self.connect(descriptor, to: place)
        case .socket(let path):
            descriptor = socket(AF_UNIX, Self.kind, 0)
            var place = sockaddr_un()
            place.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &place.sun_path) { bytes in
                for (offset, byte) in path.utf8.enumerated() { unsafe bytes[offset] = byte }
            }
            try Self.connect(descriptor, to: place)
        }
    }

    deinit { close(descriptor) }

    /// Sends a text, and tells whether all of it went.
    @discardableResult
    func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

    /// Sends bytes, and tells whether all of them went.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN {
                await Self.pause()
            } else if count > 0 {
                sent += count
            } else {
                return false
            }
        }
        return true
    }

    /// Reads what there is next; nothing when the other side has closed.
    func receive() async -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            guard count < 0, errno == EAGAIN else { return Array(bytes.prefix(max(0, count))) }
            await Self.pause()
        }
    }

    /// Leaves the thread to others for a moment: there are few, and they must not be blocked.
    private static func pause() async {
        try? await Task.sleep(for: .milliseconds(1))
    }

    /// Reads until the other side closes.
    func receiveAll() async -> String {
        var bytes: [UInt8] = []
        while case let more = await receive(), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads until what came has a text in it, or the other side closes.
    func receive(until mark: String) async -> String {
        var text = ""
        while !text.contains(mark), case let more = await receive(), !more.isEmpty {
            text += String(decoding: more, as: UTF8.self)
        }
        return text
    }

    /// The status of the first answer to a request, sent as it is; nil when none came.
    static func status(of request: String, at address: HTTPServerAddress) async throws -> Int? {
        try await status(of: Array(request.utf8), at: address)
    }

    /// The status of the first answer to a request, sent as it is; nil when none came.
    static func status(of request: [UInt8], at address: HTTPServerAddress) async throws -> Int? {
        let client = try RawClient(address)
        await client.send(request)
        let answer = await client.receive(until: "\r\n")
        guard answer.hasPrefix("HTTP/1.") else { return nil }
        return Int(answer.dropFirst(9).prefix(3))
    }

    private static func connect<Place>(_ descriptor: Int32, to place: Place) throws {
        let result = unsafe withUnsafePointer(to: place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Place>.size))
            }
        }
        guard result == 0 else { throw NotConnected() }
    }

    struct NotConnected: Error {}
}
