/// A table that is written line by line: RFC 4180, with any delimiter and one of two encodings.
///
/// The only place that knows how lines and fields are written, so that another writer can take over.
struct TrainingTable: ~Copyable {
    /// How a table's text becomes bytes.
    enum Encoding: Sendable, Equatable {
        case utf8
        case utf8WithMark
        /// Windows-1252; every character of a training world is in its Latin-1 part.
        case windows1252
    }

    private static let blockSize = 1 << 16

    private var file: TrainingFile
    private var block: [UInt8] = []
    private let delimiter: UInt8
    private let encoding: Encoding
    private(set) var rows = 0

    init(
        _ path: String, header: [String], delimiter: UInt8 = UInt8(ascii: ","),
        encoding: Encoding = .utf8
    ) throws(TrainingError) {
        let opened = try TrainingFile(path)
        file = opened
        self.delimiter = delimiter
        self.encoding = encoding
        block.reserveCapacity(TrainingTable.blockSize + 1024)
        if encoding == .utf8WithMark { block += [0xEF, 0xBB, 0xBF] }
        append(header)
    }

    /// Writes one row.
    mutating func write(_ fields: [String]) throws(TrainingError) {
        append(fields)
        rows += 1
        if block.count >= TrainingTable.blockSize { try flush() }
    }

    /// Writes what is left.
    mutating func finish() throws(TrainingError) {
        try flush()
        try file.close()
    }

    private mutating func flush() throws(TrainingError) {
        try file.write(block)
        block.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { block.append(delimiter) }
            append(field)
        }
        block += [0x0D, 0x0A]
    }

    private mutating func append(_ field: String) {
        let needsQuotes = field.utf8.contains { byte in
            byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes else { return encode(field) }
        block.append(0x22)
        encode(field.replacing("\"", with: "\"\""))
        block.append(0x22)
    }

    private mutating func encode(_ text: String) {
        switch encoding {
        case .utf8, .utf8WithMark: block += text.utf8
        case .windows1252:
            for scalar in text.unicodeScalars {
                block.append(scalar.value < 0x100 ? UInt8(scalar.value) : UInt8(ascii: "?"))
            }
        }
    }
}
