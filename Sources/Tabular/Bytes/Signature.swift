/// What a file is, told by its first bytes and never by its name.
enum Signature: Equatable {
    /// Nothing but text, as far as the sample goes.
    case text
    /// A zip file: a workbook, or something else.
    case zip
    /// A compound file of old office programs: an old workbook, or one behind a password.
    case compound
    case foreign(ForeignFile)

    private static let marks: [(bytes: [UInt8], signature: Signature)] = [
        (Array("PK\u{3}\u{4}".utf8), .zip),
        (Array("PK\u{5}\u{6}".utf8), .zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .compound),
        (Array("%PDF-".utf8), .foreign(.pdf)),
        ([0x1F, 0x8B, 0x08], .foreign(.compressed)),
        (Array("BZh".utf8) + [0x31], .foreign(.compressed)),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .foreign(.compressed)),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .foreign(.compressed)),
        ([0x28, 0xB5, 0x2F, 0xFD], .foreign(.compressed)),
        (Array("Rar!".utf8) + [0x1A, 0x07], .foreign(.compressed)),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .foreign(.picture)),
        ([0xFF, 0xD8, 0xFF], .foreign(.picture)),
        (Array("GIF8".utf8), .foreign(.picture)),
        ([0x49, 0x49, 0x2A, 0x00], .foreign(.picture)),
        ([0x4D, 0x4D, 0x00, 0x2A], .foreign(.picture)),
        // A BIFF workbook of before 1997, without the compound file around it.
        ([0x09, 0x04, 0x06, 0x00], .foreign(.oldWorkbook)),
        ([0x09, 0x02, 0x06, 0x00], .foreign(.oldWorkbook)),
    ]

    init(sample: [UInt8]) {
        if let known = Signature.marks.first(where: { sample.starts(with: $0.bytes) }) {
            self = known.signature
        } else if Signature.isMarkup(sample) {
            self = .foreign(.markup)
        } else if Signature.isJSON(sample) {
            self = .foreign(.json)
        } else if Signature.isBinary(sample) {
            self = .foreign(.binary)
        } else {
            self = .text
        }
    }

    /// A web page or XML, after a byte order mark and space.
    private static func isMarkup(_ sample: [UInt8]) -> Bool {
        let start = sample.prefix(4096)
            .drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0.isBlankByte }
        let lower = start.prefix(16).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return ["<?xml", "<!doctype", "<html", "<table", "<head", "<meta", "<style"].contains {
            lower.starts(with: $0.utf8)
        }
    }

    /// An object with a quoted name, or a list of such objects.
    private static func isJSON(_ sample: [UInt8]) -> Bool {
        let text = sample.prefix(4096).filter { !$0.isBlankByte }
        return text.starts(with: "{\"".utf8) || text.starts(with: "[{\"".utf8)
    }

    /// Too many control characters for text; a few, NUL among them, are damage in single rows.
    private static func isBinary(_ sample: [UInt8]) -> Bool {
        let encoding = EncodingChoice(sample: sample[...], isWhole: false, given: nil).encoding
        guard encoding == .utf8 || encoding == .windows1252 else { return false }
        let controls = sample.count { $0 < 0x20 && !$0.isBlankByte && $0 != 0x1B }
        return controls * 10 > sample.count
    }
}
