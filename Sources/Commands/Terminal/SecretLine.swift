/// A line that a person types without seeing it, byte by byte as a terminal gives them.
///
/// The room for all of it is there from the start: an array that grows leaves its old bytes behind.
struct SecretLine {
    /// What a byte did.
    enum Step: Hashable {
        /// The line goes on.
        case more
        /// The line is whole.
        case whole
        /// Whoever types gave up.
        case givenUp
        /// The line is longer than any secret.
        case tooLong
    }

    /// The bytes so far.
    var bytes: [UInt8] = []

    /// The most bytes of a passphrase or a PIN.
    static let most = 1024

    init() { bytes.reserveCapacity(SecretLine.most) }

    /// Takes a byte: a character of UTF-8 or what edits a line.
    mutating func take(_ byte: UInt8) -> Step {
        switch byte {
        case 0x0A, 0x0D: return .whole
        case 0x03, 0x1C: return .givenUp
        // Ctrl-D ends a line that has something, as a terminal does.
        case 0x04: return bytes.isEmpty ? .givenUp : .whole
        case 0x08, 0x7F: removeLast()
        case 0x15: bytes.removeAll(keepingCapacity: true)
        // Other control characters are slips: no secret has them.
        case 0x00..<0x20: break
        default:
            guard bytes.count < SecretLine.most else { return .tooLong }
            bytes.append(byte)
        }
        return .more
    }

    /// Takes the last character back, with all of its bytes.
    private mutating func removeLast() {
        while let last = bytes.popLast() {
            guard last & 0xC0 == 0x80 else { return }
        }
    }
}
