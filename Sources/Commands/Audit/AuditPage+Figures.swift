import Audit
import Exchange
import Language

extension AuditPage {
    /// What the columns of the first table count, in their order.
    private static let columns: [(key: String, acts: Set<AuditAct>)] = [
        ("audit.column.asked", [.asked]),
        ("audit.column.opened", [.opened, .emergency]),
        (
            "audit.column.told",
            [.disclosed, .passedOn, .exported, .blind, .custodians]
        ),
        ("audit.column.refused", [.forbidden, .rejected]),
    ]

    /// Who did what, for what and by which decision.
    func summary() {
        people()
        output.line()
        purposes()
        output.line()
        acts()
    }

    private func people() {
        var table = TextTable(
            [
                .init(catalogue("audit.column.agency")), .init(catalogue("audit.column.officer")),
            ]
                + AuditPage.columns.map { .init(catalogue($0.key), side: .right) }
                + [
                    .init(catalogue("audit.column.other"), side: .right),
                    .init(catalogue("audit.column.all"), side: .right),
                ])
        let groups = report.summary.acts { [$0.grounds.agency?.text, $0.grounds.officer?.text] }
        let sorted = groups.sorted {
            let (one, other) = ($0.key.map { $0 ?? "~" }, $1.key.map { $0 ?? "~" })
            return one.lexicographicallyPrecedes(other)
        }
        for (names, counts) in sorted.prefix(options.rows) {
            let all = counts.values.reduce(0, +)
            let told = AuditPage.columns.map { column in
                counts.reduce(0) { $0 + (column.acts.contains($1.key) ? $1.value : 0) }
            }
            let isNobody = names.allSatisfy { $0 == nil }
            table.add(
                [
                    .init(isNobody ? catalogue("audit.nobody") : names[0] ?? "–"),
                    .init(names[1].map { String($0.prefix(12)) } ?? "–"),
                ]
                    + told.map { .init($0 == 0 ? "" : catalogue.grouped($0)) }
                    + [
                        .init(catalogue.grouped(all - told.reduce(0, +))),
                        .init(catalogue.grouped(all)),
                    ])
        }
        output.table(table)
        tellMore(than: options.rows, of: sorted.count)
    }

    private func purposes() {
        var table = TextTable([
            .init(catalogue("audit.column.purpose"), isFlexible: true),
            .init(catalogue("audit.column.basis")),
            .init(catalogue("audit.column.permitted"), side: .right),
            .init(catalogue("audit.column.forbidden"), side: .right),
            .init(catalogue("audit.column.unasked"), side: .right),
        ])
        var rows: [[String]: [Decision?: Int]] = [:]
        for (group, count) in report.summary.groups {
            let key = [group.grounds.purpose?.rawValue ?? "", group.grounds.basis?.text ?? ""]
            rows[key, default: [:]][group.decision, default: 0] += count
        }
        for (key, counts) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let purpose = Purpose(rawValue: key[0])
            let label = purpose.map { Phrase("audit.purpose.\($0.rawValue)") }
            table.add(
                [
                    .init(catalogue(label ?? Phrase("audit.purpose.none"))),
                    .init(key[1].isEmpty ? "–" : key[1]),
                ]
                    + [.permit, .forbid, nil].map { (decision: Decision?) in
                        let count = counts[decision] ?? 0
                        return .init(
                            count == 0 ? "" : catalogue.grouped(count),
                            decision == .forbid ? .stopped : nil)
                    })
        }
        output.table(table)
    }

    private func acts() {
        var table = TextTable([
            .init(catalogue("audit.column.what"), isFlexible: true),
            .init(catalogue("audit.column.entries"), side: .right),
        ])
        let counts = report.summary.acts { _ in 0 }[0] ?? [:]
        for act in AuditAct.allCases {
            guard let count = counts[act] else { continue }
            table.add([
                .init(catalogue(Phrase("audit.act.\(act.rawValue)"))),
                .init(catalogue.grouped(count)),
            ])
        }
        table.add([
            .init(catalogue("audit.column.all"), .strong),
            .init(catalogue.grouped(report.summary.total), .strong),
        ])
        output.table(table)
    }
}

