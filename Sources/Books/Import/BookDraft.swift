import SerialIndex

/// The lines of a book as they are read, before it is whole.
struct BookDraft {
    let licence: String
    /// The distinct descriptions of firearms so far.
    private(set) var descriptions: [BookDescription]
    private(set) var columns: LineColumns

    init(
        licence: String, descriptions: [BookDescription] = [], columns: LineColumns = LineColumns()
    ) {
        self.licence = licence
        self.descriptions = descriptions
        self.columns = columns
    }

    /// How many lines there are.
    var count: Int { columns.count }

    /// The serial of a line, as written.
    func serial(ofLine line: Int) -> String { columns.serial(of: line) }

    /// Appends a line about the firearm of a description.
    mutating func append(_ line: BookLine, description: Int, texts: inout LineTextRun) {
        append(line, description: description)
        texts.append(LineTexts(line))
    }

    /// Appends what the columns hold of a line.
    mutating func append(_ line: BookLine, description: Int) {
        columns.append(line, description: description)
    }

    /// Adds a description and returns its place among `descriptions`.
    mutating func describe(_ description: BookDescription) -> Int {
        descriptions.append(description)
        return descriptions.count - 1
    }

    /// What builds the index of serials, its records numbered as the lines are.
    func serialBuilder(folder: String? = nil) throws(SerialIndexError) -> SegmentBuilder {
        let nothing = SerialDescriptor(
            make: SerialDescriptor.unknown, model: SerialDescriptor.unknown,
            calibre: SerialDescriptor.unknown)
        var builder = SegmentBuilder(descriptors: [nothing], folder: folder)
        for line in 0..<count {
            try builder.add(
                identifier: UInt32(line), descriptor: 0,
                serial: SerialCodes(columns.serial(of: line)))
        }
        return builder
    }
}
