import Glibc

/// A folder of a test's own, with a path short enough for a Unix socket.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/transport-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw NotMade() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        _ = unsafe system("rm -rf '\(path)'")
    }

    struct NotMade: Error {}
}
