import Tabular
import Testing

/// A row of text cells, with references.
private func row(_ number: Int, _ cells: [String]) -> String {
    let xml = cells.enumerated().map { index, text in
        let letter = String(UnicodeScalar(UInt8(65 + index)))
        return "<c r=\"\(letter)\(number)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }
    return "<row r=\"\(number)\">\(xml.joined())</row>"
}

struct WorkbookReadingTests {
    private let header = row(1, ["a", "b", "c", "d"])

    @Test("numbers, booleans, errors and formulas' results are read as they are shown")
    func values() throws {
        let rows = """
            <row r="2"><c r="A2"><v>1.23456789E8</v></c><c r="B2"><v>0.30000000000000004</v></c>\
            <c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c></row>\
            <row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1</f><v>x</v></c><c/>\
            <c><v>1.2345678901234567E19</v></c></row>\
            <row r="9"><c r="D9"><v>-0.22</v></c></row>
            """
        let reading = try Reading(bytes: WorkbookBuilder(rows: header + rows).file)
        #expect(
            reading.rows == [
                ["123456789", "0.3", "TRUE", "#N/A"], ["2", "x", "", "1.23456789012346E+19"],
                ["", "", "", "-0.22"],
            ])
        #expect(reading.numbers == [2, 3, 9])
    }

    @Test("shared texts are put together from their runs, without how to pronounce them")
    func shared() throws {
        var workbook = WorkbookBuilder(
            rows: header
                + "<row r=\"2\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v>"
                + "</c></row><row r=\"3\"><c t=\"s\"><v>9</v></c></row>")
        workbook.shared = """
            <sst><si><t xml:space="preserve"> one </t></si><si><r><t>two </t></r><r><t>three</t></r>\
            <rPh><t>four</t></rPh></si><si><t>a_x000D_b_x005F_x000D_</t></si></sst>
            """
        let reading = try Reading(bytes: workbook.file)
        #expect(reading.rows == [[" one ", "two three", "a\rb_x000D_", ""]])
        #expect(
            reading.problems == [RowProblem(number: 3, kind: .unknownText(cell: "A3"))])
    }

    @Test(
        "a number is a date where its format says so",
        arguments: [
            ("14", "40301", "2010-05-03"), ("22", "40301.5", "2010-05-03T12:00:00"),
            ("14", "1", "1900-01-01"), ("14", "59", "1900-02-28"), ("14", "60", "1900-02-29"),
            ("14", "61", "1900-03-01"), ("14", "2958465", "9999-12-31"),
            ("14", "2958466", "2958466"),
            ("14", "-1", "-1"), ("14", "0.75", "18:00:00"), ("0", "40301", "40301"),
            ("164", "40301", "2010-05-03"), ("165", "40301", "40301"),
            ("166", "40301", "2010-05-03"),
            ("167", "123", "000123"), ("168", "40301", "40301"), ("169", "0.5", "0.5"),
            ("14", "40300.9999999", "2010-05-03"),
        ])
    func dates(format: String, number: String, text: String) throws {
        var workbook = WorkbookBuilder(
            rows: header + "<row r=\"2\"><c s=\"1\"><v>\(number)</v></c></row>")
        workbook.styles = """
            <styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd&quot;x&quot;/mm/yy"/>\
            <numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/>\
            <numFmt numFmtId="166" formatCode="[$-80A]d &quot;de&quot; mmmm"/>\
            <numFmt numFmtId="167" formatCode="000000"/>\
            <numFmt numFmtId="168" formatCode="[Red]#,##0"/>\
            <numFmt numFmtId="169" formatCode="[hh]:mm"/></numFmts>\
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
            <cellXfs><xf numFmtId="0"/><xf numFmtId="\(format)"/></cellXfs></styleSheet>
            """
        #expect(try Reading(bytes: workbook.file).rows.first?.first == text)
        workbook.properties = "date1904=\"1\""
        if number == "40301", text == "2010-05-03" {
            #expect(try Reading(bytes: workbook.file).rows.first?.first == "2014-05-04")
        }
    }

    @Test("the first visible sheet is read, or the one that is named")
    func sheets() throws {
        var workbook = WorkbookBuilder(rows: row(1, ["hidden", "x"]))
        workbook.sheets[0].state = "hidden"
        workbook.sheets.append(("Dos &amp; más", "visible", row(1, ["two", "y"])))
        workbook.sheets.append(("three", "visible", ""))
        #expect(try Reading(bytes: workbook.file).header == ["two", "y"])
        let description = try describe(workbook.file)
        #expect(description.sheets == ["one", "Dos & más", "three"])
        #expect(description.sheet == "Dos & más")
        #expect(
            try Reading(bytes: workbook.file, ReadOptions(sheet: "ONE")).header.first == "hidden")
        let names = ["one", "Dos & más", "three"]
        #expect(throws: TabularError.noSuchSheet("memory", sheet: "four", sheets: names)) {
            try Reading(bytes: workbook.file, ReadOptions(sheet: "four"))
        }
        #expect(throws: TabularError.emptySheet("memory", sheet: "three", sheets: names)) {
            try Reading(bytes: workbook.file, ReadOptions(sheet: "three"))
        }
    }

    @Test("what is no workbook is told apart, whatever it is called")
    func foreign() throws {
        var plain = ZipBuilder()
        plain.add("table.csv", "a,b\n1,2\n")
        var open = ZipBuilder()
        open.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        open.add("content.xml", "<x/>")
        var word = ZipBuilder()
        word.add(
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\""
                + " Target=\"word/document.xml\"/></Relationships>")
        var binary = ZipBuilder()
        binary.add(
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\""
                + " Target=\"xl/workbook.bin\"/></Relationships>")
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        func wide(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } }
        let files: [(bytes: [UInt8], kind: ForeignFile)] = [
            (plain.file, .zip), (open.file, .openDocument), (word.file, .officeDocument),
            (binary.file, .binaryWorkbook),
            (
                compound + [UInt8](repeating: 0, count: 70_000) + wide("EncryptedPackage"),
                .encryptedWorkbook
            ),
            (compound + [UInt8](repeating: 0, count: 512) + wide("Workbook"), .oldWorkbook),
            (compound, .officeDocument), (Array("%PDF-1.4".utf8), .pdf),
            ([0x1F, 0x8B, 0x08, 0], .compressed), ([0xFF, 0xD8, 0xFF, 0xE0], .picture),
            (Array("\u{FEFF}\n<HTML><table>".utf8), .markup), (Array("[ {\"a\":1}]".utf8), .json),
            ([UInt8](repeating: 1, count: 64), .binary),
        ]
        for (bytes, kind) in files {
            #expect(throws: TabularError.notATable("memory", kind)) { try Reading(bytes: bytes) }
        }
    }
}

