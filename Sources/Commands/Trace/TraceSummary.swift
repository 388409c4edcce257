import Books
import Chronology
import Language
import Tabular
import Tracing

/// What `rastro trace` prints when it is done: the answer first, then why, then where the files are.
struct TraceSummary {
    let findings: [Finding]
    let submission: Submission
    let desk: Desk
    let options: TraceOptions
    let session: Session

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }

    /// Notes on single rows that are shown; the rest are counted.
    private static let mostNotes = 5

    /// Writes the summary.
    func write() {
        headline()
        FindingsSummary(findings: findings, session: session).write()
        remarks()
        WrittenFiles(results: options.results, reports: options.reports).write(
            to: session, isApart: true)
    }

    private func headline() {
        let traced = findings.count { $0.outcome == .purchaser }
        output.paragraph(
            catalogue(
                Phrase(
                    "commands.summary.headline",
                    [
                        "traced": .count(traced), "all": .count(findings.count),
                        "share": .share(share(traced), places: 0),
                    ])), style: .strong)
        output.paragraph(
            catalogue(
                Phrase(
                    "commands.summary.asked",
                    [
                        "books": .count(desk.bookCount), "lines": .count(desk.lineCount),
                        "threshold": .decimal(options.threshold, places: 2),
                    ])))
        output.line()
    }

    private func remarks() {
        for file in submission.files {
            let key =
                file.unread.isEmpty
                ? Phrase("commands.summary.file", facts(of: file))
                : Phrase("commands.summary.file_in_part", facts(of: file))
            output.paragraph(catalogue(key))
            for caution in file.cautions {
                output.paragraph("  " + catalogue(caution), style: .faint, indent: 2)
            }
            note(file.unread.map { "\(file.name):\($0.row): \(catalogue($0.phrase))" })
        }
        note(
            desk.notes.map { note in
                let place = note.row.map { "\(note.file):\($0)" } ?? note.file
                return "\(place): \(catalogue(note.phrase))"
            })
    }

    private func facts(of file: Submission.File) -> [String: Fact] {
        [
            "file": .text(file.name), "rows": .count(file.rows),
            "problems": .count(file.unread.count),
        ]
    }

    /// Lists the first notes, and counts the others.
    private func note(_ notes: [String]) {
        for note in notes.prefix(TraceSummary.mostNotes) {
            output.paragraph("  " + note, style: .open, indent: 4)
        }
        if notes.count > TraceSummary.mostNotes {
            let more = notes.count - TraceSummary.mostNotes
            output.paragraph(
                "  " + catalogue(Phrase("commands.summary.more_notes", ["count": .count(more)])))
        }
    }

    private func share(_ count: Int) -> Double {
        Double(count) / Double(max(1, findings.count))
    }
}
