import Chronology
import Tabular
import Testing

struct WritingTests {
    private let cells: [Cell] = [
        .text("=cmd|' /C calc'!A0"), .number(-0.5), .integer(-7), .blank,
        .text("plain, \"quoted\""),
    ]

    private func write(
        _ name: String, _ rows: [[Cell]], in folder: Folder,
        _ options: WriteOptions = WriteOptions()
    ) throws -> String {
        let path = "\(folder.path)/\(name)"
        var writer = try TableWriter(
            path: path, header: ["a", "b", "c", "d", "e"], options: options)
        for row in rows { try writer.write(row) }
        try writer.finish()
        return path
    }

    @Test("a formula in a text is harmless in CSV, and a number stays a number")
    func formulaCSV() throws {
        let folder = try Folder()
        let path = try write("t.csv", [cells], in: folder)
        let text = String(decoding: try folder.read("t.csv"), as: UTF8.self)
        #expect(
            text
                == "a,b,c,d,e\r\n'=cmd|' /C calc'!A0,-0.5,-7,,\"plain, \"\"quoted\"\"\"\r\n")
        // What stands in the file is what is read: the apostrophe is there.
        #expect(
            try Reading(path: path).rows
                == [["'=cmd|' /C calc'!A0", "-0.5", "-7", "", "plain, \"quoted\""]])
    }

    @Test(
        "every beginning that a program may take for a formula is guarded",
        arguments: [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1",
            "\u{FEFF}=1", "\u{A0}=1",
        ])
    func guarded(text: String) {
        #expect(FormulaGuard.harmless(text) == "'" + text)
    }

    @Test("any other text is left as it is", arguments: ["", "a=b", "1-2", "'=1", "Ñ", "(+1)"])
    func unguarded(text: String) {
        #expect(FormulaGuard.harmless(text) == text)
    }

    @Test("a formula in a text is a text in a workbook")
    func formulaWorkbook() throws {
        let folder = try Folder()
        let path = try write("t.xlsx", [cells], in: folder)
        #expect(
            try Reading(path: path).rows
                == [["=cmd|' /C calc'!A0", "-0.5", "-7", "", "plain, \"quoted\""]])
    }

    @Test("days, large numbers and control characters come back from a workbook as written")
    func workbookValues() throws {
        let folder = try Folder()
        let day = try #require(Day(iso: "2010-05-03"))
        let old = try #require(Day(iso: "1899-01-02"))
        let row: [Cell] = [
            .day(day), .day(old), .integer(Int.max), .number(0.1 + 0.2),
            .text("a\r\nb_x000D_c\u{1}<&>\"'"),
        ]
        let path = try write("t.xlsx", [row], in: folder)
        let back = try Reading(path: path).rows.first ?? []
        #expect(
            back == [
                "2010-05-03", "1899-01-02", "9223372036854775807", "0.3",
                "a\r\nb_x000D_c\u{1}<&>\"'",
            ])
    }

    @Test("marks, delimiters and line ends are as asked")
    func options() throws {
        let folder = try Folder()
        let options = WriteOptions(delimiter: .semicolon, lineEnd: .lf, hasMark: true)
        _ = try write("t.csv", [[.text("x;y"), .text("z,w")]], in: folder, options)
        let bytes = try folder.read("t.csv")
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(
            String(decoding: bytes.dropFirst(3), as: UTF8.self) == "a;b;c;d;e\n\"x;y\";z,w\n")
    }

    @Test("nothing is left of a table that is not finished", arguments: ["t.csv", "t.xlsx"])
    func abandoned(name: String) throws {
        let folder = try Folder()
        _ = try folder.write(Array("before".utf8), as: name)
        func begin() throws(TabularError) {
            var writer = try TableWriter(path: "\(folder.path)/\(name)", header: ["a"])
            try writer.write([.text("b")])
        }
        try begin()
        #expect(folder.names == [name])
        #expect(try folder.read(name) == Array("before".utf8))
    }

    @Test("a folder, and a place in no folder, are refused", arguments: ["csv", "xlsx"])
    func refused(kind: String) throws {
        let folder = try Folder()
        #expect(throws: TabularError.cannotWrite("\(folder.path)/no/t.\(kind)", code: 2)) {
            _ = try TableWriter(path: "\(folder.path)/no/t.\(kind)", header: ["a"])
        }
        #expect(throws: TabularError.isDirectory(folder.path)) {
            _ = try TableWriter(path: folder.path, header: ["a"])
        }
        #expect(throws: TabularError.cannotWrite("/dev/null", code: 22)) {
            _ = try TableWriter(path: "/dev/null", header: ["a"])
        }
    }

    @Test("a text longer than a sheet's cell is refused, not cut")
    func longText() throws {
        let folder = try Folder()
        let long = String(repeating: "x", count: 32_768)
        let path = "\(folder.path)/t.xlsx"
        #expect(throws: TabularError.cellTooLongToWrite(path, row: 2, limit: 32_767)) {
            _ = try write("t.xlsx", [[.text(long)]], in: folder)
        }
        let csv = try write("t.csv", [[.text(long)]], in: folder)
        #expect(try Reading(path: csv).rows.first?.first == long)
    }
}
