private import Encoding

/// One object as text between two lines that say what it is (RFC 7468, section 3), read strictly.
///
/// Nothing may stand before, and nothing but the end of the line behind it: two readers can not take two
/// different objects out of the same text.
enum PEM {
    /// What stands between the lines.
    enum Label: String {
        case certificate = "CERTIFICATE"
        case privateKey = "PRIVATE KEY"
    }

    /// How many characters a line has when it is written, and at most when it is read.
    private static let width = 64

    /// The text of an object's bytes.
    static func encode(_ label: Label, _ bytes: [UInt8]) -> [UInt8] {
        var text = Array("-----BEGIN \(label.rawValue)-----\n".utf8)
        let letters = Array(Base64.encode(bytes).utf8)
        for start in stride(from: 0, to: letters.count, by: width) {
            text += letters[start..<min(start + width, letters.count)]
            text.append(0x0A)
        }
        return text + Array("-----END \(label.rawValue)-----\n".utf8)
    }

    /// The bytes of the one object that a text has.
    static func decode(_ label: Label, _ text: [UInt8]) throws(CertificateError) -> [UInt8] {
        guard text.count <= Certificate.mostBytes else {
            throw .tooLong(limit: Certificate.mostBytes)
        }
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        let first = Array("-----BEGIN \(label.rawValue)-----".utf8)
        let last = Array("-----END \(label.rawValue)-----".utf8)
        guard let begin = lines.first, begin.elementsEqual(first) else { throw .notPEM }
        guard let end = lines.firstIndex(where: { $0.elementsEqual(last) }) else { throw .notPEM }
        guard end == lines.count - 1 else { throw .moreThanOne }
        let letters = lines[1..<end]
        guard letters.allSatisfy({ (1...width).contains($0.count) }),
            let bytes = Base64.decode(Array(letters.joined())), !bytes.isEmpty
        else { throw .notPEM }
        return bytes
    }
}
