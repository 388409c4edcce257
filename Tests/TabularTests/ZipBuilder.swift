/// Zip files made by hand, so that they can be wrong in any way (APPNOTE.TXT, 4.3).
struct ZipBuilder {
    private struct Entry {
        let name: String
        let packed: [UInt8]
        let size: Int
        let sum: UInt32
        let method: UInt16
        let flags: UInt16
        let offset: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    /// Adds a file as it is.
    mutating func add(_ name: String, _ text: String, flags: UInt16 = 0) {
        add(name, bytes: Array(text.utf8), flags: flags)
    }

    /// Adds a file of any bytes as it is.
    mutating func add(_ name: String, bytes content: [UInt8], flags: UInt16 = 0) {
        add(
            name, packed: content, size: content.count, sum: ZipBuilder.sum(content), method: 0,
            flags: flags)
    }

    /// Adds a file of spaces, deflated as far as fixed codes go: about 159 to 1.
    mutating func addSpaces(_ name: String, before: String, count: Int) {
        // One stored block for what comes first, one of fixed codes for the spaces (RFC 1951, 3.2).
        let head = Array(before.utf8)
        let length = UInt16(head.count)
        var packed: [UInt8] = [0]
        packed += [UInt8(length & 0xFF), UInt8(length >> 8)]
        packed += [UInt8(~length & 0xFF), UInt8(~length >> 8)] + head
        var bit = 0
        var byte: UInt8 = 0
        func push(_ code: Int, _ width: Int) {
            for shift in (0..<width).reversed() {
                byte |= UInt8(code >> shift & 1) << UInt8(bit)
                bit += 1
                if bit == 8 {
                    packed.append(byte)
                    (bit, byte) = (0, 0)
                }
            }
        }
        push(0b1, 1)
        push(0b10, 2)
        push(0x30 + 0x20, 8)
        let runs = count / 258
        for _ in 0..<runs { push(0b1100_0101_00000, 13) }
        push(0, 7)
        packed.append(byte)
        let content = head + [UInt8](repeating: 0x20, count: 1 + runs * 258)
        add(
            name, packed: packed, size: content.count, sum: ZipBuilder.sum(content), method: 8,
            flags: 0)
    }

    private mutating func add(
        _ name: String, packed: [UInt8], size: Int, sum: UInt32, method: UInt16, flags: UInt16
    ) {
        let entry = Entry(
            name: name, packed: packed, size: size, sum: sum, method: method, flags: flags,
            offset: bytes.count)
        entries.append(entry)
        bytes += ZipBuilder.number(0x0403_4B50, 4) + ZipBuilder.fields(entry)
        bytes += ZipBuilder.number(0, 2) + Array(name.utf8) + packed
    }

    /// The whole zip file.
    var file: [UInt8] {
        var directory: [UInt8] = []
        for entry in entries {
            directory += ZipBuilder.number(0x0201_4B50, 4) + ZipBuilder.number(20, 2)
            directory += ZipBuilder.fields(entry) + [UInt8](repeating: 0, count: 12)
            directory += ZipBuilder.number(entry.offset, 4) + Array(entry.name.utf8)
        }
        return bytes + directory + ZipBuilder.number(0x0605_4B50, 4)
            + ZipBuilder.number(0, 4) + ZipBuilder.number(entries.count, 2)
            + ZipBuilder.number(entries.count, 2) + ZipBuilder.number(directory.count, 4)
            + ZipBuilder.number(bytes.count, 4) + ZipBuilder.number(0, 2)
    }

    /// What stands both before a file and in the directory.
    private static func fields(_ entry: Entry) -> [UInt8] {
        number(20, 2) + number(Int(entry.flags), 2) + number(Int(entry.method), 2)
            + number(0, 2) + number(0x21, 2) + number(Int(entry.sum), 4)
            + number(entry.packed.count, 4) + number(entry.size, 4)
            + number(entry.name.utf8.count, 2)
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> ($0 * 8) & 0xFF) }
    }

    private static func sum(_ bytes: [UInt8]) -> UInt32 {
        var table: [UInt32] = []
        for index in UInt32(0)..<256 {
            var sum = index
            for _ in 0..<8 {
                let half = sum >> 1
                sum = sum & 1 == 1 ? half ^ 0xEDB8_8320 : half
            }
            table.append(sum)
        }
        return ~bytes.reduce(~UInt32(0)) { sum, byte in
            table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8)
        }
    }
}

/// A workbook with one sheet or several, written out part by part.
struct WorkbookBuilder {
    /// The rows of the sheets, as XML, with their names and states.
    var sheets: [(name: String, state: String, rows: String)] = []
    var shared: String?
    var styles: String?
    var properties = ""

    init(rows: String) {
        sheets = [("one", "visible", rows)]
    }

    /// The parts of the file.
    var zip: ZipBuilder {
        var zip = ZipBuilder()
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        func relations(_ all: [(String, String, String)]) -> String {
            "<Relationships>"
                + all.map {
                    "<Relationship Id=\"\($0.0)\" Type=\"\(office)/\($0.1)\" Target=\"\($0.2)\"/>"
                }.joined() + "</Relationships>"
        }
        zip.add("_rels/.rels", relations([("r1", "officeDocument", "/xl/workbook.xml")]))
        var parts = sheets.indices.map { ("s\($0)", "worksheet", "worksheets/s\($0).xml") }
        if shared != nil { parts.append(("t", "sharedStrings", "sharedStrings.xml")) }
        if styles != nil { parts.append(("f", "styles", "styles.xml")) }
        zip.add("xl/_rels/workbook.xml.rels", relations(parts))
        let list = sheets.enumerated().map { index, sheet in
            "<sheet name=\"\(sheet.name)\" state=\"\(sheet.state)\" r:id=\"s\(index)\"/>"
        }.joined()
        zip.add(
            "xl/workbook.xml",
            "<workbook xmlns:r=\"\(office)\"><workbookPr \(properties)/><sheets>\(list)</sheets>"
                + "</workbook>")
        if let shared { zip.add("xl/sharedStrings.xml", shared) }
        if let styles { zip.add("xl/styles.xml", styles) }
        for (index, sheet) in sheets.enumerated() {
            zip.add(
                "xl/worksheets/s\(index).xml",
                "<worksheet><sheetData>\(sheet.rows)</sheetData></worksheet>")
        }
        return zip
    }

    var file: [UInt8] { zip.file }
}
