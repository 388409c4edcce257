import Dispatch
import Glibc
import Transport

/// A server that does to its one client what it is told to, whatever HTTP says.
final class RawServer: Sendable {
    let port: UInt16
    private let listening: Int32

    /// Listens on loopback; `behave` gets each connection's number, on a thread of its own.
    init(_ behave: @escaping @Sendable (Int32) -> Void) throws {
        listening = socket(AF_INET, RawClient.kind, 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listening
        let result = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) + listen(descriptor, 16)
                    + getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: place.sin_port)
        guard result == 0 else { throw RawClient.NotConnected() }
        DispatchQueue(label: "raw server").async {
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                behave(connection)
                close(connection)
            }
        }
    }

    /// Listens no more; called at a test's end, it keeps the server alive until then.
    func stop() {
        shutdown(listening, Int32(SHUT_RDWR))
        close(listening)
    }

    func url(_ target: String = "/") throws -> HTTPURL {
        try HTTPURL("http://127.0.0.1:\(port)\(target)")
    }

    /// Reads a request's head; what there is of it when the client leaves before.
    @discardableResult
    static func readHead(_ connection: Int32) -> String {
        var text = ""
        var byte: UInt8 = 0
        while !text.hasSuffix("\r\n\r\n"), unsafe recv(connection, &byte, 1, 0) == 1 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text
    }

    /// Waits until the client leaves.
    static func waitForLeave(_ connection: Int32) {
        var byte: UInt8 = 0
        while unsafe recv(connection, &byte, 1, 0) == 1 {}
    }

    static func write(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes {
            unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }
}
