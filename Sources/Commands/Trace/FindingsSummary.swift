import Language
import Tracing

/// What findings come to, wherever they were made: outcomes, reasons, time-to-crime, and the caution.
struct FindingsSummary {
    let findings: [Finding]
    let session: Session

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }

    /// The most commonly wanted bound: short time-to-crime is up to three years.
    private static let shortDays = 1095

    /// Writes the summary.
    func write() {
        outcomes()
        failures()
        timeToCrime()
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
            let short = days.count { $0 <= FindingsSummary.shortDays }
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
