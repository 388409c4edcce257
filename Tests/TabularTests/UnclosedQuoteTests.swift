import Tabular
import Testing

struct UnclosedQuoteTests {
    @Test("a mark that is never closed costs its row alone")
    func neverClosed() throws {
        let reading = try Reading("a,b,c\n1,\"2,3\n4,5,6\n7,8,9\n")
        #expect(reading.rows == [["4", "5", "6"], ["7", "8", "9"]])
        #expect(
            reading.problems == [RowProblem(number: 2, kind: .unclosedQuote(cell: 2))])
    }

    @Test("a mark closed by accident, rows later, costs its row alone")
    func closedByAccident() throws {
        // The second mark would close the first: followed by text, by a delimiter, by the line end.
        for tail in ["\"x\",9", "8\",9", "8,9\""] {
            let reading = try Reading("a,b,c\n1,\"2,3\n4,5,6\n7,\(tail)\n10,11,12\n")
            #expect(reading.rows.first == ["4", "5", "6"], "\(tail)")
            #expect(reading.rows.last == ["10", "11", "12"], "\(tail)")
            #expect(
                reading.problems.first == RowProblem(number: 2, kind: .unclosedQuote(cell: 2)))
        }
    }

    @Test("a mark that is not closed within the longest row is given up there")
    func beyondTheLimit() throws {
        var options = ReadOptions()
        options.limits.rowBytes = 200
        options.limits.blockBytes = 16
        let rows = (0..<100).map { "\($0),x,y" }
        let reading = try Reading("a,b,c\n\"1,2,3\n" + rows.joined(separator: "\n"), options)
        #expect(reading.rows.count == 100)
        #expect(
            reading.problems == [RowProblem(number: 2, kind: .unclosedQuote(cell: 1))])
    }

    @Test("a note of several lines is one cell, also with delimiters in it")
    func honestLines() throws {
        let reading = try Reading(
            "a,b,note,d\n1,2,\"first, second\nthird, fourth\n\nfifth\",4\n5,6,7,8\n")
        #expect(
            reading.rows == [
                ["1", "2", "first, second\nthird, fourth\n\nfifth", "4"], ["5", "6", "7", "8"],
            ])
        #expect(reading.numbers == [2, 6])
        #expect(reading.problems.isEmpty)
    }
}
