import Glibc

/// What the operating system says of a failure.
enum SystemMessage {
    /// The failures that have a text of their own.
    enum Kind { case missing, denied, other }

    static func kind(_ code: Int32) -> Kind {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .denied
        default: .other
        }
    }

    /// The system's own words for an error number.
    static func text(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return String(code) }
        return unsafe String(cString: text)
    }
}
