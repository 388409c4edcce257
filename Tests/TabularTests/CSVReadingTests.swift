import Tabular
import Testing

struct CSVReadingTests {
    @Test(
        "quotes, doubled quotes, line ends and delimiters within quotes are taken apart as written")
    func quotes() throws {
        let reading = try Reading(
            "make,model,note\r\n\"COLT\",\"5\"\" barrel\",\"one\r\ntwo, three\"\r\nRUGER,,\"\"\r\n")
        #expect(reading.header == ["make", "model", "note"])
        #expect(
            reading.rows == [["COLT", "5\" barrel", "one\r\ntwo, three"], ["RUGER", "", ""]])
        #expect(reading.numbers == [2, 4])
        #expect(reading.problems.isEmpty)
    }

    @Test("a quotation mark within an unquoted cell is text")
    func loneQuote() throws {
        let reading = try Reading("make,model,n\nCOLT,5\" barrel,1\nRUGER,\"x\" y,2\n")
        #expect(reading.rows == [["COLT", "5\" barrel", "1"], ["RUGER", "x y", "2"]])
        #expect(reading.problems.isEmpty)
    }

    @Test(
        "lines end in LF, CR or both", arguments: ["\n", "\r", "\r\n"])
    func lineEnds(end: String) throws {
        let reading = try Reading(
            ["a,b", "1,2", "", "3,4", "5,6"].joined(separator: end))
        #expect(reading.rows == [["1", "2"], ["3", "4"], ["5", "6"]])
        #expect(reading.numbers == [2, 4, 5])
    }

    @Test("a missing cell is empty, and blank cells beyond the header are dropped")
    func widths() throws {
        let reading = try Reading("a,b,c\n1\n1,2\n1,2,3, ,\n,,\n4,5,6\n")
        #expect(
            reading.rows == [["1", "", ""], ["1", "2", ""], ["1", "2", "3"], ["4", "5", "6"]])
        #expect(reading.problems.isEmpty)
    }

    @Test("a row with too many cells is reported with its line, and the rows about it are kept")
    func tooMany() throws {
        let reading = try Reading("a,b\n1,2\n1,2,3\n4,5\n")
        #expect(reading.rows == [["1", "2"], ["4", "5"]])
        #expect(
            reading.problems == [
                RowProblem(number: 3, kind: .tooManyCells(found: 3, expected: 2))
            ])
    }

    @Test("a NUL byte costs its row alone")
    func nul() throws {
        let reading = try Reading("a,b\n1,2\n3,\0\n\"\0\",4\n5,6\n")
        #expect(reading.rows == [["1", "2"], ["5", "6"]])
        #expect(
            reading.problems == [
                RowProblem(number: 3, kind: .nulByte), RowProblem(number: 4, kind: .nulByte),
            ])
    }

    @Test("a title, dates and blank lines above the header are passed over, and said")
    func title() throws {
        let text =
            "\n Recovered firearms\nMade on:,2 May\n\nmake,model,serial,calibre\nCOLT,X,1,9\n"
        let description = try describe(Array(text.utf8))
        #expect(description.header == ["make", "model", "serial", "calibre"])
        #expect(description.headerRow == 5)
        #expect(description.rowsAbove == 2)
        #expect(try Reading(text).rows == [["COLT", "X", "1", "9"]])
    }

    @Test("a header alone is a table without rows", arguments: ["a,b,c", "a,b,c\n", "a;b\r\n"])
    func headerAlone(text: String) throws {
        let reading = try Reading(text)
        #expect(reading.header.first == "a")
        #expect(reading.rows.isEmpty)
    }

    @Test(
        "nothing, and nothing but blank lines, are refused", arguments: ["", "\n\n  \n", ",,\n,,"])
    func nothing(text: String) {
        #expect(throws: TabularError.empty("memory")) { try Reading(text) }
    }

    @Test("one column needs no delimiter")
    func oneColumn() throws {
        let reading = try Reading("serial\nAB123\nAB124\n")
        #expect(reading.header == ["serial"])
        #expect(reading.rows == [["AB123"], ["AB124"]])
    }

    @Test("a cell and a row may be long, and one beyond the limit is reported alone")
    func limits() throws {
        var options = ReadOptions()
        options.limits.cellBytes = 10_000
        options.limits.rowBytes = 12_000
        options.limits.blockBytes = 512
        let long = String(repeating: "x", count: 10_000)
        let reading = try Reading(
            "a,b\n1,\(long)\n2,\(long)y\n3,\(long)\(long)\n4,\"\(long)\(long)\"\n5,6\n", options)
        #expect(reading.rows == [["1", long], ["5", "6"]])
        #expect(
            reading.problems == [
                RowProblem(number: 3, kind: .cellTooLong(cell: 2, limit: 10_000)),
                RowProblem(number: 4, kind: .rowTooLong(limit: 12_000)),
                RowProblem(number: 5, kind: .rowTooLong(limit: 12_000)),
            ])
    }
}
