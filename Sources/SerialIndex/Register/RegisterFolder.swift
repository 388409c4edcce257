import Glibc

/// The files of a register, by name, and the few things that are done with them.
struct RegisterFolder: Sendable {
    let path: String

    var manifest: String { "\(path)/register.manifest" }
    var journal: String { "\(path)/register.journal" }
    var lock: String { "\(path)/register.lock" }

    /// A segment's file: `segment-000001.serials`.
    func segment(_ number: UInt32) -> String { "\(path)/\(RegisterFolder.name(number))" }

    private static func name(_ number: UInt32) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
        return "segment-\(zeros)\(digits).serials"
    }

    /// What ends the name of a file that is not finished.
    private static let unfinished = ".part"

    /// Tells whether there is a file.
    func exists(_ file: String) -> Bool { unsafe access(file, F_OK) == 0 }

    /// The names of all files.
    private func names() throws(SerialIndexError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .io(path: path, reason: errno) }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)
                ) { unsafe String(cString: $0) }
            }
            names.append(name)
        }
        return names.sorted()
    }

    /// The names of the segments that are there.
    func segmentNames() throws(SerialIndexError) -> [String] {
        try names().filter { $0.hasPrefix("segment-") && $0.hasSuffix(".serials") }
    }

    /// Removes what a crash has left: unfinished files, and segments that the manifest does not name.
    func removeLeavings(but numbers: [UInt32]) throws(SerialIndexError) {
        let kept = Set(numbers.map(RegisterFolder.name))
        for name in try names() {
            if name.hasPrefix(SpoolFile.prefix) { remove("\(path)/\(name)") }
            let isSegment = name.hasPrefix("segment-")
            guard isSegment || name.hasPrefix("register.") else { continue }
            let isLeft = isSegment && name.hasSuffix(".serials") && !kept.contains(name)
            if isLeft || name.hasSuffix(RegisterFolder.unfinished) { remove("\(path)/\(name)") }
        }
    }

    /// Removes a file; one that stays is removed when the register is opened the next time.
    func remove(_ file: String) { unsafe _ = unlink(file) }

    /// Puts a file in its place, whole or not at all: it is on the disk, and so is its name, before this
    /// returns.
    func replace(_ file: String, _ bytes: [UInt8]) throws(SerialIndexError) {
        let partial = file + RegisterFolder.unfinished
        let made = try SystemFile.Handle(partial, O_WRONLY | O_CREAT | O_TRUNC)
        try made.write(bytes)
        try made.synchronize()
        try rename(partial, file)
    }

    /// Gives an unfinished file its name.
    func rename(_ partial: String, _ file: String) throws(SerialIndexError) {
        guard unsafe Glibc.rename(partial, file) == 0 else {
            throw .io(path: file, reason: errno)
        }
        try synchronize()
    }

    /// Sees to it that the names of the files are on the disk.
    func synchronize() throws(SerialIndexError) {
        try SystemFile.Handle(path, O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// Gives a file a second name in this folder, which it may have already.
    func adopt(_ file: String, as name: String) throws(SerialIndexError) {
        if unsafe link(file, name) == 0 { return }
        let reason = errno
        var one = stat()
        var other = stat()
        guard reason == EEXIST, unsafe stat(file, &one) == 0, unsafe stat(name, &other) == 0,
            one.st_ino == other.st_ino, one.st_dev == other.st_dev
        else {
            if reason == EEXIST { throw .alreadyARegister(path: path) }
            throw .io(path: file, reason: reason)
        }
    }
}

extension SystemFile {
    /// An open file, closed with its only owner.
    struct Handle: ~Copyable, Sendable {
        let path: String
        private let descriptor: Int32

        init(_ path: String, _ flags: Int32) throws(SerialIndexError) {
            self.path = path
            descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
            if descriptor < 0 {
                let reason = errno
                throw reason == ENOENT ? .missing(path: path) : .io(path: path, reason: reason)
            }
        }

        deinit {
            // A child of this process that has not begun its program yet may hold a locked file too.
            flock(descriptor, LOCK_UN)
            close(descriptor)
        }

        /// The file's size.
        func size() throws(SerialIndexError) -> Int {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw failure }
            return Int(status.st_size)
        }

        /// Writes bytes where the last ones ended.
        func write(_ bytes: [UInt8]) throws(SerialIndexError) {
            var failure: SerialIndexError?
            unsafe bytes.withUnsafeBytes { buffer in
                do throws(SerialIndexError) {
                    unsafe try SystemFile.write(buffer, to: descriptor, path: path)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
        }

        /// Reads bytes at a place; fewer when the file ends before.
        func read(_ count: Int, at offset: Int) throws(SerialIndexError) -> [UInt8] {
            var reason: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let step = unsafe pread(
                        descriptor, buffer.baseAddress.map { unsafe $0 + filled },
                        count - filled, off_t(offset + filled))
                    if step < 0, errno == EINTR { continue }
                    if step < 0 { reason = errno }
                    if step <= 0 { return }
                    filled += step
                }
            }
            guard reason == 0 else { throw .io(path: path, reason: reason) }
            return bytes
        }

        /// Cuts the file off and goes to its end.
        func cut(at size: Int) throws(SerialIndexError) {
            guard ftruncate(descriptor, off_t(size)) == 0,
                lseek(descriptor, off_t(size), SEEK_SET) >= 0
            else { throw failure }
        }

        /// Waits until the disk has everything.
        func synchronize() throws(SerialIndexError) {
            guard fsync(descriptor) == 0 else { throw failure }
        }

        /// Takes the file for this owner alone; false when somebody else has it.
        func lock() throws(SerialIndexError) -> Bool {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { throw failure }
            return false
        }

        private var failure: SerialIndexError { .io(path: path, reason: errno) }
    }
}
