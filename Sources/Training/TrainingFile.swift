import Glibc

/// A file that is written from its beginning to its end; closed when it is let go.
struct TrainingFile: ~Copyable {
    private var descriptor: Int32
    private let path: String

    init(_ path: String) throws(TrainingError) {
        let opened = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if opened < 0 { throw TrainingFile.failure(path) }
        self.path = path
        descriptor = opened
    }

    deinit {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// Writes all the bytes.
    func write(_ bytes: [UInt8]) throws(TrainingError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: buffer[done...]).baseAddress,
                    buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw TrainingFile.failure(path) }
            done += count
        }
    }

    /// Closes the file; a disk that is full may say so only now.
    mutating func close() throws(TrainingError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        if result != 0 { throw TrainingFile.failure(path) }
    }

    private static func failure(_ path: String) -> TrainingError {
        .notWritten(path: path, reason: reason(errno))
    }

    /// What the system says of an error's number.
    static func reason(_ code: Int32) -> String {
        let text = unsafe strerror(code).map { text in unsafe String(cString: text) }
        return text ?? String(code)
    }
}