extension AuditPage {
    /// Where the time went.
    func times() {
        guard let times = report.times, !times.rows.isEmpty else {
            say(Phrase("audit.empty.times"))
            return
        }
        var table = TextTable([
            .init(catalogue("audit.column.part"), isFlexible: true),
            .init(catalogue("audit.column.count"), side: .right),
            .init(catalogue("audit.column.median"), side: .right),
            .init(catalogue("audit.column.ninetieth"), side: .right),
            .init(catalogue("audit.column.slowest"), side: .right),
            .init(catalogue("audit.column.open"), side: .right),
        ])
        for row in times.rows {
            let name = row.node?.text ?? ""
            let label = Phrase("audit.part.\(row.part.rawValue)", ["node": .text(name)])
            let spans = [row.spans?.median, row.spans?.ninetieth, row.spans?.slowest]
            table.add(
                [.init(catalogue(label)), .init(catalogue.grouped(row.count))]
                    + spans.map { .init($0.map { AuditPage.span($0, catalogue) } ?? "–") }
                    + [
                        .init(
                            row.open == 0 ? "" : catalogue.grouped(row.open),
                            row.open == 0 ? nil : .open)
                    ])
        }
        output.table(table)
        for row in times.rows {
            guard let spans = row.spans, row.part == .whole else { continue }
            say(
                Phrase("audit.times.slowest", ["request": .text(spans.request.text)]),
                style: .faint)
        }
        let reversed = times.rows.reduce(0) { $0 + $1.reversed }
        if reversed > 0 {
            say(Phrase("audit.times.reversed", ["count": .count(reversed)]), style: .open)
        }
        say(Phrase("audit.times.note", ["traces": .count(times.traces)]), style: .faint)
    }

    /// A span in the unit in which it is read best, without the sign of what comes later.
    private static func span(_ milliseconds: Int64, _ catalogue: Catalogue) -> String {
        let text = RequestTime.span(milliseconds, catalogue)
        return text.hasPrefix("+") ? String(text.dropFirst()) : text
    }

    /// What is missing.
    func gaps() {
        guard !report.gaps.isEmpty else {
            say(Phrase("audit.empty.gaps"))
            return
        }
        var table = TextTable([
            .init(catalogue("audit.column.problem"), isFlexible: true),
            .init(catalogue("audit.column.count"), side: .right),
        ])
        for problem in AuditGap.Problem.allCases {
            let found = report.gaps.filter { $0.problem == problem }
            guard let first = found.first else { continue }
            table.add([
                .init(
                    catalogue(Phrase("audit.gap.\(problem.rawValue)")),
                    first.isRed ? .stopped : .open),
                .init(catalogue.grouped(found.count)),
            ])
        }
        output.table(table)
        output.line()
        var list = TextTable([
            .init(catalogue("audit.column.time")),
            .init(catalogue("audit.column.entry"), side: .right),
            .init(catalogue("audit.column.ledger"), isFlexible: true),
            .init(catalogue("audit.column.problem"), isFlexible: true),
        ])
        for gap in report.gaps.suffix(options.rows) {
            let about = [gap.about?.text, gap.other.map { "→ " + $0.text }].compactMap(\.self)
            let problem = catalogue(Phrase("audit.gap.\(gap.problem.rawValue)"))
            list.add([
                .init(gap.time.map(AuditTime.short) ?? "?"), .init("\(gap.index)"),
                .init(gap.node?.text ?? "–"),
                .init(
                    ([problem] + about).joined(separator: " · "), gap.isRed ? .stopped : .open),
            ])
        }
        output.table(list)
        tellMore(than: options.rows, of: report.gaps.count)
    }
}
