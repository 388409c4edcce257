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

    /// The most commonly wanted bound: short time-to-crime is up to three years.
    private static let shortDays = 1095
    /// Notes on single rows that are shown; the rest are counted.
    private static let mostNotes = 5

    /// Writes the summary.
    func write() {
        headline()
        outcomes()
        failures()
        timeToCrime()
        remarks()
        files()
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

    private func outcomes() {
        var table = TextTable([
            .init(catalogue(Phrase("commands.summary.outcome"))),
            .init(catalogue(Phrase("commands.summary.count")), side: .right),
            .init(catalogue(Phrase("commands.summary.share")), side: .right),
        ])
        for outcome in Outcome.allCases {
            let count = findings.count { $0.outcome == outcome }
            guard count > 0 else { continue }
            table.add([
                .init(catalogue(outcome.label), style(of: outcome)),
                .init(catalogue.grouped(count)),
                .init(catalogue(.share(share(count), places: 1))),
            ])
        }
        output.table(table)
        output.line()
    }

    private func failures() {
        var counts: [Closure: Int] = [:]
        for finding in findings where finding.outcome != .purchaser {
            counts[finding.closure, default: 0] += 1
        }
        guard !counts.isEmpty else { return }
        var table = TextTable([
            .init(catalogue(Phrase("commands.summary.why")), isFlexible: true),
            .init(catalogue(Phrase("commands.summary.count")), side: .right),
            .init(catalogue(Phrase("commands.summary.mender"))),
        ])
        for (closure, count) in counts.sorted(by: {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }) {
            table.add([
                .init(catalogue(closure.label)), .init(catalogue.grouped(count)),
                .init(catalogue(closure.mender.label)),
            ])
        }
        output.table(table)
        output.line()
    }

    private func timeToCrime() {
        let days = findings.compactMap(\.daysToCrime).sorted()
        if !days.isEmpty {
            let short = days.count { $0 <= TraceSummary.shortDays }
            output.paragraph(
                catalogue(
                    Phrase(
                        "commands.summary.time",
                        [
                            "median": .decimal(Double(days[days.count / 2]) / 365.25, places: 1),
                            "short": .share(Double(short) / Double(days.count), places: 0),
                            "count": .count(days.count),
                        ])))
        }
        let twice = findings.count { $0.duplicateOf != nil }
        if twice > 0 {
            output.paragraph(
                catalogue(Phrase("commands.summary.duplicates", ["count": .count(twice)])))
        }
        let sealed = findings.count(where: \.isPurchaserSealed)
        if sealed > 0 {
            output.paragraph(
                catalogue(Phrase("commands.summary.sealed", ["count": .count(sealed)])))
        }
        output.paragraph(catalogue(Phrase("commands.summary.lead")), style: .open)
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

    private func files() {
        let results = catalogue(Phrase("commands.summary.results"))
        let report = catalogue(Phrase("commands.summary.report"))
        var table = TextTable([.init(), .init()])
        for file in options.results { table.add([.init(results), .init(file.path, .accent)]) }
        for file in options.reports { table.add([.init(report), .init(file.path, .accent)]) }
        guard !table.rows.isEmpty else { return }
        output.line()
        output.table(table)
    }

    private func share(_ count: Int) -> Double {
        Double(count) / Double(max(1, findings.count))
    }

    private func style(of outcome: Outcome) -> Style {
        switch outcome {
        case .purchaser: .found
        case .ambiguous: .open
        default: .stopped
        }
    }
}
