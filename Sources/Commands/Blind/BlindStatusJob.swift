import BlindLookup
import Chronology
import Exchange
import Language
import Nodes

/// The work of `rastro blind status`.
struct BlindStatusJob {
    let options: BlindStatusOptions
    let session: Session

    /// The work as the command starts it.
    static let job: BlindStatusCommand.Job = { options, session in
        try await BlindStatusJob(options: options, session: session).run()
    }

    private var catalogue: Catalogue { session.catalogue }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let overview = try await reader.blindOverview()
        await reader.close()
        terms(overview)
        lists(overview)
        counts(overview)
        return .done
    }

    private func terms(_ overview: BlindOverview) {
        let terms = overview.terms
        say(
            "node.blind.terms",
            ["form": .text(terms.rule.rawValue), "days": .count(Int(terms.periodDays))], .strong)
        if let period = overview.period {
            let first = Day(number: Int32(clamping: Int64(period.number) * terms.periodDays))
            let next = Day(number: Int32(clamping: Int64(period.number + 1) * terms.periodDays))
            say(
                "node.blind.period",
                [
                    "number": .text(String(period.number)), "from": .text(first.description),
                    "until": .text(next.description),
                ])
        } else {
            say("node.blind.noPeriod", [:])
        }
        say(
            "node.blind.limits",
            [
                "officer": .count(Int(terms.perOfficer)), "node": .count(Int(terms.perNode)),
            ])
        if overview.open > 0 { say("node.blind.open", ["count": .count(overview.open)], .open) }
        if overview.begun > 0 { say("node.blind.begun", ["count": .count(overview.begun)]) }
    }

    private func lists(_ overview: BlindOverview) {
        guard !overview.lists.isEmpty else { return say("node.blind.noList", [:]) }
        say("node.blind.forms", ["count": .count(overview.forms)])
        var table = TextTable([
            .init(catalogue(Phrase("node.blind.list")), isFlexible: true),
            .init(catalogue(Phrase("node.blind.time"))),
            .init(catalogue(Phrase("node.status.rows")), side: .right),
            .init(catalogue(Phrase("node.blind.without")), side: .right),
        ])
        for list in overview.lists {
            table.add([
                .init(list.name), .init(LedgerTime.text(UInt64(list.time.seconds))),
                .init(catalogue.grouped(list.firearms)), .init(catalogue.grouped(list.leftOut)),
            ])
        }
        session.output.line()
        session.output.table(table)
    }

    private func counts(_ overview: BlindOverview) {
        guard !overview.nodes.isEmpty else { return }
        var table = TextTable([
            .init(catalogue(Phrase("node.blind.asker")), isFlexible: true),
            .init(catalogue(Phrase("node.blind.when"))),
            .init(catalogue(Phrase("node.blind.answers")), side: .right),
        ])
        for count in overview.nodes {
            table.add([
                .init(count.node),
                .init(
                    catalogue(
                        Phrase("node.blind.inPeriod", ["number": .text(String(count.unit))]))),
                .init(catalogue.grouped(count.used)),
            ])
            for officer in overview.officers where officer.node == count.node {
                table.add([
                    .init("  " + officer.officer),
                    .init(Day(number: Int32(clamping: officer.unit)).description),
                    .init(catalogue.grouped(officer.used)),
                ])
            }
        }
        session.output.line()
        session.output.table(table)
    }

    private func say(_ key: String, _ facts: [String: Fact], _ style: Style? = nil) {
        session.output.paragraph(catalogue(Phrase(key, facts)), style: style)
    }
}
