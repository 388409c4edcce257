/// The rows of a CSV file, read block by block in a buffer that holds one row and one block.
final class CSVRowSource: RowSource {
    private let source: any ByteSource
    private let limits: TableLimits
    private var decoder: UTF16Decoder?
    private var scanner: RowScanner
    private let text: CellText

    private var buffer: [UInt8]
    /// Where the row that is looked at begins in the buffer.
    private var head = 0
    /// How many bytes of the text went before the buffer.
    private var passed = 0
    private var isAtEnd = false
    private var isDecoded: Bool
    private var line = 1
    /// A row too long to be read is being passed over.
    private var isPassingOver = false

    var expectedCells: Int
    private var mixedRows = 0
    private var firstMixedRow = 0

    /// Makes a source that goes on after the sample that told the encoding.
    init(sample: CSVSample, source: any ByteSource, limits: TableLimits) {
        self.source = source
        self.limits = limits
        decoder = sample.decoder
        isDecoded = sample.decoder != nil
        buffer = sample.text
        isAtEnd = sample.isWhole
        head = sample.contentStart
        line = sample.firstLine
        scanner = RowScanner(delimiter: sample.delimiter.delimiter.byte)
        text = CellText(encoding: sample.encoding)
        expectedCells = sample.expectedCells
    }

    var warnings: [TableWarning] {
        var warnings: [TableWarning] = []
        if mixedRows > 0 {
            warnings.append(
                .mixedEncoding(rows: mixedRows, first: firstMixedRow, as: text.otherEncoding))
        }
        if let count = decoder?.brokenCount, count > 0 {
            warnings.append(.brokenCharacters(count: count))
        }
        return warnings
    }

    func next() throws(TabularError) -> RawEvent? {
        while true {
            if isPassingOver { try passOver() }
            guard try hasBytes() else { return nil }
            scanner.begin()
            if let event = try readRow() { return event }
        }
    }

    private func hasBytes() throws(TabularError) -> Bool {
        while head >= buffer.count {
            if isAtEnd { return false }
            try fill()
        }
        return true
    }

    /// Reads one row.
    ///
    /// - Returns: `nil` for a blank row.
    private func readRow() throws(TabularError) -> RawEvent? {
        while true {
            // The scanner never sees more than a row may have, so that what it finds does not
            // depend on how much happens to be in the buffer.
            let end = min(buffer.count, head + limits.rowBytes)
            let isLast = isAtEnd && end == buffer.count
            switch scanner.scan(buffer.span.extracting(head..<end), isLast: isLast) {
            case .row(let length): return finishRow(length: length)
            case .unclosedQuote: return resumeAfterQuote(end: end)
            case .needsMore:
                if end - head < limits.rowBytes {
                    try fill()
                } else {
                    return scanner.isInQuotes ? resumeAfterQuote(end: end) : giveUpRow(end: end)
                }
            }
        }
    }

    private func fill() throws(TabularError) {
        buffer.removeFirst(head)
        passed += head
        head = 0
        if isDecoded {
            var block: [UInt8] = []
            if try source.readBlock(into: &block) == 0 {
                isAtEnd = true
                decoder?.finish(into: &buffer)
            } else {
                decoder?.decode(block, into: &buffer)
            }
        } else if try source.readBlock(into: &buffer) == 0 {
            isAtEnd = true
        }
    }

    private func finishRow(length: Int) -> RawEvent? {
        let extent = head..<head + length
        if scanner.multilineQuote != nil,
            UnclosedQuote(
                scanner: scanner, row: buffer.span.extracting(extent),
                expectedCells: expectedCells
            ).isLikely
        {
            return resumeAfterQuote(end: extent.upperBound)
        }
        let number = line
        line += scanner.lineCount
        head = extent.upperBound
        if let kind = refusal() {
            let sound = soundCells(in: extent, despite: kind)
            return .problem(RowProblem(number: number, kind: kind, soundCells: sound))
        }
        var (cells, otherCount, isBlank) = text.cells(
            scanner.cells, of: buffer.span.extracting(extent))
        if isBlank { return nil }
        if otherCount > 0 {
            mixedRows += 1
            if mixedRows == 1 { firstMixedRow = number }
        }
        while cells.count > expectedCells, let last = cells.last, last.isBlank {
            cells.removeLast()
        }
        return .row(TableRow(number: number, cells: cells, extent: place(of: extent)))
    }

