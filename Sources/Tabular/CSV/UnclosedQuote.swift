/// Whether a quoted cell with line ends within it is really a quotation mark that was never closed,
/// and swallowed rows until the next mark closed it by accident.
///
/// A tool that takes such a cell at its word loses every row in it without a word.
struct UnclosedQuote {
    let isLikely: Bool

    /// Weighs the first such cell of a row.
    ///
    /// - Parameter expectedCells: How many cells a row has; below three, only text after the closing
    ///   mark tells anything.
    init(scanner: RowScanner, row: Span<UInt8>, expectedCells: Int) {
        guard let quote = scanner.multilineQuote, scanner.cells.indices.contains(quote.cell) else {
            isLikely = false
            return
        }
        // First: no program writes text after a closing mark, so the mark opened something else.
        if scanner.hasTextAfterMultilineQuote {
            isLikely = true
            return
        }
        // Second: were the mark a plain character, the line up to the cell's first line end would be
        // a whole row, and so would the last line; or the row has more cells than it may.
        guard expectedCells >= 3 else {
            isLikely = false
            return
        }
        let cell = scanner.cells[quote.cell]
        let after = scanner.cells.count - quote.cell - 1
        let delimiters = UnclosedQuote.delimiters(
            in: row.extracting(cell.start..<min(cell.end, row.count)), scanner: scanner)
        let first = quote.cell + delimiters.first + 1
        let last = delimiters.last + after + 1
        isLikely =
            first == expectedCells
            && (last == expectedCells || scanner.cells.count > expectedCells)
    }

    /// How many delimiters stand before the first line end and after the last one.
    private static func delimiters(
        in cell: Span<UInt8>, scanner: RowScanner
    ) -> (first: Int, last: Int) {
        var first: Int?
        var count = 0
        for index in cell.indices {
            let byte = cell[index]
            if byte == Byte.lineFeed || byte == Byte.carriageReturn {
                if first == nil { first = count }
                count = 0
            } else if byte == scanner.delimiter {
                count += 1
            }
        }
        return (first ?? count, count)
    }
}
