/// A table for a terminal: aligned columns, a heading, and cells that break where there is no room.
public struct TextTable: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// The side on which its cells stand: figures on the right.
        public enum Side: Sendable { case left, right }

        /// What stands above the cells; may be empty.
        public let title: String
        /// The side on which the cells stand.
        public let side: Side
        /// Tells whether its cells may be broken at their spaces when the table is too wide.
        public let isFlexible: Bool

        /// Makes a column.
        public init(_ title: String = "", side: Side = .left, isFlexible: Bool = false) {
            self.title = title
            self.side = side
            self.isFlexible = isFlexible
        }
    }

    /// One cell: a text in one style.
    public struct Cell: Sendable, ExpressibleByStringLiteral {
        let text: String
        let style: Style?

        /// Makes a cell.
        public init(_ text: String, _ style: Style? = nil) {
            self.text = StyledText.harmless(text)
            self.style = style
        }

        /// Makes a cell without a style.
        public init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// The columns, from left to right.
    public let columns: [Column]
    /// The rows; a row that is short has empty cells at its end.
    public private(set) var rows: [[Cell]] = []
    private static let gap = 2
    private static let narrowest = 12

    /// Makes a table without rows.
    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row.
    public mutating func add(_ cells: [Cell]) {
        precondition(cells.count <= columns.count, "a row has no more cells than the table columns")
        rows.append(cells)
    }

    /// The table's lines, in as many columns as are there; only a text that can not be broken is wider.
    func lines(width: Int) -> [StyledText] {
        let widths = fitted(to: width)
        var lines: [StyledText] = []
        if columns.contains(where: { !$0.title.isEmpty }) {
            let titles = columns.map { Cell($0.title, .strong) }
            lines += broken(titles, into: widths)
        }
        for row in rows { lines += broken(row, into: widths) }
        return lines
    }

    /// The widths of the columns: what their cells take, the widest flexible ones cut back to fit.
    private func fitted(to width: Int) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { widest, row in
                row.indices.contains(index) ? max(widest, DisplayWidth.of(row[index].text)) : widest
            }
        }
        var excess = widths.reduce(0, +) + TextTable.gap * max(0, columns.count - 1) - width
        // First words are kept whole; only where that is not enough are they cut.
        let words = columns.indices.map { widestWord(in: $0) }
        for floors in [words, words.map { _ in TextTable.narrowest }] {
            while excess > 0 {
                let candidates = columns.indices.filter {
                    columns[$0].isFlexible && widths[$0] > max(TextTable.narrowest, floors[$0])
                }
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths
    }

    private func widestWord(in column: Int) -> Int {
        let texts = rows.compactMap { $0.indices.contains(column) ? $0[column].text : nil }
        return (texts + [columns[column].title]).reduce(0) { widest, text in
            text.split(separator: " ").reduce(widest) { max($0, DisplayWidth.of(String($1))) }
        }
    }

    /// The lines of a cell; a word that is wider than its column is cut.
    private func lines(of text: String, width: Int, isFlexible: Bool) -> [String] {
        let lines = Wrapping.lines(of: text, width: width)
        guard isFlexible else { return lines }
        return lines.flatMap { line in
            var parts = [""]
            for character in line {
                if DisplayWidth.of(parts[parts.count - 1] + String(character)) > width {
                    parts.append("")
                }
                parts[parts.count - 1].append(character)
            }
            return parts
        }
    }

    /// One row as the lines that its tallest cell needs; no line ends in spaces.
    private func broken(_ row: [Cell], into widths: [Int]) -> [StyledText] {
        let cells = row.indices.map {
            lines(of: row[$0].text, width: widths[$0], isFlexible: columns[$0].isFlexible)
        }
        return (0..<(cells.map(\.count).max() ?? 1)).map { number in
            let texts = cells.map { number < $0.count ? $0[number] : "" }
            let last = texts.lastIndex { !$0.isEmpty } ?? -1
            var line: StyledText = ""
            for index in texts.indices where index <= last {
                let text = StyledText(texts[index], row[index].style)
                let space = String(repeating: " ", count: max(0, widths[index] - text.width))
                let gap = String(repeating: " ", count: index == 0 ? 0 : TextTable.gap)
                switch columns[index].side {
                case .right: line = line + StyledText(gap + space) + text
                case .left:
                    line = line + StyledText(gap) + text + StyledText(index == last ? "" : space)
                }
            }
            return line
        }
    }
}
