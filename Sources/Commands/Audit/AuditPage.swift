import Audit
import Encoding
import Exchange
import Language
import Policy
import Tabular

/// What an audit shows of what it found, and the files that it writes.
struct AuditPage {
    let report: AuditReport
    let ledger: ReadLedger
    let options: AuditOptions
    let session: Session
    /// The policies whose rules can be said in words.
    let policies: [Policy]
    let now: Moment
    /// Other ledgers that were read beside it.
    let beside: [ReadLedger]
    /// The entry by which leave was given to open what is closed; `nil` where nobody asked.
    var leave: UInt64?

    var output: Terminal { session.output }
    var catalogue: Catalogue { session.catalogue }

    /// Shows and writes everything.
    func finish() throws -> ExitCode {
        tellLedger()
        for question in options.questions {
            output.line()
            show(question)
        }
        tellRed()
        if options.questions == [.summary] {
            output.line()
            say(Phrase("audit.next"), style: .faint)
        }
        try write()
        return ledger.isSound && ledger.unsigned.isEmpty && !report.isRed ? .done : .unsound
    }

    func say(_ phrase: Phrase, style: Style? = nil, indent: Int = 0) {
        output.paragraph(catalogue(phrase), style: style, indent: indent)
    }

    private func show(_ question: AuditQuestion) {
        output.paragraph(
            catalogue(Phrase("audit.title.\(question.rawValue)")), style: .strong)
        switch question {
        case .summary: summary()
        case .disclosed: list(report.disclosed, question)
        case .refused:
            list(report.refused, question)
            rules(of: report.refused)
        case .entries: list(report.entries, question)
        case .emergencies: emergencies()
        case .times: times()
        case .gaps: gaps()
        }
    }

    /// What was read, and what it is worth.
    private func tellLedger() {
        let name = ledger.origin ?? ""
        say(
            Phrase(
                ledger.origin == nil ? "audit.ledger.unpublished" : "audit.ledger.size",
                [
                    "name": .text(name), "read": .count(Int(clamping: ledger.read)),
                    "size": .count(Int(clamping: ledger.size)),
                ]), style: .strong)
        for problem in ledger.problems {
            output.paragraph("✗ " + catalogue(problem.phrase), style: .stopped, indent: 2)
        }
        if ledger.isSound, ledger.origin != nil {
            say(
                Phrase(ledger.isKeyed ? "audit.ledger.signed" : "audit.ledger.keyless"),
                style: ledger.isKeyed ? .found : .open)
        }
        for (name, time) in ledger.cosigned {
            say(
                Phrase(
                    "commands.ledger.cosigned",
                    ["name": .text(name), "time": .text(LedgerTime.text(time))]), style: .found)
        }
        for name in ledger.unsigned {
            say(Phrase("audit.ledger.unsigned", ["name": .text(name)]), style: .stopped)
        }
        if let tiles = ledger.tiles, ledger.isSound {
            say(Phrase("audit.ledger.tiles", ["tiles": .count(tiles)]), style: .found)
        }
        if ledger.waiting > 0 {
            say(Phrase("audit.ledger.waiting", ["waiting": .count(ledger.waiting)]), style: .open)
        }
        if let first = report.first, let last = report.last {
            say(
                Phrase(
                    "audit.ledger.selected",
                    [
                        "selected": .count(report.selected),
                        "first": .text(AuditTime.text(first)), "last": .text(AuditTime.text(last)),
                    ]))
        } else {
            say(Phrase("audit.ledger.none"))
        }
        for other in beside {
            say(
                Phrase(
                    "audit.ledger.beside",
                    [
                        "name": .text(other.origin ?? ""),
                        "read": .count(Int(clamping: other.read)),
                    ]))
        }
        if options.questions.contains(.gaps), beside.isEmpty {
            say(Phrase("audit.ledger.alone"), style: .open)
        }
        if let leave { say(Phrase("audit.ledger.leave", ["entry": .text("\(leave)")])) }
    }

    /// What must be looked at, whatever was asked.
    private func tellRed() {
        let emergencies = report.emergencies.emergencies.filter(\.isRed).count
        let gaps = report.gaps.filter(\.isRed).count
        guard emergencies + gaps > 0 else { return }
        output.line()
        if emergencies > 0 {
            say(Phrase("audit.red.emergencies", ["count": .count(emergencies)]), style: .stopped)
        }
        if gaps > 0 { say(Phrase("audit.red.gaps", ["count": .count(gaps)]), style: .stopped) }
    }

    /// Says that there is more than what is shown.
    func tellMore(than shown: Int, of all: Int) {
        guard all > shown else { return }
        say(
            Phrase("audit.more", ["shown": .count(shown), "all": .count(all)]), style: .faint)
    }

    private func write() throws {
        if let path = options.json {
            try OutputFile.write(AuditJSON(page: self).bytes, to: path)
            say(Phrase("audit.written", ["file": .text(path)]))
        }
        guard let path = options.csv, let question = options.questions.first else { return }
        let sheet = report.sheet(question)
        var writer = try TableWriter(path: path, header: sheet.columns, format: .csv)
        for row in sheet.rows { try writer.write(row.map(AuditPage.cell)) }
        try writer.finish()
        say(Phrase("audit.written", ["file": .text(path)]))
    }
}

extension AuditPage {
    /// A value of a sheet as a cell.
    private static func cell(_ value: JSONValue) -> Cell {
        switch value {
        case .string(let text): .text(text)
        case .integer(let number): .integer(Int(number))
        case .null, .bool, .array, .object: .blank
        }
    }
}

/// Moments as an audit has them: to the second, in Universal Time, and short enough for a table.
enum AuditTime {
    /// The day and the time of day.
    static func text(_ moment: Moment) -> String { LedgerTime.text(UInt64(moment.seconds)) }

    /// The day and the time of day to the minute.
    static func short(_ moment: Moment) -> String { String(text(moment).prefix(16)) }
}
