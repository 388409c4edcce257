/// The beginning of a CSV file, and what its evidence says of the whole.
struct CSVSample {
    let encoding: EncodingChoice
    let delimiter: DelimiterChoice
    /// The sample as UTF-8, or as it is in a single-byte encoding.
    let text: [UInt8]
    /// The state of the decoder after the sample, for a file in UTF-16.
    let decoder: UTF16Decoder?
    /// Whether the sample is the whole file.
    let isWhole: Bool
    /// Where the table begins in `text`, after a byte order mark and a line that tells the delimiter.
    let contentStart: Int
    let firstLine: Int
    /// How many cells most rows have.
    let expectedCells: Int

    init(raw: [UInt8], isWhole: Bool, options: ReadOptions) {
        encoding = EncodingChoice(sample: raw[...], isWhole: isWhole, given: options.encoding)
        self.isWhole = isWhole
        let mark = encoding.encoding.mark
        let markCount = !mark.isEmpty && raw.starts(with: mark) ? mark.count : 0
        var start = 0
        switch encoding.encoding {
        case .utf8, .windows1252:
            (text, decoder, start) = (raw, nil, markCount)
        case .utf16LittleEndian, .utf16BigEndian:
            var decoder = UTF16Decoder(
                isLittleEndian: encoding.encoding == .utf16LittleEndian)
            var decoded: [UInt8] = []
            decoder.decode(raw[markCount...], into: &decoded)
            if isWhole { decoder.finish(into: &decoded) }
            (text, self.decoder) = (decoded, decoder)
        }
        let said = CSVSample.saidDelimiter(in: text[start...])
        firstLine = said == nil ? 1 : 2
        contentStart = start + (said?.length ?? 0)
        var candidates = Delimiter.allCases
        if let known = options.delimiter ?? said?.delimiter { candidates = [known] }
        let survey = DelimiterSurvey(
            text: text[contentStart...], isWhole: isWhole, candidates: candidates)
        expectedCells = survey.cells
        if let given = options.delimiter {
            delimiter = DelimiterChoice(delimiter: given, evidence: .given)
        } else if let said {
            delimiter = DelimiterChoice(delimiter: said.delimiter, evidence: .said)
        } else {
            delimiter = survey.choice
        }
    }

    /// The first line `sep=;` by which Excel tells the delimiter, and its length with the line end.
    private static func saidDelimiter(
        in text: ArraySlice<UInt8>
    ) -> (delimiter: Delimiter, length: Int)? {
        let lineEnds = [Byte.carriageReturn, Byte.lineFeed]
        let first = text.prefix(12)
        guard let end = first.firstIndex(where: lineEnds.contains) else { return nil }
        let line = first[..<end].filter { $0 != Byte.quote }
        guard line.count == 5,
            line.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 }),
            let delimiter = Delimiter.allCases.first(where: { $0.byte == line.last })
        else { return nil }
        let isPair =
            text[end] == Byte.carriageReturn && end + 1 < text.endIndex
            && text[end + 1] == Byte.lineFeed
        return (delimiter, end + (isPair ? 2 : 1) - text.startIndex)
    }
}

/// How well each delimiter divides the first rows into the same number of cells.
struct DelimiterSurvey {
    /// The rows looked at.
    private static let rowLimit = 500

    let choice: DelimiterChoice
    /// How many cells most rows have.
    let cells: Int

    init(text: ArraySlice<UInt8>, isWhole: Bool, candidates: [Delimiter]) {
        var best: (delimiter: Delimiter, rows: Int, of: Int, cells: Int)?
        for candidate in candidates {
            let counts = DelimiterSurvey.counts(
                text.span, isWhole: isWhole, delimiter: candidate)
            guard let (cells, rows) = DelimiterSurvey.mode(of: counts) else { continue }
            guard let rival = best else {
                best = (candidate, rows, counts.count, cells)
                continue
            }
            // Shares are compared as products, for each delimiter may see another number of rows.
            let (mine, other) = (rows * rival.of, rival.rows * counts.count)
            if mine > other || (mine == other && cells > rival.cells) {
                best = (candidate, rows, counts.count, cells)
            }
        }
        guard let best else {
            choice = DelimiterChoice(
                delimiter: candidates.first ?? .comma, evidence: .oneColumn)
            cells = 1
            return
        }
        choice = DelimiterChoice(
            delimiter: best.delimiter,
            evidence: .agreement(rows: best.rows, of: best.of, cells: best.cells))
        cells = best.cells
    }

    /// The number of cells of each row that is not blank.
    private static func counts(
        _ text: Span<UInt8>, isWhole: Bool, delimiter: Delimiter
    ) -> [Int] {
        var scanner = RowScanner(delimiter: delimiter.byte)
        var counts: [Int] = []
        var start = 0
        while start < text.count, counts.count < rowLimit {
            scanner.begin()
            let rest = text.extracting(start...)
            switch scanner.scan(rest, isLast: isWhole) {
            case .row(let length):
                let isBlank = scanner.cells.allSatisfy { $0.start == $0.end }
                if !isBlank { counts.append(scanner.cells.count) }
                start += length
            case .needsMore where !scanner.isInQuotes: return counts
            case .needsMore, .unclosedQuote:
                // The mark opened nothing: the rest of its line is passed over.
                start = lineEnd(in: text, from: start + scanner.quoteStart)
            }
        }
        return counts
    }

    private static func lineEnd(in text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] != Byte.lineFeed { index += 1 }
        return index + 1
    }

    /// The commonest number of cells, of two and more, and how many rows have it.
    private static func mode(of counts: [Int]) -> (cells: Int, rows: Int)? {
        var rows: [Int: Int] = [:]
        for count in counts where count >= 2 { rows[count, default: 0] += 1 }
        let mode = rows.max { ($0.value, $0.key) < ($1.value, $1.key) }
        return mode.map { ($0.key, $0.value) }
    }
}
