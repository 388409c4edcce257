/// Why bytes are no JSON that is taken here, and where.
public enum JSONError: Error, Equatable, Sendable {
    /// The text is not of the form at a byte, counted from 0.
    case malformed(Fault, at: Int)
    /// There are more bytes than are read.
    case tooLong(bytes: Int, most: Int)

    /// What can be wrong at a byte.
    public enum Fault: String, Sendable {
        /// Something else was expected, or the text ends too early.
        case syntax
        /// The bytes are no UTF-8.
        case encoding
        /// A control character stands in a string without an escape.
        case control
        /// Half of a surrogate pair stands alone.
        case surrogate
        /// A number has a fraction or an exponent.
        case fraction
        /// A number is larger than every reader can hold exactly.
        case range
        /// A name stands twice in an object.
        case duplicate
        /// Objects and arrays lie too deep in each other.
        case depth
        /// There are too many members.
        case count
        /// Something follows the value.
        case trailing
        /// The value is right and its bytes are not the canonical ones.
        case form
    }
}

/// How much of a text is read.
public struct JSONLimits: Hashable, Sendable {
    /// The most bytes.
    public var bytes: Int
    /// How deep objects and arrays may lie in each other.
    public var depth: Int
    /// The most members of all objects and elements of all arrays together.
    public var members: Int

    /// Limits of a text; without arguments those of a message.
    public init(bytes: Int = 256 << 10, depth: Int = 32, members: Int = 1 << 14) {
        self.bytes = bytes
        self.depth = depth
        self.members = members
    }
}
