import Glibc

/// A temporary file for what a build can not keep in memory; it has no name and goes with its last user.
final class SpoolFile {
    private let descriptor: Int32
    private(set) var count = 0
    private let folder: String

    /// What its name begins with in the moment in which it has one.
    static let prefix = ".spool-"

    /// Makes one in a folder.
    init(in folder: String) throws(SerialIndexError) {
        self.folder = folder
        var name = Array("\(folder)/\(SpoolFile.prefix)XXXXXX".utf8CString)
        let made = unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe name.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard made >= 0 else { throw .io(path: folder, reason: errno) }
        // Without a name it goes with its last user, whatever happens.
        unsafe unlink(name)
        descriptor = made
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError) {
        unsafe try SystemFile.write(bytes, to: descriptor, path: folder)
        count += bytes.count
    }

    /// Reads bytes that were appended.
    func read(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(SerialIndexError) {
        var done = 0
        while done < buffer.count {
            let step = unsafe pread(
                descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done,
                off_t(offset + done))
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw .io(path: folder, reason: step < 0 ? errno : EIO) }
            done += step
        }
    }
}

/// The calls on files that more than one place makes.
enum SystemFile {
    static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws(SerialIndexError) {
        var done = 0
        while done < bytes.count {
            let step = unsafe Glibc.write(
                descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw .io(path: path, reason: step < 0 ? errno : EIO) }
            done += step
        }
    }

    /// The folder that a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// A column of a segment while it is built: in memory, or in a spool once it has grown.
struct SpoolColumn<Element: BitwiseCopyable> {
    private var tail: [Element] = []
    private let spool: SpoolFile?
    private(set) var count = 0
    private static var mostInMemory: Int { 1 << 16 }

    init(spool: SpoolFile?) { self.spool = spool }

    mutating func append(contentsOf elements: [Element]) throws(SerialIndexError) {
        tail += elements
        count += elements.count
        if let spool, tail.count >= SpoolColumn.mostInMemory {
            try SpoolColumn.append(tail, to: spool)
            tail.removeAll(keepingCapacity: true)
        }
    }

    private static func append(
        _ elements: [Element], to spool: SpoolFile
    ) throws(SerialIndexError) {
        var failure: SerialIndexError?
        unsafe elements.withUnsafeBytes { bytes in
            do throws(SerialIndexError) { unsafe try spool.append(bytes) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Goes over the elements in order, a piece at a time.
    func forEachPiece(
        _ body: ([Element]) throws(SerialIndexError) -> Void
    ) throws(SerialIndexError) {
        let size = MemoryLayout<Element>.stride
        var offset = 0
        while let spool, offset < spool.count {
            let number = min(SpoolColumn.mostInMemory, (spool.count - offset) / size)
            try body(try Array<Element>(number, at: offset, of: spool))
            offset += number * size
        }
        try body(tail)
    }
}

extension Array where Element: BitwiseCopyable {
    /// Reads elements of a spool.
    init(_ number: Int, at offset: Int, of spool: SpoolFile) throws(SerialIndexError) {
        var failure: SerialIndexError?
        unsafe self.init(unsafeUninitializedCapacity: number) { buffer, initialized in
            do throws(SerialIndexError) {
                unsafe try spool.read(UnsafeMutableRawBufferPointer(buffer), at: offset)
                initialized = number
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
