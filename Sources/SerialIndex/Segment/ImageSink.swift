import Glibc

/// Where a segment's bytes go.
protocol ImageSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError)
    func finish(header: [UInt8]) throws(SerialIndexError)
}

extension ImageSink {
    func write(_ bytes: [UInt8]) throws(SerialIndexError) {
        var failure: SerialIndexError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(SerialIndexError) { unsafe try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

/// Keeps a segment's bytes in memory.
final class MemorySink: ImageSink {
    private(set) var bytes: [UInt8] = []

    func write(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError) {
        unsafe self.bytes.append(contentsOf: bytes)
    }

    func finish(header: [UInt8]) throws(SerialIndexError) {
        bytes.replaceSubrange(0..<header.count, with: header)
    }
}

/// Writes a segment to a file that appears whole or not at all.
final class FileSink: ImageSink {
    private let path: String
    private let partial: String
    private let descriptor: Int32
    private var isFinished = false

    /// Begins a file beside the one that it is to become.
    init(path: String) throws(SerialIndexError) {
        self.path = path
        partial = "\(path).\(getpid()).part"
        let made = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard made >= 0 else { throw .io(path: partial, reason: errno) }
        descriptor = made
    }

    deinit {
        close(descriptor)
        if !isFinished { unsafe _ = unlink(partial) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SerialIndexError) {
        unsafe try SystemFile.write(bytes, to: descriptor, path: partial)
    }

    /// Writes the header last, then gives the file its name; each step is on the disk before the next.
    func finish(header: [UInt8]) throws(SerialIndexError) {
        let written = unsafe header.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard written == header.count, fsync(descriptor) == 0,
            unsafe rename(partial, path) == 0
        else { throw .io(path: path, reason: errno) }
        isFinished = true
        let folder = unsafe open(SystemFile.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
