/// What is done before the first row: telling the format, and finding the header.
struct TableOpening {
    /// A table opened, with the rows below its header that were already read, last first.
    struct Opened {
        let description: TableDescription
        let source: any RowSource
        let waiting: [RawEvent]
    }

    let name: String
    let options: ReadOptions
    /// The name is a path, under which the file can be opened again.
    let isFile: Bool

    func open(_ bytes: any ByteSource) throws(TabularError) -> Opened {
        var sample: [UInt8] = []
        var isWhole = false
        while sample.count < options.limits.sampleBytes, !isWhole {
            isWhole = try bytes.readBlock(into: &sample) == 0
        }
        guard !sample.isEmpty else { throw .empty(name) }
        switch Signature(sample: sample) {
        case .text: return try openCSV(sample, isWhole: isWhole, bytes)
        case .zip: return try openWorkbook(sample, bytes)
        case .compound: throw .notATable(name, try CompoundFile.kind(sample, rest: bytes))
        case .foreign(let kind): throw .notATable(name, kind)
        }
    }

    private func openCSV(
        _ raw: [UInt8], isWhole: Bool, _ bytes: any ByteSource
    ) throws(TabularError) -> Opened {
        let sample = CSVSample(raw: raw, isWhole: isWhole, options: options)
        let source = CSVRowSource(sample: sample, source: bytes, limits: options.limits)
        let found = try findHeader(source, ifEmpty: .empty(name))
        let description = TableDescription(
            name: name, format: .csv, encoding: sample.encoding, delimiter: sample.delimiter,
            sheet: nil, sheets: [], header: found.header, headerRow: found.row,
            rowsAbove: found.rowsAbove)
        return Opened(description: description, source: source, waiting: found.waiting)
    }

    private func openWorkbook(
        _ sample: [UInt8], _ bytes: any ByteSource
    ) throws(TabularError) -> Opened {
        let archive: ZipArchive
        if isFile {
            archive = try ZipArchive(path: name)
        } else {
            var all = sample
            while try bytes.readBlock(into: &all) > 0 {}
            archive = try ZipArchive(bytes: all, name: name)
        }
        let workbook = try Workbook(archive, limits: options.limits)
        let sheet = try workbook.sheet(named: options.sheet)
        let names = workbook.sheets.map(\.name)
        let source = try SheetRowSource(workbook, sheet: sheet, limits: options.limits)
        let found = try findHeader(
            source, ifEmpty: .emptySheet(name, sheet: sheet.name, sheets: names))
        let description = TableDescription(
            name: name, format: .xlsx, encoding: nil, delimiter: nil, sheet: sheet.name,
            sheets: names, header: found.header, headerRow: found.row,
            rowsAbove: found.rowsAbove)
        return Opened(description: description, source: source, waiting: found.waiting)
    }
}

extension TableOpening {
    private func findHeader(
        _ source: any RowSource, ifEmpty empty: TabularError
    ) throws(TabularError) -> HeaderSearch {
        switch try HeaderSearch.search(source, limit: options.limits.headerRows) {
        case .found(let found): return found
        case .empty: throw empty
        case .unreadable(let problem): throw .noReadableRow(name, problem)
        }
    }
}

/// The search for the header: the first of the first rows that has enough headings.
struct HeaderSearch {
    let header: [String]
    let row: Int
    let rowsAbove: Int
    /// What stands below the header and was read in the search, last first.
    let waiting: [RawEvent]

    /// How a search ended.
    enum Outcome {
        case found(HeaderSearch)
        case empty
        /// There are rows, and this is wrong with the first.
        case unreadable(RowProblem)
    }

    /// Reads the first rows and looks for the header among them.
    static func search(_ source: any RowSource, limit: Int) throws(TabularError) -> Outcome {
        var events: [RawEvent] = []
        var rows: [(event: Int, row: TableRow, filled: Int)] = []
        while rows.count < limit, events.count < limit * 50, let event = try source.next() {
            if case .row(let row) = event {
                rows.append((events.count, row, row.cells.count { !$0.isBlank }))
            }
            events.append(event)
        }
        guard !rows.isEmpty else {
            if case .problem(let problem) = events.first { return .unreadable(problem) }
            return .empty
        }
        let found = HeaderSearch(events: events, rows: rows)
        source.expectedCells = found.header.count
        return .found(found)
    }

    private init(
        events: [RawEvent], rows: [(event: Int, row: TableRow, filled: Int)]
    ) {
        // A title or a line of dates above the table has fewer cells than the table.
        let median = rows.map(\.filled).sorted()[rows.count / 2]
        let enough = max(2, median / 2 + 1)
        let index = rows.firstIndex { $0.filled >= enough } ?? 0
        let chosen = rows[index]
        header = chosen.row.cells.map(HeaderSearch.heading)
        row = chosen.row.number
        rowsAbove = index
        // Problems above the header are said too.
        waiting = events.enumerated()
            .filter { offset, event in
                if case .problem = event { return true }
                return offset > chosen.event
            }
            .map(\.element).reversed()
    }

    /// A heading on one line, without space around it.
    private static func heading(_ cell: String) -> String {
        cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
