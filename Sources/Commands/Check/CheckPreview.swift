import FoundationEssentials
import Language
import Tabular
import Tracing

/// Shows what `rastro check` found: rows that could not be read, each field, the values to look at,
/// and then how the file was understood.
struct CheckPreview {
    let sheet: RecoverySheet
    let tally: SheetTally
    let problems: [FieldTable.Problem]
    let session: Session

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }

    /// The bad rows that are listed; the rest are counted.
    private static let mostProblems = 10

    /// Writes the preview for a person.
    func write() {
        output.paragraph(
            catalogue(Phrase("commands.check.rows", ["count": .count(tally.rows)])), style: .strong)
        output.line()
        writeProblems()
        writeFields()
        writeExamples()
        writeMapping()
        for remark in sheet.remarks {
            output.paragraph(catalogue(remark), style: .faint, indent: 2)
        }
        output.line()
        output.paragraph(
            catalogue(Phrase("commands.check.next", ["file": .text(sheet.name)])))
    }

    private func writeMapping() {
        var table = TextTable([
            .init(catalogue(Phrase("commands.check.heading")), isFlexible: true),
            .init(catalogue(Phrase("commands.check.field"))),
            .init(catalogue(Phrase("commands.check.code"))),
            .init(catalogue(Phrase("commands.check.how")), isFlexible: true),
            .init(catalogue(Phrase("commands.check.example_value")), isFlexible: true),
        ])
        for column in sheet.table.columns {
            guard let assignment = column.assignment else {
                let unused = catalogue(Phrase("commands.check.unmapped"))
                table.add([.init(column.heading), .init(unused, .faint)])
                continue
            }
            table.add([
                .init(column.heading), .init(word(assignment.field)),
                .init(assignment.field, .faint),
                .init(catalogue(assignment.basis.phrase), .faint),
                .init(String(assignment.example.prefix(40)), .faint),
            ])
        }
        output.table(table)
        output.line()
    }

    private func writeFields() {
        for group in [0..<6, 6..<7, 7..<10] {
            let fields = tally.fields[group].filter { sheet.has($0.name) }
            guard let states = fields.first?.states else { continue }
            var table = TextTable(
                [.init(catalogue(Phrase("commands.check.field")))]
                    + states.map {
                        .init(catalogue(Phrase("commands.state.\($0)")), side: .right)
                    })
            for field in fields {
                table.add(
                    [.init(word(field.name))]
                        + states.map { .init(catalogue.grouped(field.tally.counts[$0] ?? 0)) })
            }
            output.table(table)
            output.line()
        }
        let absent = tally.fields.filter { !sheet.has($0.name) }.map {
            Phrase("commands.field.\($0.name)")
        }
        if !absent.isEmpty {
            output.paragraph(
                catalogue(Phrase("commands.check.absent", ["fields": .list(absent)])), indent: 2)
            output.line()
        }
        let days = tally.daysBetween.sorted()
        guard !days.isEmpty else { return }
        output.paragraph(
            catalogue(
                Phrase(
                    "commands.check.days",
                    ["count": .count(days.count), "median": .count(days[days.count / 2])])))
        output.line()
    }

    private func writeExamples() {
        var table = TextTable([
            .init(catalogue(Phrase("commands.check.field"))),
            .init(catalogue(Phrase("commands.check.value")), isFlexible: true),
            .init(catalogue(Phrase("commands.summary.count")), side: .right),
            .init(catalogue(Phrase("commands.check.in_rows")), isFlexible: true),
        ])
        for field in tally.fields {
            for example in field.tally.examples.prefix(5) {
                table.add([
                    .init(word(field.name)), .init(example.value),
                    .init(catalogue.grouped(example.count)), .init(rows(example), .faint),
                ])
            }
        }
        guard !table.rows.isEmpty else { return }
        output.paragraph(catalogue(Phrase("commands.check.look")), style: .strong)
        output.table(table)
        output.line()
    }

    /// What people call a field.
    private func word(_ field: String) -> String {
        catalogue(Phrase("commands.field.\(field)"))
    }

    private func rows(_ example: FieldTally.Example) -> String {
        let listed = example.rows.map(String.init).joined(separator: ", ")
        return example.count > example.rows.count ? listed + " …" : listed
    }

    private func writeProblems() {
        guard !problems.isEmpty else { return }
        output.paragraph(
            catalogue(Phrase("commands.check.unread", ["count": .count(problems.count)])),
            style: .strong)
        for problem in problems.prefix(CheckPreview.mostProblems) {
            output.paragraph(
                "\(sheet.name):\(problem.row): \(catalogue(problem.phrase))", style: .stopped,
                indent: 2)
        }
        let more = problems.count - CheckPreview.mostProblems
        if more > 0 {
            output.paragraph(
                catalogue(Phrase("commands.summary.more_notes", ["count": .count(more)])))
        }
        output.line()
    }

    /// Writes the preview for another program.
    func writeJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(Answer(self))
        output.write(String(decoding: bytes, as: UTF8.self) + "\n")
    }

    /// The preview as JSON has it.
    private struct Answer: Encodable {
        struct Column: Encodable {
            let heading: String
            let field: String?
        }

        struct Example: Encodable {
            let value: String
            let count: Int
            let rows: [Int]
        }

        struct Field: Encodable {
            let counts: [String: Int]
            let examples: [Example]

            /// The states stand beside `examples`, each under its own name.
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                for (state, count) in counts { try container.encode(count, forKey: Key(state)) }
                try container.encode(examples, forKey: Key("examples"))
            }
        }

        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        let rows: Int
        let problems: Int
        let columns: [Column]
        let fields: [String: Field]

        init(_ preview: CheckPreview) {
            rows = preview.tally.rows
            problems = preview.problems.count
            columns = preview.sheet.table.columns.map { column in
                Column(heading: column.heading, field: column.assignment?.field)
            }
            fields = preview.tally.fields.reduce(into: [:]) { fields, field in
                let counts = field.states.map { ($0, field.tally.counts[$0] ?? 0) }
                fields[field.name] = Field(
                    counts: Dictionary(uniqueKeysWithValues: counts),
                    examples: field.tally.examples.map { example in
                        Example(value: example.value, count: example.count, rows: example.rows)
                    })
            }
        }
    }
}
