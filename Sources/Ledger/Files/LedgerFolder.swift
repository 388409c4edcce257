internal import Glibc

/// Where the parts of a ledger are read from: a folder here, or a log elsewhere.
public protocol LedgerSource: Sendable {
    /// The bytes at a path below the log; `nil` when there is nothing.
    func read(_ path: String) throws(LedgerError) -> [UInt8]?
}

/// Where a ledger is kept: files that are there whole and for good, or not at all.
///
/// Behind it is the file system, or in a test one that fails at a chosen step.
public protocol LedgerStore: LedgerSource {
    /// Makes files have these bytes, durably: after this returns all of them survive a loss of power. Each
    /// is there whole or as it was before, at any time; when it fails, some may be the one and some the
    /// other.
    func write(_ files: [LedgerFile]) throws(LedgerError)
    /// Adds bytes to the end of a file, durably; a part of them may be there when it fails.
    func append(_ bytes: [UInt8], to path: String) throws(LedgerError)
    /// Removes a file or a folder of files, if it is there; need not be durable.
    func remove(_ path: String) throws(LedgerError)
}

/// A file of a ledger, to be written.
public struct LedgerFile: Equatable, Sendable {
    /// Where it is, below the ledger's folder.
    public let path: String
    /// What it holds.
    public let bytes: [UInt8]

    /// A file.
    public init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

extension LedgerStore {
    /// Makes a file have these bytes, durably.
    func write(_ bytes: [UInt8], to path: String) throws(LedgerError) {
        try write([LedgerFile(path, bytes)])
    }
}

/// A folder of the file system.
public struct LedgerFolder: LedgerStore {
    /// The folder.
    public let path: String

    /// No part of a ledger is larger: a bundle of 256 entries of 65,535 bytes.
    private static let mostBytes = 256 * (65_535 + 2)

    /// A folder, which need not be there yet.
    public init(path: String) { self.path = path }

    /// Reads a file whole.
    public func read(_ path: String) throws(LedgerError) -> [UInt8]? {
        let descriptor = unsafe open(full(path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_size <= LedgerFolder.mostBytes || path == LedgerLayout.queue else {
            throw .io(path: path, reason: EFBIG)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var place = 0
        while place < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: place), buffer.count - place)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            // The file was cut while it was read.
            guard count > 0 else { break }
            place += count
        }
        bytes.removeLast(bytes.count - place)
        return bytes
    }

    /// Writes each file beside its place, syncs it and renames it; then syncs each folder once.
    public func write(_ files: [LedgerFile]) throws(LedgerError) {
        var folders: [String] = []
        for file in files {
            try writeBeside(file)
        }
        for file in files {
            let whole = full(file.path)
            guard unsafe rename(whole + LedgerFolder.beside, whole) == 0 else {
                throw failure(file.path)
            }
            let above = LedgerFolder.folder(of: file.path)
            if folders.last != above { folders.append(above) }
        }
        for folder in Set(folders) { try sync(folder: full(folder), for: folder) }
    }

    /// What a file is called until it is whole.
    private static let beside = ".new"

    private func writeBeside(_ file: LedgerFile) throws(LedgerError) {
        let temporary = full(file.path) + LedgerFolder.beside
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        var descriptor = unsafe open(temporary, flags, 0o644)
        if descriptor < 0, errno == ENOENT {
            // Most files go into a folder that is there.
            try makeFolders(for: file.path)
            descriptor = unsafe open(temporary, flags, 0o644)
        }
        guard descriptor >= 0 else { throw failure(file.path) }
        defer { close(descriptor) }
        do throws(LedgerError) {
            try put(file.bytes, descriptor, file.path)
            guard fdatasync(descriptor) == 0 else { throw failure(file.path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// Adds bytes to a file's end, and syncs it.
    public func append(_ bytes: [UInt8], to path: String) throws(LedgerError) {
        try makeFolders(for: path)
        let isNew = unsafe access(full(path), F_OK) != 0
        let descriptor = unsafe open(full(path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        try put(bytes, descriptor, path)
        guard fdatasync(descriptor) == 0 else { throw failure(path) }
        if isNew { try syncFolder(of: path) }
    }

    /// Removes a file, or a folder with the files in it.
    public func remove(_ path: String) throws(LedgerError) {
        let whole = full(path)
        guard let folder = unsafe opendir(whole) else {
            guard unsafe unlink(whole) == 0 || errno == ENOENT || errno == ENOTDIR else {
                throw failure(path)
            }
            return
        }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { unsafe unlink(whole + "/" + name) }
        }
        unsafe closedir(folder)
        guard unsafe rmdir(whole) == 0 || errno == ENOENT else { throw failure(path) }
    }

    private func full(_ path: String) -> String { self.path + "/" + path }

    private func failure(_ path: String) -> LedgerError { .io(path: path, reason: errno) }

    private func put(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(LedgerError) {
        var place = 0
        while place < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: place), buffer.count - place)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            place += count
        }
    }

    /// Makes the folders above a path, durably.
    private func makeFolders(for path: String) throws(LedgerError) {
        var folder = self.path
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST { throw failure("") }
        for part in path.split(separator: "/").dropLast() {
            let above = folder
            folder += "/" + part
            if unsafe mkdir(folder, 0o755) == 0 {
                try sync(folder: above, for: path)
            } else if errno != EEXIST {
                throw failure(path)
            }
        }
    }

    private func syncFolder(of path: String) throws(LedgerError) {
        try sync(folder: full(LedgerFolder.folder(of: path)), for: path)
    }

    private func sync(folder: String, for path: String) throws(LedgerError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }
}

/// Where the parts of a ledger are, beside its tiles.
public enum LedgerLayout: Sendable {
    /// The last checkpoint's note.
    public static let checkpoint = "checkpoint"
    /// What was made durable and signed last; not served.
    static let state = "state"
    /// Entries that are not in the tree yet; not served.
    static let queue = "queue"
}
