import Chronology
import FoundationEssentials
import Tabular
import Testing

/// Rows read again by their bytes alone.
struct RowLayoutTests {
    static let fields = ["a", "b", "c"].map { FieldSpec(id: $0, headings: [$0]) }
    static let today = Day(number: 20_513)

    /// Reads a file row by row, and every row again by its bytes; says how many there were.
    func reread(_ bytes: [UInt8], blockBytes: Int = 256 << 10) throws -> Int? {
        let folder = try Folder()
        let path = folder.path + "/table.csv"
        try Data(bytes).write(to: URL(filePath: path))
        var options = ReadOptions()
        options.limits.blockBytes = blockBytes
        options.limits.sampleBytes = 64
        let table = try FieldTable(
            path: path, options: options, fields: RowLayoutTests.fields, dates: [],
            today: RowLayoutTests.today)
        guard let layout = table.rowLayout else { return nil }
        let file = try ByteFile(path: path)
        var count = 0
        let problems = try table.readRows { row in
            let extent = try #require(row.extent)
            let again = try #require(
                layout.row(try file.bytes(extent), number: row.number), "row \(row.number)")
            for field in ["a", "b", "c"] { #expect(again[field] == row[field]) }
            #expect(again.number == row.number)
            count += 1
        }
        #expect(problems.isEmpty)
        return count
    }

    @Test(
        "a row says by its bytes alone what it says among the others, in every dress",
        arguments: [
            "a,b,c\n1,2,3\n\n\n4,5,6", "\u{FEFF}a,b,c\r\n1,2,3\r\n4,,6\r\n",
            "a;b;c\r1;2;3\r4;5;6\r",
            "sep=;\r\na;b;c\r\n1;2;3\r\n4;5;6", "title\n\na\tb\tc\n1\t2\t3\n4\t\"5\n5\"\t6",
            "a|b|c\n1|\"\"\"2\"\"\"|3\n4|5|6||||\n", "a,b,c\n1,\"x\r\ny\",3\n\"4\",\"5\"t,6\n",
        ])
    func dialects(text: String) throws {
        for block in [1, 7, 1024] {
            #expect(try reread(Array(text.utf8), blockBytes: block) == 2)
        }
    }

    @Test("so does a row of a file in Windows-1252, and one in another encoding than its file")
    func encodings() throws {
        let latin: [UInt8] = Array("a,b,c\nJos".utf8) + [0xE9] + Array(",2,3\n4,M".utf8)
        #expect(try reread(latin + [0xE9] + Array("x,6\n".utf8)) == 2)
        let mixed = Array("a,b,c\nJosé,ñ,ü\nJos".utf8) + [0xE9] + Array(",5,6\n".utf8)
        #expect(try reread(mixed, blockBytes: 5) == 2)
    }

    @Test("the rows of UTF-16 do not stand by themselves")
    func decoded() throws {
        let text = "a,b,c\n1,2,3\n4,5,6\n"
        #expect(try reread([0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }) == nil)
    }

    @Test("bytes that are not exactly one row are no row")
    func noRow() throws {
        let layout = try #require(
            RowLayout(encoding: .utf8, delimiter: .comma, width: 2, columns: ["a": 0, "b": 1]))
        #expect(layout.row(Array("1,2\n".utf8), number: 2)?["b"] == "2")
        #expect(layout.row(Array("1\n".utf8), number: 2)?["b"] == "")
        for text in ["1,2\n3,4\n", "1,\"2\n", "1,2,3\n", "1,\0\n"] {
            #expect(layout.row(Array(text.utf8), number: 2) == nil, "\(text.debugDescription)")
        }
        #expect(RowLayout(encoding: .utf8, delimiter: .comma, width: 2, columns: ["a": 2]) == nil)
        #expect(
            RowLayout(encoding: .utf16BigEndian, delimiter: .comma, width: 2, columns: [:]) == nil)
    }

    @Test(
        "a date is read the same on every day that it is said to be",
        arguments: [
            "2018-02-01", "02/01/2018", "2/1/26", "2/1/27", "12-31-28", "43132", "46000", "47500",
            "46500.5", "60000", "Feb 3 27", "20180201", "about 2010", "", "n/a", "x9",
        ])
    func sameReading(text: String) {
        func read(_ today: Day) -> (DateReading, DateCounts) {
            let column = DateColumn.decide(over: [text], today: today, order: .monthDayYear)
            return (column.read(text), column.counts)
        }
        let column = DateColumn.decide(
            over: [text], today: RowLayoutTests.today, order: .monthDayYear)
        let days = column.daysOfSameReading(text)
        let known = read(RowLayoutTests.today)
        for step in stride(from: -9000, through: 36_000, by: 97) {
            let day = RowLayoutTests.today.advanced(by: step)
            if let days, day < days.first || days.last < day { continue }
            let there = read(day)
            #expect(there.0 == known.0 && there.1 == known.1, "\(day)")
        }
        if let days {
            #expect(days.first <= RowLayoutTests.today && RowLayoutTests.today <= days.last)
        }
        #expect(!text.hasPrefix("20") || days == nil)
    }
}
