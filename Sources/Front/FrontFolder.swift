private import Glibc

/// The folder in which nginx keeps what it needs, held by one front at a time.
struct FrontFolder: Sendable {
    /// Its path.
    let path: String
    /// The lock, which the system takes away with the process that holds it.
    private let lock: Int32

    /// Makes the folder, for its owner alone, unless it is there, and takes its lock.
    init(_ path: String) throws(FrontError) {
        self.path = path
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .system(step: "mkdir", number: errno)
        }
        lock = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .system(step: "open", number: errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .alreadyRunning(folder: path)
        }
    }

    /// Lets another front have the folder.
    func release() {
        // A child of this process that has not begun its program yet may hold the file too.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// Writes a file, whole or not at all.
    func write(_ name: String, _ text: String) throws(FrontError) {
        let place = path + "/" + name
        let file = unsafe open(
            place + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .system(step: "open", number: errno) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
            }
            guard count > 0 || (count < 0 && errno == EINTR) else {
                throw .system(step: "write", number: errno)
            }
            sent += max(0, count)
        }
        guard unsafe rename(place + ".new", place) == 0 else {
            throw .system(step: "rename", number: errno)
        }
    }

    /// Takes a file away, if it is there.
    func remove(_ name: String) { _ = unsafe unlink(path + "/" + name) }

    /// The first bytes of a file as text; empty when there is none.
    func read(_ name: String, upTo most: Int = 4096) -> String {
        FrontFolder.read(path + "/" + name, upTo: most)
    }

    private static func read(_ path: String, upTo most: Int) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: most)
        let count = unsafe Glibc.read(file, &bytes, most)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// The number that nginx has written once it listens; nil until then.
    var serverNumber: Int32? {
        let text = read("nginx.pid", upTo: 32)
        guard text.last == "\n", let number = Int32(text.dropLast()), number > 1 else { return nil }
        return number
    }

    /// The processes of nginx that work in this folder: those that a front before this one left behind.
    func leftBehind() -> [Int32] {
        guard let whole = unsafe realpath(path, nil) else { return [] }
        defer { unsafe free(whole) }
        let own = unsafe String(cString: whole)
        return FrontFolder.processes().filter { number in
            guard FrontFolder.read("/proc/\(number)/comm", upTo: 32) == "nginx\n" else {
                return false
            }
            var place = [CChar](repeating: 0, count: 4096)
            let count = unsafe readlink("/proc/\(number)/cwd", &place, place.count)
            return count > 0
                && String(
                    decoding: place.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
                    == own
        }
    }

    private static func processes() -> [Int32] {
        guard let folder = unsafe opendir("/proc") else { return [] }
        defer { unsafe closedir(folder) }
        var numbers: [Int32] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix(while: { $0 != 0 }), as: UTF8.self)
            }
            if let number = Int32(name), number > 1 { numbers.append(number) }
        }
        return numbers
    }
}
