import Firearms

extension ByteWriter {
    mutating func add(_ descriptions: [RawDescriptor]) {
        add(UInt32(descriptions.count))
        for raw in descriptions {
            for text in [raw.make, raw.importer, raw.model, raw.calibre, raw.kind] { add(text) }
        }
    }

    mutating func add(_ columns: LineColumns) {
        add(columns.descriptionOf)
        add(columns.rows)
        add(columns.acquired)
        add(columns.disposed)
        add(columns.serialStarts)
        add(UInt32(columns.serials.count))
        add(columns.serials)
    }
}

extension ByteReader {
    mutating func descriptions() throws(LinesFileError) -> [RawDescriptor] {
        var descriptions: [RawDescriptor] = []
        for _ in 0..<(try count(of: 20, atMost: Book.mostDescriptions)) {
            descriptions.append(
                RawDescriptor(
                    make: try text(), importer: try text(), model: try text(),
                    calibre: try text(), kind: try text()))
        }
        return descriptions
    }
}

extension LineColumns {
    init(
        _ reader: inout ByteReader, count: Int, descriptions: Int
    ) throws(LinesFileError) {
        descriptionOf = try reader.numbers(count)
        rows = try reader.numbers(count)
        acquired = try reader.numbers(count)
        disposed = try reader.numbers(count)
        serialStarts = try reader.numbers(count + 1)
        serials = try reader.numbers(try reader.count(of: 1))
        guard descriptionOf.allSatisfy({ $0 < descriptions }), serialStarts[0] == 0,
            Int(serialStarts[count]) == serials.count,
            (0..<count).allSatisfy({ serialStarts[$0] <= serialStarts[$0 + 1] })
        else { throw .damaged }
    }
}