struct HostileWorkbookTests {
    private let header = row(1, ["a", "b"])

    @Test("an encrypted part, a missing part and a file cut short are refused")
    func broken() throws {
        var zip = ZipBuilder()
        zip.add("_rels/.rels", "x", flags: 1)
        #expect(throws: TabularError.notATable("memory", .encryptedWorkbook)) {
            try Reading(bytes: zip.file)
        }
        let whole = WorkbookBuilder(rows: header + row(2, ["1", "2"])).file
        for length in stride(from: 4, to: whole.count - 1, by: 7) {
            #expect(throws: TabularError.self) { try Reading(bytes: Array(whole[..<length])) }
        }
    }

    @Test(
        "entities, document types, unended and endlessly deep elements are damage",
        arguments: [
            "<!DOCTYPE w [<!ENTITY a \"b\">]><worksheet><sheetData>&a;</sheetData></worksheet>",
            "<worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>",
            "<worksheet><sheetData><row><c><v>1</v>", "not xml",
            String(repeating: "<a>", count: 200),
        ])
    func hostileXML(sheet: String) {
        var workbook = ZipBuilder()
        workbook.add(
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id=\"x\" Type=\"t/worksheet\" Target=\"worksheets/x.xml\"/></R>")
        workbook.add("xl/workbook.xml", "<w xmlns:r=\"r\"><sheet name=\"x\" r:id=\"x\"/></w>")
        workbook.add("xl/worksheets/x.xml", sheet)
        #expect(
            throws: TabularError.damagedWorkbook("memory", part: "xl/worksheets/x.xml")
        ) { try Reading(bytes: workbook.file) }
    }

    @Test("bytes that can not be decoded are damage, and none of them is printed")
    func undecodable() async {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) {
            var workbook = ZipBuilder()
            workbook.add(
                "xl/_rels/workbook.xml.rels",
                "<R><Relationship Id=\"x\" Type=\"t/worksheet\" Target=\"x.xml\"/></R>")
            workbook.add(
                "xl/workbook.xml", "<w xmlns:r=\"r\"><sheet name=\"x\" r:id=\"x\"/></w>")
            let broken = [UInt8](repeating: 0xD9, count: 64)
            workbook.add(
                "xl/x.xml",
                bytes: EncodingTests.encode("<w>", .utf16LittleEndian, mark: true) + broken)
            #expect(throws: TabularError.damagedWorkbook("memory", part: "xl/x.xml")) {
                try Reading(bytes: workbook.file)
            }
        }
        let printed = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(!printed.contains("conversion failed"))
        #expect(!printed.contains("0xD9"))
    }

    @Test("a part that inflates beyond measure is refused before it is inflated whole")
    func bomb() {
        var workbook = ZipBuilder()
        workbook.add(
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id=\"x\" Type=\"t/worksheet\" Target=\"x.xml\"/></R>")
        workbook.add("xl/workbook.xml", "<w xmlns:r=\"r\"><sheet name=\"x\" r:id=\"x\"/></w>")
        workbook.addSpaces(
            "xl/x.xml", before: "<worksheet><sheetData>", count: 3 << 20)
        var options = ReadOptions()
        options.limits.ratioBytes = 1 << 20
        options.limits.ratio = 20
        #expect(
            throws: TabularError.tooLarge("memory", part: "xl/x.xml", limit: 1 << 20)
        ) { try Reading(bytes: workbook.file, options) }
        options.limits.sheetBytes = 1 << 16
        #expect(
            throws: TabularError.tooLarge("memory", part: "xl/x.xml", limit: 1 << 16)
        ) { try Reading(bytes: workbook.file, options) }
    }

    @Test("limits on rows, cells, texts and lengths are kept")
    func limits() throws {
        func read(_ rows: String, _ change: (inout TableLimits) -> Void) throws -> Reading {
            var options = ReadOptions()
            change(&options.limits)
            var workbook = WorkbookBuilder(rows: header + rows)
            workbook.shared = "<sst><si><t>one</t></si><si><t>two</t></si></sst>"
            return try Reading(bytes: workbook.file, options)
        }
        let part = "xl/worksheets/s0.xml"
        #expect(throws: TabularError.tooLarge("memory", part: part, limit: 5)) {
            try read("<row r=\"6\"/>") { $0.sheetRows = 5 }
        }
        #expect(throws: TabularError.tooLarge("memory", part: part, limit: 3)) {
            try read(row(2, ["1", "2"])) { $0.sheetCells = 3 }
        }
        let texts = "xl/sharedStrings.xml"
        #expect(throws: TabularError.tooLarge("memory", part: texts, limit: 1)) {
            try read("") { $0.sharedTexts = 1 }
        }
        #expect(throws: TabularError.tooLarge("memory", part: texts, limit: 5)) {
            try read("") { $0.sharedTextBytes = 5 }
        }
        #expect(throws: TabularError.tooLarge("memory", part: "zip", limit: 2)) {
            try read("") { $0.zipEntries = 2 }
        }
        let long = try read(row(2, ["12345", "2"]) + row(3, ["3", "4"])) { $0.cellBytes = 4 }
        #expect(long.rows == [["3", "4"]])
        #expect(
            long.problems == [
                RowProblem(number: 2, kind: .cellTooLong(cell: 1, limit: 4))
            ])
        let wide = try read("<row r=\"2\"><c r=\"ZZZZZZZZ2\"><v>1</v></c></row>") { _ in }
        #expect(wide.problems.count == 1)
        #expect(wide.rows.isEmpty)
    }
}
