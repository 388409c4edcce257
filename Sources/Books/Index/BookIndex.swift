public import Chronology
public import Firearms
import FoundationEssentials
import SerialIndex
import Tabular

/// The indexes that lie beside the books of a folder, so that books need not be read to be asked.
///
/// A book `N.csv` has `N.csv.serials`, the index of its serials, and `N.csv.lines`, which says what the
/// firearm of each line is and where in the book the line stands. Neither names a person.
public struct BookIndex: Sendable {
    /// What became of one book.
    public struct Outcome: Sendable, Hashable {
        /// The book's file.
        public let book: String
        /// How many lines it has.
        public let lines: Int
        /// How many bytes its index takes.
        public let bytes: Int
        /// Tells whether the index was up to date and was left alone.
        public let isKept: Bool
        /// Tells whether the index saves reading the book: a workbook's rows can not be read one by one.
        public let savesReading: Bool
    }

    private let directory: String
    private let importer: BookImport

    /// So many books are indexed at once, that memory is bounded.
    private static let tasks = 4
    /// No file system tells writings apart that are closer than this.
    private static let clockStep = Duration.milliseconds(20)

    /// Makes the indexer of a folder of books.
    ///
    /// - Parameter today: by which two-digit years are told apart.
    public init(directory: String, tables: ReferenceTables, today: Day) {
        self.directory = directory
        importer = BookImport(tables: tables, today: today)
    }

    /// Makes the indexes that are missing, out of date or damaged.
    ///
    /// - Parameter progress: told of each book that is done.
    /// - Returns: One outcome for each book, in the order of their names.
    /// - Throws: What reading a book throws, and `TabularError` or `BooksError` where nothing can be written.
    public func update(
        progress: @Sendable @escaping () -> Void = {}
    ) async throws -> [Outcome] {
        let files = try BookShelf.files(in: directory)
        var outcomes: [Outcome?] = Array(repeating: nil, count: files.count)
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for (index, file) in files.enumerated() {
                if index >= BookIndex.tasks, let (done, outcome) = try await group.next() {
                    outcomes[done] = outcome
                    progress()
                }
                group.addTask { (index, try await update(file)) }
            }
            for try await (done, outcome) in group {
                outcomes[done] = outcome
                progress()
            }
        }
        return outcomes.compactMap(\.self)
    }

    private func update(_ file: String) async throws -> Outcome {
        let path = "\(directory)/\(file)"
        let known = IndexedBook(
            of: path, licence: BookShelf.licence(of: file), today: importer.today,
            memory: importer.memory)
        switch known {
        case .whole(_, _, let lines), .serials(_, _, let lines):
            return try outcome(path, lines, isKept: true)
        case .none, .damaged: return try await make(path, licence: BookShelf.licence(of: file))
        }
    }

    private func make(_ path: String, licence: String) async throws -> Outcome {
        let work = try WorkFolder(in: directory)
        let source = try await settled(path, in: work.path)
        let read = try importer.read(licence: licence, path: path, remembering: .places)
        let serials = "\(work.path)/serials"
        do {
            _ = try await read.book.serialBuilder(folder: work.path).build(path: serials, tasks: 1)
        } catch {
            throw BooksError.noIndex(path)
        }
        let lines = LinesFile(
            book: source.identity, serials: try LinesFile.Pin(of: serials), count: read.book.count,
            days: read.days, content: try BookIndex.content(read, of: source))
        guard try ByteFile(path: path).identity == source.identity else {
            throw BooksError.changed(path)
        }
        try work.write(lines.encoded(), named: "lines")
        // No more than the book allows, and nothing to anybody but its owner.
        let permissions = source.permissions & 0o600
        try work.move("serials", to: IndexFiles.serials(of: path), permissions: permissions)
        try work.move("lines", to: IndexFiles.lines(of: path), permissions: permissions)
        work.settle()
        return try outcome(path, lines, isKept: false)
    }

    /// Opens a book once it is old enough for any later change to show in its time of writing.
    private func settled(_ path: String, in folder: String) async throws -> ByteFile {
        while true {
            let mark = "\(folder)/mark"
            try Data().write(to: URL(filePath: mark))
            let now = try ByteFile(path: mark).identity
            try FileManager.default.removeItem(atPath: mark)
            let book = try ByteFile(path: path)
            let age = Duration.nanoseconds(now.nanoseconds(since: book.identity))
            // A book from the future, by a wrong clock, is not waited for.
            if age >= BookIndex.clockStep || age < .zero - BookIndex.clockStep { return book }
            try await Task.sleep(for: BookIndex.clockStep)
        }
    }

    /// What the index keeps of the lines; `nil` where they can not be read one by one.
    private static func content(
        _ read: LineReader.Result, of source: ByteFile
    ) throws -> LinesFile.Content? {
        guard let layout = read.layout, read.extents.count == read.book.count,
            read.notes.allSatisfy(\.canBeStored)
        else { return nil }
        var places: [BookRows.Place] = []
        places.reserveCapacity(read.extents.count)
        for (line, extent) in read.extents.enumerated() {
            let bytes = try source.bytes(extent)
            // The row alone must say what it said among the others.
            guard let row = layout.row(bytes, number: line),
                BookLine(row, acquired: nil, disposed: nil).serial
                    == read.book.serial(ofLine: line)
            else { return nil }
            places.append(
                BookRows.Place(
                    start: UInt64(extent.lowerBound), length: UInt32(extent.count),
                    checksum: BookRows.checksum(bytes[...])))
        }
        return LinesFile.Content(
            layout: layout, orders: read.orders,
            descriptions: read.book.descriptions.map(\.raw), notes: read.notes,
            columns: read.book.columns, places: places)
    }

    private func outcome(_ path: String, _ lines: LinesFile, isKept: Bool) throws -> Outcome {
        let size = try ByteFile(path: IndexFiles.lines(of: path)).identity.size
        return Outcome(
            book: path, lines: lines.count, bytes: size + lines.serials.size, isKept: isKept,
            savesReading: lines.content != nil)
    }

    /// Removes all indexes of a folder, also those of books that are gone, and what an interrupted run left.
    ///
    /// - Returns: How many files were removed.
    public static func remove(from directory: String) throws -> Int {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw BooksError.noDirectory(directory)
        }
        var count = 0
        for name in names.sorted() {
            if name.hasPrefix(WorkFolder.beginning) { WorkFolder.remove("\(directory)/\(name)") }
            let ending = [IndexFiles.serialsEnding, IndexFiles.linesEnding]
                .first { name.hasSuffix($0) }
            guard let ending, BookShelf.isBook(String(name.dropLast(ending.count))) else {
                continue
            }
            do {
                try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
            } catch {
                throw BooksError.notRemoved("\(directory)/\(name)")
            }
            count += 1
        }
        return count
    }
}
