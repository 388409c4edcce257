import Chronology

/// Writes rows as CSV in UTF-8 (RFC 4180).
final class CSVSink: TableSink {
    private var file: AtomicFile
    private let options: WriteOptions
    private var line: [UInt8] = []

    init(path: String, options: WriteOptions) throws(TabularError) {
        file = try AtomicFile(path: path)
        self.options = options
        if options.hasMark { try file.write(TextEncoding.utf8.mark) }
    }

    func write(_ cells: [Cell]) throws(TabularError) {
        line.removeAll(keepingCapacity: true)
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(options.delimiter.byte) }
            append(cell)
        }
        // A lone blank cell would be a blank line, which readers pass over.
        if line.isEmpty { line.append(contentsOf: "\"\"".utf8) }
        line.append(contentsOf: options.lineEnd.rawValue.utf8)
        try file.write(line)
    }

    func finish() throws(TabularError) {
        try file.commit()
    }

    private func append(_ cell: Cell) {
        switch cell {
        case .text(let text): append(text: FormulaGuard.harmless(text.withoutNUL))
        case .number(let number):
            if number.isFinite { line.append(contentsOf: CellNumbers.text(number).utf8) }
        case .integer(let number): line.append(contentsOf: String(number).utf8)
        case .day(let day): line.append(contentsOf: day.description.utf8)
        case .blank: break
        }
    }

    private func append(text: String) {
        let bytes = text.utf8
        let needsQuotes =
            bytes.first == Byte.space || bytes.last == Byte.space
            || bytes.contains {
                $0 == options.delimiter.byte || $0 == Byte.quote || $0 == Byte.lineFeed
                    || $0 == Byte.carriageReturn
            }
        guard needsQuotes else {
            line.append(contentsOf: bytes)
            return
        }
        line.append(Byte.quote)
        for byte in bytes {
            if byte == Byte.quote { line.append(Byte.quote) }
            line.append(byte)
        }
        line.append(Byte.quote)
    }
}
