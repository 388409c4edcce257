import Glibc

/// A socket that listens on loopback or as a file, made before the library is started with it.
struct ListeningSocket: Sendable {
    /// The most connections that wait to be accepted.
    private static let backlog: Int32 = 1024

    /// The system's number of the socket.
    let descriptor: Int32
    /// Where it listens, with the port that the system chose.
    let address: HTTPServerAddress

    /// Listens at an address of this machine.
    init(_ address: HTTPServerAddress) throws(TransportError) {
        switch address {
        case .socket(let path):
            descriptor = try Self.listen(path: path)
            self.address = address
        case .loopback(let host, let port):
            guard HTTPURL.isLoopback(host) else { throw .notLocal(address: host) }
            let opened: Int32
            if host == "::1" {
                var place = sockaddr_in6()
                place.sin6_family = sa_family_t(AF_INET6)
                place.sin6_port = port.bigEndian
                unsafe inet_pton(AF_INET6, host, &place.sin6_addr)
                opened = try Self.listen(at: place, family: AF_INET6, named: "[::1]:\(port)")
            } else {
                var place = sockaddr_in()
                place.sin_family = sa_family_t(AF_INET)
                place.sin_port = port.bigEndian
                let number = host == "localhost" ? "127.0.0.1" : host
                unsafe inet_pton(AF_INET, number, &place.sin_addr)
                opened = try Self.listen(at: place, family: AF_INET, named: "\(host):\(port)")
            }
            descriptor = opened
            self.address = .loopback(host: host, port: Self.port(of: opened) ?? port)
        }
    }

    /// Has the system refuse whoever connects from now on; what was accepted stays.
    func refuse() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if case .socket(let path) = address { unsafe unlink(path) }
    }

    /// Gives the socket back to the system.
    func close() {
        Glibc.close(descriptor)
    }

    private static func open(_ family: Int32) throws(TransportError) -> Int32 {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw .system(step: "socket", number: errno) }
        return descriptor
    }

    private static func listen<Place>(
        at place: Place, family: Int32, named name: String
    ) throws(TransportError) -> Int32 {
        let descriptor = try open(family)
        do throws(TransportError) {
            var yes: Int32 = 1
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            try bind(descriptor, to: place, named: name)
            guard Glibc.listen(descriptor, backlog) == 0 else {
                throw .system(step: "listen", number: errno)
            }
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func listen(path: String) throws(TransportError) -> Int32 {
        _ = try HTTPURL(socket: path, target: "/")
        let place = socketPlace(path)
        let descriptor = try open(AF_UNIX)
        do throws(TransportError) {
            try clear(path, place)
            try bind(descriptor, to: place, named: path)
            // Nobody can connect between the two: it does not listen yet.
            guard unsafe chmod(path, 0o600) == 0 else {
                throw .system(step: "chmod", number: errno)
            }
            guard Glibc.listen(descriptor, backlog) == 0 else {
                throw .system(step: "listen", number: errno)
            }
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Removes a socket that a server left behind; one that somebody answers at, and any other file, stays.
    private static func clear(_ path: String, _ place: sockaddr_un) throws(TransportError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .addressInUse(address: path) }
        let descriptor = try open(AF_UNIX)
        defer { Glibc.close(descriptor) }
        guard unsafe withAddress(of: place, { unsafe connect(descriptor, $0, $1) }) != 0,
            errno == ECONNREFUSED
        else { throw .addressInUse(address: path) }
        unsafe unlink(path)
    }

    private static func bind<Place>(
        _ descriptor: Int32, to place: Place, named name: String
    ) throws(TransportError) {
        guard unsafe withAddress(of: place, { unsafe Glibc.bind(descriptor, $0, $1) }) != 0 else {
            return
        }
        throw errno == EADDRINUSE
            ? .addressInUse(address: name) : .system(step: "bind", number: errno)
    }

    private static func socketPlace(_ path: String) -> sockaddr_un {
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &place.sun_path) { bytes in
            for (offset, byte) in path.utf8.prefix(HTTPURL.longestSocketPath).enumerated() {
                unsafe bytes[offset] = byte
            }
        }
        return place
    }

    private static func withAddress<Place>(
        of place: Place, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        unsafe withUnsafePointer(to: place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Place>.size))
            }
        }
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        // The port stands at the same place for both families (RFC 3493, section 3.3).
        var place = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
        }
        return result == 0 ? UInt16(bigEndian: place.sin6_port) : nil
    }
}
