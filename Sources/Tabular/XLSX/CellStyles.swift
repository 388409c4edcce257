/// How the cells of a workbook show their numbers, as far as it changes what a number says.
struct CellStyles {
    /// What a number in a cell is.
    enum Use: Equatable {
        case number
        /// A day, with or without a time.
        case date
        /// A number shown with zeros before it, to so many digits.
        case padded(Int)
    }

    let uses1904: Bool
    private var uses: [Use] = []

    /// The styles of a workbook that has none.
    init(uses1904: Bool) {
        self.uses1904 = uses1904
    }

    /// Reads the part that holds the styles.
    init(_ entry: ZipEntry, uses1904: Bool) throws(TabularError) {
        self.uses1904 = uses1904
        var codes: [Int: String] = [:]
        var isInCells = false
        let xml = try XMLPart(entry)
        while try xml.advance() {
            switch (xml.node, xml.name) {
            case (.start, .numFmt):
                var format = (id: -1, code: "")
                xml.forEachAttribute { name, value in
                    if name == "numFmtId" { format.id = Int(value) ?? -1 }
                    if name == "formatCode" { format.code = value }
                }
                codes[format.id] = format.code
            case (.start, .cellXfs): isInCells = !xml.isEmptyElement
            case (.end, .cellXfs): isInCells = false
            case (.start, .xf) where isInCells:
                var id = 0
                xml.forEachAttribute { name, value in
                    if name == "numFmtId" { id = Int(value) ?? 0 }
                }
                uses.append(CellStyles.use(ofFormat: id, code: codes[id]))
            default: break
            }
        }
    }

    /// What the numbers in cells of a style are.
    func use(ofStyle index: Int) -> Use {
        uses.indices.contains(index) ? uses[index] : .number
    }

    /// What a number format makes of a number (ISO 29500-1, 18.8.30 lists those without a code).
    private static func use(ofFormat id: Int, code: String?) -> Use {
        if let code { return use(ofCode: code) }
        return switch id {
        case 14...22, 27...36, 45...47, 50...58: .date
        default: .number
        }
    }

    static func use(ofCode code: String) -> Use {
        let bytes = Array(code.utf8)
        if bytes.count >= 2, bytes.allSatisfy({ $0 == UInt8(ascii: "0") }) {
            return .padded(bytes.count)
        }
        // Only the first section counts, for positive numbers. Quoted and escaped characters,
        // padding, and what is in brackets (colours, currencies, conditions) are not the number's.
        var isQuoted = false
        var isBracketed = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case _ where isQuoted: break
            case UInt8(ascii: "]"): isBracketed = false
            case _ where isBracketed: break
            case UInt8(ascii: "["):
                // `[h]` shows a length of time and no date.
                let next = index < bytes.count ? bytes[index] | 0x20 : 0
                if "hms".utf8.contains(next), isElapsed(bytes[index...]) { return .number }
                isBracketed = true
            case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): index += 1
            case UInt8(ascii: ";"): return .number
            case UInt8(ascii: "0"), UInt8(ascii: "#"), UInt8(ascii: "?"): return .number
            default:
                if "dmyhs".utf8.contains(byte | 0x20) { return .date }
                if byte | 0x20 == UInt8(ascii: "g") { return .number }
            }
        }
        return .number
    }

    /// Hours, minutes or seconds in brackets, and nothing else in them.
    private static func isElapsed(_ code: ArraySlice<UInt8>) -> Bool {
        let inside = code.prefix { $0 != UInt8(ascii: "]") }
        return inside.allSatisfy { $0 | 0x20 == (inside.first ?? 0) | 0x20 }
    }
}
