/// The rows of a workbook's sheet, read as its XML streams by.
final class SheetRowSource: RowSource {
    /// What a cell holds, by the attribute `t` (ISO 29500-1, 18.18.11).
    private enum Kind { case number, shared, text, boolean }

    private let xml: XMLPart
    private let texts: SharedTexts
    private let styles: CellStyles
    private let limits: TableLimits

    private var row = 0
    private var cells: [String] = []
    private var problem: RowProblem.Kind?
    private var cellCount = 0

    private var column = 0
    private var kind = Kind.number
    private var style = 0
    private var value: [UInt8] = []
    private var isValue = false
    private var isPhonetic = false

    var expectedCells = 1
    let warnings: [TableWarning] = []

    init(
        _ workbook: Workbook, sheet: Workbook.Sheet, limits: TableLimits
    ) throws(TabularError) {
        let opened = try workbook.archive.open(
            sheet.part, limit: limits.sheetBytes, limits: limits)
        guard let entry = opened else {
            throw .damagedWorkbook(workbook.archive.name, part: sheet.part)
        }
        xml = try XMLPart(entry)
        texts = workbook.texts
        styles = workbook.styles
        self.limits = limits
    }

    func next() throws(TabularError) -> RawEvent? {
        while try xml.advance() {
            switch xml.node {
            case .start: try start(xml.name)
            case .text: if isValue { takeText() }
            case .end:
                switch xml.name {
                case .v, .t: isValue = false
                case .rPh: isPhonetic = false
                case .c: endCell()
                case .row: if let event = endRow() { return event }
                default: break
                }
            case .other: break
            }
        }
        return nil
    }

    private func start(_ name: XMLName) throws(TabularError) {
        switch name {
        case .row: try startRow()
        case .c: try startCell()
        case .v, .t: isValue = !isPhonetic && !xml.isEmptyElement
        case .rPh: isPhonetic = !xml.isEmptyElement
        default: break
        }
    }

    private func startRow() throws(TabularError) {
        var said: Int?
        xml.forEachShortAttribute { name, value in
            if name == UInt8(ascii: "r") { said = Decimal.whole(value) }
        }
        // A row or a cell that does not say its place follows the last one.
        row = max(row + 1, said ?? 0)
        guard row <= limits.sheetRows else { throw xml.excess(limit: limits.sheetRows) }
        column = 0
        problem = nil
        cells.removeAll(keepingCapacity: true)
    }

    private func startCell() throws(TabularError) {
        column += 1
        (kind, style) = (.number, 0)
        value.removeAll(keepingCapacity: true)
        xml.forEachShortAttribute { name, value in
            switch name {
            case UInt8(ascii: "r"): if let said = Decimal.column(value) { column = said }
            case UInt8(ascii: "s"): style = Decimal.whole(value) ?? 0
            case UInt8(ascii: "t"): kind = SheetRowSource.kind(value)
            default: break
            }
        }
        cellCount += 1
        guard cellCount <= limits.sheetCells else { throw xml.excess(limit: limits.sheetCells) }
    }

    private static func kind(_ name: Span<UInt8>) -> Kind {
        // n(umber), s(hared), str and inlineStr, b(oolean), e(rror), d(ate in ISO 8601).
        guard name.count > 0 else { return .number }
        return switch name[0] {
        case UInt8(ascii: "n"): .number
        case UInt8(ascii: "b"): .boolean
        case UInt8(ascii: "s"): name.count == 1 ? .shared : .text
        default: .text
        }
    }

    private func takeText() {
        xml.appendText(to: &value)
        if value.count > limits.cellBytes {
            value.removeAll(keepingCapacity: true)
            problem = problem ?? .cellTooLong(cell: column, limit: limits.cellBytes)
        }
    }

    private func endCell() {
        guard problem == nil, !value.isEmpty else { return }
        guard (1...limits.columns).contains(column) else {
            problem = .tooManyCells(found: column, expected: expectedCells)
            return
        }
        let text: String
        switch kind {
        case .number: text = numberText()
        case .boolean: text = value == [UInt8(ascii: "1")] ? "TRUE" : "FALSE"
        case .text: text = String(decoding: EscapedCharacters.decoded(value), as: UTF8.self)
        case .shared:
            guard let index = Decimal.whole(value.span), let shared = texts[index] else {
                problem = .unknownText(cell: Decimal.reference(column: column, row: row))
                return
            }
            text = shared
        }
        guard !text.isEmpty else { return }
        while cells.count < column - 1 { cells.append("") }
        if cells.count >= column { cells[column - 1] = text } else { cells.append(text) }
    }

    private func numberText() -> String {
        let text = String(decoding: value, as: UTF8.self)
        let use = styles.use(ofStyle: style)
        // Most numbers are whole and short, and stand as they should be shown.
        let isPlain =
            value.count <= 15 && value.first != UInt8(ascii: "0")
            && value.allSatisfy { (0x30...0x39).contains($0) }
        if isPlain, use == .number { return text }
        guard let number = Double(text.trimmed), number.isFinite else { return text }
        switch use {
        case .number: return CellNumbers.text(number)
        case .date:
            return CellNumbers.date(number, uses1904: styles.uses1904)
                ?? CellNumbers.text(number)
        case .padded(let width):
            let digits = CellNumbers.text(number)
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return digits }
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
    }

    private func endRow() -> RawEvent? {
        if let problem {
            return .problem(RowProblem(number: row, kind: problem, soundCells: cells))
        }
        while let last = cells.last, last.isBlank { cells.removeLast() }
        guard !cells.isEmpty else { return nil }
        return .row(TableRow(number: row, cells: cells))
    }
}

/// The whole numbers and cell references of a workbook's XML.
enum Decimal {
    static func whole(_ text: Span<UInt8>) -> Int? {
        guard text.count > 0, text.count <= 18 else { return nil }
        var number = 0
        for index in text.indices {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            number = number * 10 + Int(text[index] - 0x30)
        }
        return number
    }

    /// The column of a reference such as `AB12`, from 1; `nil` when there is none.
    static func column(_ reference: Span<UInt8>) -> Int? {
        var column = 0
        for index in reference.indices {
            guard (0x41...0x5A).contains(reference[index]) else { break }
            column = column * 26 + Int(reference[index] - 0x40)
            guard column < 1 << 20 else { return column }
        }
        return column == 0 ? nil : column
    }

    /// The name of a column, from 1: A...Z, AA and so on.
    static func letters(ofColumn column: Int) -> String {
        var letters: [UInt8] = []
        var rest = column
        while rest > 0 {
            letters.append(0x41 + UInt8((rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    static func reference(column: Int, row: Int) -> String {
        "\(letters(ofColumn: column))\(row)"
    }
}