    /// Where a part of the buffer lies in the file; nowhere when the text is decoded from UTF-16.
    private func place(of extent: Range<Int>) -> Range<Int>? {
        isDecoded ? nil : passed + extent.lowerBound..<passed + extent.upperBound
    }

    private func refusal() -> RowProblem.Kind? {
        if scanner.hasNUL { return .nulByte }
        if scanner.cells.count > limits.columns {
            return .tooManyCells(found: scanner.cells.count, expected: expectedCells)
        }
        if let long = scanner.cells.firstIndex(where: { $0.end - $0.start > limits.cellBytes }) {
            return .cellTooLong(cell: long + 1, limit: limits.cellBytes)
        }
        return nil
    }

    /// The cells of a refused row that can be read, at their places; the others are empty.
    private func soundCells(in row: Range<Int>, despite kind: RowProblem.Kind) -> [String] {
        var known = scanner.cells
        if case .tooManyCells = kind { known = Array(known.prefix(1)) }
        return text.cells(known, of: buffer.span.extracting(row)).texts.map { cell in
            cell.utf8.contains(0) || cell.utf8.count > limits.cellBytes ? "" : cell
        }
    }

    /// Reports a quotation mark that swallows the rows after it, and goes on with the line after it.
    private func resumeAfterQuote(end: Int) -> RawEvent? {
        let quote = scanner.multilineQuote ?? (scanner.cells.count - 1, scanner.quoteStart)
        var index = head + quote.start
        while index < end, buffer[index] != Byte.lineFeed, buffer[index] != Byte.carriageReturn {
            index += 1
        }
        let problem = RowProblem(number: line, kind: .unclosedQuote(cell: quote.cell + 1))
        if index == end {
            if !(isAtEnd && end == buffer.count) { return giveUpRow(end: end) }
            head = end
            return .problem(problem)
        }
        line += lineEnds(from: head, to: index) + 1
        let isPair =
            buffer[index] == Byte.carriageReturn && index + 1 < buffer.count
            && buffer[index + 1] == Byte.lineFeed
        head = index + (isPair ? 2 : 1)
        return .problem(problem)
    }

    private func lineEnds(from start: Int, to end: Int) -> Int {
        var count = 0
        for index in start..<end {
            let isSecondOfPair = index > start && buffer[index - 1] == Byte.carriageReturn
            if buffer[index] == Byte.carriageReturn
                || (buffer[index] == Byte.lineFeed && !isSecondOfPair)
            {
                count += 1
            }
        }
        return count
    }

    /// Reports a row that is too long, and passes over the rest of its line.
    private func giveUpRow(end: Int) -> RawEvent? {
        let problem = RowProblem(number: line, kind: .rowTooLong(limit: limits.rowBytes))
        line += lineEnds(from: head, to: end)
        head = end
        isPassingOver = true
        return .problem(problem)
    }

    private func passOver() throws(TabularError) {
        isPassingOver = false
        while try hasBytes() {
            guard
                let index = buffer[head...].firstIndex(where: {
                    $0 == Byte.lineFeed || $0 == Byte.carriageReturn
                })
            else {
                head = buffer.count
                continue
            }
            line += 1
            head = index + 1
            if buffer[index] == Byte.carriageReturn, try hasBytes(),
                buffer[head] == Byte.lineFeed
            {
                head += 1
            }
            return
        }
    }
}
