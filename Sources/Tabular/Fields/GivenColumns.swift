/// A mapping that was given, held against the table that it is for.
struct GivenColumns {
    private(set) var fields: [(column: Int, field: String)] = []
    private(set) var ignored: [Int] = []

    init(
        _ given: [String: String], header: [String], fields specs: [FieldSpec]
    ) throws(MappingError) {
        var names: [Int: String] = [:]
        // In a fixed order, so that of two mistakes the same one is reported in every run.
        for (key, field) in given.sorted(by: { $0.key < $1.key }) {
            let column = try GivenColumns.column(key, in: header)
            guard field == FieldMap.ignored || specs.contains(where: { $0.id == field }) else {
                throw .unknownField(field, fields: specs.map(\.id))
            }
            if let other = names[column] {
                throw .columnTwice(header[column], first: other, second: field)
            }
            names[column] = field
            if field == FieldMap.ignored {
                ignored.append(column)
                continue
            }
            if let other = fields.first(where: { $0.field == field }) {
                throw .fieldTwice(field, first: header[other.column], second: header[column])
            }
            fields.append((column, field))
        }
    }

    /// The column of a heading, or of a letter or number where no heading is so called.
    private static func column(
        _ key: String, in header: [String]
    ) throws(MappingError) -> Int {
        let exact = header.indices.filter { header[$0] == key.trimmed }
        let folded = Heading(key)
        let alike = header.indices.filter {
            !folded.words.isEmpty && Heading(header[$0]).words == folded.words
        }
        let found = exact.isEmpty ? alike : exact
        if found.count > 1 {
            throw .ambiguousHeading(
                key, letters: found.map { Decimal.letters(ofColumn: $0 + 1) })
        }
        if let column = found.first { return column }
        if let column = place(key.trimmed), header.indices.contains(column) { return column }
        throw .unknownHeading(key, headings: header)
    }

    private static func place(_ key: String) -> Int? {
        if let number = Int(key), number > 0 { return number - 1 }
        let letters = Array(key.uppercased().utf8)
        guard (1...3).contains(letters.count),
            letters.allSatisfy({ (0x41...0x5A).contains($0) }),
            let column = Decimal.column(letters.span)
        else { return nil }
        return column - 1
    }
}
