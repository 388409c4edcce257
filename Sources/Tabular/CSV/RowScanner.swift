/// The state machine that finds the cells of one CSV row (RFC 4180, and what people make of it).
///
/// It does no reading: it is given the bytes from the row's start on, as many as there are, and asks
/// for more when the row does not end within them. It goes on where it stopped.
struct RowScanner {
    /// Where a cell lies, in bytes from the row's start, its enclosing quotes left out.
    struct Cell {
        var start: Int
        var end: Int
        /// The cell was opened by a quotation mark.
        var isQuoted = false
        /// The text is the bytes as they are; else quotes have to be taken out.
        var isVerbatim = true
        var isASCII = true
    }

    /// What came of a scan.
    enum Outcome: Equatable {
        /// The row ends with its line end, so many bytes from its start.
        case row(length: Int)
        /// The row does not end in these bytes.
        case needsMore
        /// The text ends within quotes.
        case unclosedQuote
    }

    private enum State { case cellStart, plain, quoted, quoteSeen, afterQuote }

    let delimiter: UInt8
    private let stops: InlineArray<256, UInt8>
    private var state = State.cellStart
    private var position = 0
    private var highBits: UInt8 = 0
    private(set) var cells: [Cell] = []
    /// The line ends passed, the row's own included.
    private(set) var lineCount = 0
    private(set) var hasNUL = false
    /// Where the last opening quotation mark of the row lies, and where the first of a cell with
    /// line ends within it.
    private(set) var quoteStart = 0
    private(set) var multilineQuote: (cell: Int, start: Int)?
    /// A cell with line ends within its quotes goes on after them, which no program writes.
    private(set) var hasTextAfterMultilineQuote = false

    /// The characters at which a plain cell (1) and a quoted one (2) need a look.
    init(delimiter: UInt8) {
        var stops = InlineArray<256, UInt8>(repeating: 0)
        for byte in [Byte.lineFeed, Byte.carriageReturn, Byte.nul] { stops[Int(byte)] = 3 }
        stops[Int(delimiter)] = 1
        stops[Int(Byte.quote)] = 2
        self.stops = stops
        self.delimiter = delimiter
    }

    /// Tells whether the scan stopped within quotes.
    var isInQuotes: Bool { state == .quoted || state == .quoteSeen }

    /// Forgets the last row.
    mutating func begin() {
        (state, position, highBits, lineCount, hasNUL) = (.cellStart, 0, 0, 0, false)
        (quoteStart, multilineQuote, hasTextAfterMultilineQuote) = (0, nil, false)
        cells.removeAll(keepingCapacity: true)
    }

    /// Goes on with the row whose first byte is the first of these.
    mutating func scan(_ bytes: Span<UInt8>, isLast: Bool) -> Outcome {
        while position < bytes.count {
            switch state {
            case .cellStart: startCell(with: bytes[position])
            case .plain, .afterQuote:
                skip(bytes, until: 1)
                guard position < bytes.count else { break }
                switch plainStop(bytes, isLast: isLast) {
                case .some(let outcome): return outcome
                case .none: continue
                }
            case .quoted:
                skip(bytes, until: 2)
                guard position < bytes.count else { break }
                quotedStop(bytes)
            case .quoteSeen:
                if !resolveQuote(bytes[position]) { continue }
            }
        }
        return isLast ? endOfText() : .needsMore
    }

    private mutating func startCell(with byte: UInt8) {
        highBits = 0
        if byte == Byte.quote {
            quoteStart = position
            position += 1
            cells.append(Cell(start: position, end: position, isQuoted: true))
            state = .quoted
        } else {
            cells.append(Cell(start: position, end: position))
            state = .plain
        }
    }

    @inline(__always)
    private mutating func skip(_ bytes: Span<UInt8>, until mask: UInt8) {
        var index = position
        var bits = highBits
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            if stops[Int(byte)] & mask != 0 { break }
            bits |= byte
            index += 1
        }
        position = index
        highBits = bits
    }

    /// A delimiter, a line end or a NUL outside quotes.
    ///
    /// - Returns: `nil` when the row goes on.
    private mutating func plainStop(_ bytes: Span<UInt8>, isLast: Bool) -> Outcome? {
        switch bytes[position] {
        case Byte.nul:
            hasNUL = true
            position += 1
            return nil
        case Byte.lineFeed:
            endCell()
            lineCount += 1
            return .row(length: position + 1)
        case Byte.carriageReturn:
            guard position + 1 < bytes.count || isLast else { return .needsMore }
            let isPair = position + 1 < bytes.count && bytes[position + 1] == Byte.lineFeed
            endCell()
            lineCount += 1
            return .row(length: position + (isPair ? 2 : 1))
        default:
            endCell()
            position += 1
            state = .cellStart
            return nil
        }
    }

    /// A quotation mark, a line end or a NUL within quotes.
    private mutating func quotedStop(_ bytes: Span<UInt8>) {
        let byte = bytes[position]
        switch byte {
        case Byte.quote: state = .quoteSeen
        case Byte.nul: hasNUL = true
        default:
            let isSecondOfPair =
                byte == Byte.lineFeed && bytes[position - 1] == Byte.carriageReturn
            if !isSecondOfPair { lineCount += 1 }
            if multilineQuote == nil { multilineQuote = (cells.count - 1, quoteStart) }
        }
        position += 1
    }

    /// The byte after a quotation mark within quotes tells whether the mark closed them.
    ///
    /// - Returns: Whether the byte was taken.
    private mutating func resolveQuote(_ byte: UInt8) -> Bool {
        let last = cells.count - 1
        if byte == Byte.quote {
            cells[last].isVerbatim = false
            state = .quoted
            position += 1
            return true
        }
        state = .afterQuote
        cells[last].end = position - 1
        if stops[Int(byte)] & 1 == 0 || byte == Byte.nul {
            cells[last].isVerbatim = false
            if multilineQuote?.cell == last { hasTextAfterMultilineQuote = true }
        }
        return false
    }

    private mutating func endCell() {
        let last = cells.count - 1
        cells[last].isASCII = highBits < 0x80
        // A quoted cell ends at its mark; one with text after the mark ends where that text does.
        if state == .plain || !cells[last].isVerbatim {
            cells[last].end = position
        }
    }

    private mutating func endOfText() -> Outcome {
        switch state {
        case .quoted: return .unclosedQuote
        case .cellStart: cells.append(Cell(start: position, end: position))
        case .quoteSeen:
            state = .afterQuote
            cells[cells.count - 1].end = position - 1
            endCell()
        case .plain, .afterQuote: endCell()
        }
        return .row(length: position)
    }
}

/// The bytes that have a meaning in a CSV file.
enum Byte {
    static let nul: UInt8 = 0
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let space = UInt8(ascii: " ")
}
