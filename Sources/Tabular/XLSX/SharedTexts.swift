/// The texts that the cells of a workbook share, end to end in one block of memory.
struct SharedTexts {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    /// No text, for a workbook that shares none.
    init() {}

    /// Reads the part that holds them.
    init(
        _ entry: ZipEntry, limits: TableLimits
    ) throws(TabularError) {
        let xml = try XMLPart(entry)
        // A text may be in several runs; what stands in `rPh` says how to pronounce it.
        var isText = false
        var phonetic = false
        var text: [UInt8] = []
        while try xml.advance() {
            switch xml.node {
            case .start:
                switch xml.name {
                case .si:
                    text.removeAll(keepingCapacity: true)
                    if xml.isEmptyElement { try append([], xml, limits) }
                case .rPh: phonetic = !xml.isEmptyElement
                case .t: isText = !phonetic && !xml.isEmptyElement
                default: break
                }
            case .end:
                switch xml.name {
                case .si: try append(text, xml, limits)
                case .rPh: phonetic = false
                case .t: isText = false
                default: break
                }
            case .text: if isText { xml.appendText(to: &text) }
            case .other: break
            }
        }
    }

    private mutating func append(
        _ text: [UInt8], _ xml: XMLPart, _ limits: TableLimits
    ) throws(TabularError) {
        bytes.append(contentsOf: EscapedCharacters.decoded(text))
        guard bytes.count <= limits.sharedTextBytes else {
            throw xml.excess(limit: limits.sharedTextBytes)
        }
        guard ends.count < limits.sharedTexts, let end = UInt32(exactly: bytes.count) else {
            throw xml.excess(limit: limits.sharedTexts)
        }
        ends.append(end)
    }

    /// The text of an index; `nil` when there is none.
    subscript(index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return String(decoding: bytes[start..<Int(ends[index])], as: UTF8.self)
    }
}

/// Characters that XML can not hold, written `_x000D_` (ISO 29500-1, 22.4.2.4).
enum EscapedCharacters {
    static func decoded(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: "_")) else { return text }
        var units: [UInt16]?
        var plain: [UInt8] = []
        var index = 0
        while index < text.count {
            if let unit = unit(in: text, at: index) {
                // Escapes that follow one another may be the two halves of one character.
                units = (units ?? []) + [unit]
                index += 7
                continue
            }
            if let escaped = units {
                plain.append(contentsOf: String(decoding: escaped, as: UTF16.self).utf8)
                units = nil
            }
            plain.append(text[index])
            index += 1
        }
        if let escaped = units {
            plain.append(contentsOf: String(decoding: escaped, as: UTF16.self).utf8)
        }
        return plain
    }

    /// The text with what only looks like such a character made safe from being decoded.
    static func guarded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let bytes = Array(text.utf8)
        var guarded: [UInt8] = []
        for index in bytes.indices {
            guarded.append(bytes[index])
            if unit(in: bytes, at: index) != nil { guarded.append(contentsOf: "x005F_".utf8) }
        }
        return String(decoding: guarded, as: UTF8.self)
    }

    private static func unit(in text: [UInt8], at index: Int) -> UInt16? {
        guard index + 7 <= text.count, text[index] == UInt8(ascii: "_"),
            text[index + 1] == UInt8(ascii: "x"), text[index + 6] == UInt8(ascii: "_")
        else { return nil }
        let digits = String(decoding: text[index + 2..<index + 6], as: UTF8.self)
        guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let unit = UInt16(digits, radix: 16), unit != 0
        else { return nil }
        return unit
    }
}

extension XMLPart {
    /// What is thrown when the part holds more than it may.
    func excess(limit: Int) -> TabularError {
        .tooLarge(archiveName, part: part, limit: limit)
    }
}
