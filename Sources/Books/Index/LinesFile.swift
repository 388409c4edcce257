import Chronology
import Firearms
import SerialIndex
import Tabular

/// What lies beside a book in its `.lines` file, so that the book need not be read to be asked.
///
/// It names nobody: of a line it holds what its firearm is, its serial, its days, and where in the book
/// the rest stands.
struct LinesFile: Sendable, Equatable {
    /// The book's file, as it was read.
    var book: ByteFile.Identity
    /// The index of serials that was made with it.
    var serials: Pin
    /// How many lines the book has.
    var count: Int
    /// The days that may stand for today without the book being read otherwise.
    var days: DayRange
    /// The lines, or `nil` of a book whose rows can not be read one by one.
    var content: Content?

    /// By what a file of serials is known again: its size, and the checksum of its header, in which stand
    /// the checksums of all the rest.
    struct Pin: Sendable, Equatable {
        let size: Int
        let checksum: UInt64

        init(size: Int, checksum: UInt64) {
            self.size = size
            self.checksum = checksum
        }

        init(of path: String) throws(TabularError) {
            let file = try ByteFile(path: path)
            size = file.identity.size
            checksum = ContentChecksum.of(try file.bytes(0..<min(size, Pin.headerSize)))
        }

        private static let headerSize = 1024
    }

    /// The lines of a book.
    struct Content: Sendable, Equatable {
        var layout: RowLayout
        /// The order in which each date field is written.
        var orders: [String: DateOrder]
        /// As they are written in the book: what they mean is for the tables of the day to say.
        var descriptions: [RawDescriptor]
        var notes: [StoredNote]
        var columns: LineColumns
        var places: [BookRows.Place]
    }

    /// The file's first eight bytes, "RASTROL1".
    static let magic: UInt64 = 0x314C_4F52_5453_4152
    /// Raised with every change of this format, and with every change of what is read of a book.
    static let version: UInt32 = 1
    /// Magic, version, nothing yet, and the checksum of all that follows.
    static let headerSize = 24
    /// The longest row that is read of a book.
    static let longestRow = TableLimits().rowBytes
    /// The widest table that is read.
    static let mostColumns = TableLimits().columns
    /// The most fields that a book has, and more.
    private static let mostFields = 64

    /// The file's bytes.
    func encoded() -> [UInt8] {
        var body = ByteWriter()
        body.add(Int64(book.size))
        body.add(Int64(book.seconds))
        body.add(Int64(book.nanoseconds))
        body.add(Int64(serials.size))
        body.add(serials.checksum)
        body.add(UInt32(clamping: count))
        body.add(days.first.number)
        body.add(days.last.number)
        body.add(UInt8(content == nil ? 0 : 1))
        content?.encode(to: &body)
        var file = ByteWriter()
        file.add(LinesFile.magic)
        file.add(LinesFile.version)
        file.add(UInt32(0))
        file.add(ContentChecksum.of(body.bytes))
        return file.bytes + body.bytes
    }

    /// Reads the file's bytes, whatever they are.
    init(decoding bytes: [UInt8]) throws(LinesFileError) {
        var reader = ByteReader(bytes)
        guard try reader.number(UInt64.self) == LinesFile.magic else { throw .damaged }
        guard try reader.number(UInt32.self) == LinesFile.version else { throw .otherVersion }
        guard try reader.number(UInt32.self) == 0,
            try reader.number(UInt64.self) == ContentChecksum.of(bytes[LinesFile.headerSize...])
        else { throw .damaged }
        book = ByteFile.Identity(
            size: Int(try reader.number(Int64.self)), seconds: Int(try reader.number(Int64.self)),
            nanoseconds: Int(try reader.number(Int64.self)))
        serials = Pin(
            size: Int(try reader.number(Int64.self)), checksum: try reader.number(UInt64.self))
        count = Int(try reader.number(UInt32.self))
        let bounds: [Int32] = try reader.numbers(2)
        guard bounds[0] <= bounds[1] else { throw .damaged }
        days = DayRange(Day(number: bounds[0]), Day(number: bounds[1]))
        switch try reader.number(UInt8.self) {
        case 0: content = nil
        case 1: content = try Content(decoding: &reader, count: count, bookSize: book.size)
        default: throw .damaged
        }
        guard reader.rest == 0 else { throw .damaged }
    }

    init(
        book: ByteFile.Identity, serials: Pin, count: Int, days: DayRange, content: Content?
    ) {
        self.book = book
        self.serials = serials
        self.count = count
        self.days = days
        self.content = content
    }
}

extension LinesFile.Content {
    fileprivate func encode(to body: inout ByteWriter) {
        body.add(layout.encoding.rawValue)
        body.add(layout.delimiter.rawValue)
        body.add(UInt32(layout.width))
        body.add(UInt32(layout.columns.count))
        for (field, column) in layout.columns.sorted(by: { $0.key < $1.key }) {
            body.add(field)
            body.add(UInt32(column))
        }
        body.add(UInt32(orders.count))
        for (field, order) in orders.sorted(by: { $0.key < $1.key }) {
            body.add(field)
            body.add(order.rawValue)
        }
        body.add(descriptions)
        body.add(UInt32(notes.count))
        for note in notes { body.add(note) }
        body.add(columns)
        body.add(places.map(\.start))
        body.add(places.map(\.length))
        body.add(places.map(\.checksum))
    }

    fileprivate init(
        decoding reader: inout ByteReader, count: Int, bookSize: Int
    ) throws(LinesFileError) {
        layout = try Self.layout(&reader)
        orders = [:]
        for _ in 0..<(try reader.count(of: 8, atMost: LinesFile.mostFields)) {
            let field = try reader.text()
            guard let order = DateOrder(rawValue: try reader.text()) else { throw .damaged }
            orders[field] = order
        }
        descriptions = try reader.descriptions()
        notes = []
        for _ in 0..<(try reader.count(of: 16)) { notes.append(try reader.note()) }
        columns = try LineColumns(&reader, count: count, descriptions: descriptions.count)
        places = try Self.places(&reader, count: count, bookSize: bookSize)
    }

    private static func layout(_ reader: inout ByteReader) throws(LinesFileError) -> RowLayout {
        guard let encoding = TextEncoding(rawValue: try reader.text()),
            let delimiter = Delimiter(rawValue: try reader.text())
        else { throw .damaged }
        let width = Int(try reader.number(UInt32.self))
        var columns: [String: Int] = [:]
        for _ in 0..<(try reader.count(of: 8, atMost: LinesFile.mostFields)) {
            let field = try reader.text()
            columns[field] = Int(try reader.number(UInt32.self))
        }
        guard width <= LinesFile.mostColumns,
            let layout = RowLayout(
                encoding: encoding, delimiter: delimiter, width: width, columns: columns)
        else { throw .damaged }
        return layout
    }

    private static func places(
        _ reader: inout ByteReader, count: Int, bookSize: Int
    ) throws(LinesFileError) -> [BookRows.Place] {
        let starts = try reader.numbers(count, UInt64.self)
        let lengths = try reader.numbers(count, UInt32.self)
        let checksums = try reader.numbers(count, UInt32.self)
        var places: [BookRows.Place] = []
        places.reserveCapacity(count)
        for line in 0..<count {
            guard bookSize >= 0, lengths[line] <= LinesFile.longestRow,
                starts[line] <= UInt64(bookSize),
                UInt64(lengths[line]) <= UInt64(bookSize) - starts[line]
            else { throw .damaged }
            places.append(
                BookRows.Place(
                    start: starts[line], length: lengths[line], checksum: checksums[line]))
        }
        return places
    }
}
