/// Mappings as people write them: in an argument, or in a small text file.
public enum Mapping: Sendable {
    /// The bytes that a mapping file may have.
    private static let fileLimit = 1 << 20

    /// Reads `folio=reference,marca=make`: heading, column letter or number, then the field.
    ///
    /// A comma that no `=` follows before the next comma belongs to a heading.
    ///
    /// - Throws: `badItem` when a part has no `=`, and when a heading stands twice.
    public static func parse(argument: String) throws(MappingError) -> [String: String] {
        var given: [String: String] = [:]
        var pending: [Substring] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            pending.append(part)
            guard part.contains("=") else { continue }
            try add(pending.joined(separator: ","), line: 0, to: &given)
            pending = []
        }
        let rest = pending.joined(separator: ",")
        if !rest.isBlank { throw .badItem(rest, line: 0) }
        return given
    }

    /// Reads the text of a mapping file: `column heading = field` a line, `#` begins a comment line.
    public static func parse(text: String) throws(MappingError) -> [String: String] {
        var given: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = String(line).trimmed
            if content.isEmpty || content.hasPrefix("#") { continue }
            try add(content, line: index + 1, to: &given)
        }
        return given
    }

    /// Reads a mapping file.
    public static func load(path: String) throws(MappingError) -> [String: String] {
        var bytes: [UInt8] = []
        do throws(TabularError) {
            let source = try FileSource(path: path, blockBytes: 1 << 16)
            while try source.readBlock(into: &bytes) > 0 {
                guard bytes.count <= fileLimit else {
                    throw .tooLarge(path, part: path, limit: fileLimit)
                }
            }
        } catch {
            throw .file(error)
        }
        if bytes.starts(with: TextEncoding.utf8.mark) { bytes.removeFirst(3) }
        let text = String(validating: bytes, as: UTF8.self) ?? Windows1252.text(bytes)
        return try parse(text: text)
    }

    /// Writes a mapping file, whole or not at all.
    public static func save(
        _ map: FieldMap, header: [String], path: String
    ) throws(MappingError) {
        do throws(TabularError) {
            var file = try AtomicFile(path: path)
            try file.write(Array(text(of: map, header: header).utf8))
            try file.commit()
        } catch {
            throw .file(error)
        }
    }

    /// The text of a mapping file, which `parse(text:)` reads back.
    public static func text(of map: FieldMap, header: [String]) -> String {
        map.assignments.map { assignment in
            let heading = assignment.heading
            let isTelling =
                !heading.isEmpty && !heading.hasPrefix("#") && header.count { $0 == heading } == 1
            let name =
                isTelling ? heading : Decimal.letters(ofColumn: assignment.column + 1)
            return "\(name) = \(assignment.field)\n"
        }.joined()
    }

    private static func add(
        _ item: String, line: Int, to given: inout [String: String]
    ) throws(MappingError) {
        // A heading may have an equals sign; a field's name has none.
        guard let equals = item.lastIndex(of: "=") else { throw .badItem(item, line: line) }
        let heading = String(item[..<equals]).trimmed
        let field = String(item[item.index(after: equals)...]).trimmed
        guard !heading.isEmpty, !field.isEmpty else { throw .badItem(item, line: line) }
        if let other = given[heading] {
            throw .columnTwice(heading, first: other, second: field)
        }
        given[heading] = field
    }
}
