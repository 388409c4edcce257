public import Language

/// Why the columns of a table could not be assigned to fields.
public enum MappingError: Error, Hashable, Sendable, Sayable {
    /// Needed fields have no column.
    case unmapped(fields: [String], headings: [String])
    /// Two columns claim one field about equally well.
    case rivals(field: String, first: String, second: String)
    /// The mapping names a heading that the table does not have.
    case unknownHeading(String, headings: [String])
    /// The mapping names a heading that two columns have; the letters are theirs.
    case ambiguousHeading(String, letters: [String])
    /// The mapping names a field that does not exist.
    case unknownField(String, fields: [String])
    /// The mapping gives one field to two columns.
    case fieldTwice(String, first: String, second: String)
    /// The mapping gives one column to two fields.
    case columnTwice(String, first: String, second: String)
    /// A part of a mapping is not `heading=field`; the line is 0 for one given in an argument.
    case badItem(String, line: Int)
    /// The file of a mapping can not be read or written.
    case file(TabularError)

    /// What was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .unmapped(let fields, let headings):
            return Phrase(
                "tabular.mapping.unmapped",
                [
                    "fields": Self.list(fields), "headings": Self.list(headings),
                    "example": .text("--map \(Self.example(headings))=\(fields.first ?? "")"),
                ])
        case .rivals(let field, let first, let second):
            return Phrase(
                "tabular.mapping.rivals",
                [
                    "field": .text(field), "first": .text(first), "second": .text(second),
                    "example": .text("--map \"\(first)=\(field),\(second)=\(FieldMap.ignored)\""),
                ])
        case .unknownHeading(let heading, let headings):
            return Phrase(
                "tabular.mapping.unknown_heading",
                ["heading": .text(heading), "headings": Self.list(headings)])
        case .ambiguousHeading(let heading, let letters):
            return Phrase(
                "tabular.mapping.ambiguous_heading",
                ["heading": .text(heading), "letters": Self.list(letters)])
        case .unknownField(let field, let fields):
            return Phrase(
                "tabular.mapping.unknown_field",
                ["field": .text(field), "fields": Self.list(fields)])
        case .fieldTwice(let field, let first, let second):
            return Phrase(
                "tabular.mapping.field_twice",
                ["field": .text(field), "first": .text(first), "second": .text(second)])
        case .columnTwice(let heading, let first, let second):
            return Phrase(
                "tabular.mapping.column_twice",
                ["heading": .text(heading), "first": .text(first), "second": .text(second)])
        case .badItem(let item, let line):
            let facts: [String: Fact] = [
                "item": .text(String(item.prefix(80))), "line": .text(String(line)),
            ]
            if line == 0 { return Phrase("tabular.mapping.bad_item", facts) }
            return Phrase("tabular.mapping.bad_line", facts)
        case .file(let error): return error.phrase
        }
    }

    private static func list(_ names: [String]) -> Fact {
        .text(names.map { $0.isEmpty ? "·" : $0 }.joined(separator: ", "))
    }

    /// A heading to show how a mapping is written.
    private static func example(_ headings: [String]) -> String {
        let heading = headings.first { !$0.isEmpty } ?? "A"
        return heading.contains(" ") ? "\"\(heading)\"" : heading
    }
}
