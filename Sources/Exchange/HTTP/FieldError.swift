/// Why the text of a header field is not of the structured form (RFC 9651), and where.
public enum FieldError: Error, Equatable, Sendable {
    /// The text is not of the form at a byte, counted from 0.
    case malformed(Fault, at: Int)
    /// The text is longer than is read.
    case tooLong(bytes: Int, most: Int)
    /// A value has no text: a string that is not of ASCII, a number that is too large, a wrong name.
    case unwritable

    /// What can be wrong at a byte.
    public enum Fault: String, Sendable {
        /// Something else was expected, or the text ends too early.
        case syntax
        /// A name stands twice.
        case duplicate
        /// There are too many members, items or parameters.
        case count
        /// A number has more than 15 digits.
        case range
        /// A byte sequence is no strict base64.
        case base64
        /// Something follows the value.
        case trailing
    }
}
