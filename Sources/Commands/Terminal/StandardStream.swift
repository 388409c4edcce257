import Glibc
import Synchronization

/// One of the process's own streams.
public final class StandardStream: Sink {
    /// The standard output.
    public static let output = StandardStream(descriptor: STDOUT_FILENO)
    /// The standard error.
    public static let errors = StandardStream(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let code = Mutex<Int32?>(nil)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes a text, whole; after a failure nothing more is written.
    public func write(_ text: String) {
        code.withLock { code in
            var text = text
            let failed = text.withUTF8 { buffer -> Int32? in
                var written = 0
                while code == nil, written < buffer.count {
                    let rest = unsafe UnsafeBufferPointer(rebasing: buffer[written...])
                    let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                    if count >= 0 {
                        written += count
                    } else if errno != EINTR {
                        return errno
                    }
                }
                return nil
            }
            if let failed { code = failed }
        }
    }

    /// The system's words for what went wrong.
    public var failure: String? {
        code.withLock { $0 }.map { unsafe String(cString: strerror($0)) }
    }

    /// Tells whether a person reads the stream.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many columns the terminal has, when it is one and says so.
    var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
