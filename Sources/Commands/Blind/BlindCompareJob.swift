import BlindLookup
import Cryptography
import Exchange
import Inquiries
import Language
import Nodes
import Policy
import Tabular

/// The work of `rastro blind compare`.
struct BlindCompareJob {
    let options: BlindCompareOptions
    let session: Session

    /// The work as the command starts it.
    static let job: BlindCompareCommand.Job = { options, session in
        try await BlindCompareJob(options: options, session: session).run()
    }

    private typealias Row = (row: BlindSheet.Row, forms: [NormalForm])

    private func run() async throws -> ExitCode {
        let sheet = try BlindSheet(
            options.file, options.reading, tables: options.tables, in: session)
        sheet.note(in: session)
        let settings = options.configuration.blind
        let rows = sheet.rows.map { row in
            (row: row, forms: NormalForm.forms(of: row.firearm, settings.rule))
        }
        var forms: [NormalForm] = []
        var known: Set<NormalForm> = []
        for form in rows.flatMap(\.forms) where known.insert(form).inserted { forms.append(form) }
        guard !forms.isEmpty else {
            return complain("node.blind.empty", ["file": .text(options.file)], .unusable)
        }
        let digest = Digest.sha256(Array(forms.map(\.text).joined(separator: "\n").utf8))
        let begun = try await LocalAsking.ask(options.folder) {
            try await $0.begin(digest, options.terms)
        }
        switch begun {
        case .forbidden(let refusal): return try explain(refusal)
        case .noPeer: return complain("node.blind.noPeer", [:], .unusable)
        case .closed: return complain("node.blind.closed", [:], .unsound)
        case .begun(let comparing): return try await compare(rows, forms, comparing)
        }
    }

    private func compare(
        _ rows: [Row], _ forms: [NormalForm], _ comparing: Comparing
    ) async throws -> ExitCode {
        let settings = options.configuration.blind
        let now = NodeSurroundings.ofProcess(say: { _ in }).now()
        guard let period = ComparisonPeriod(at: now.seconds, days: Int(settings.periodDays)) else {
            return .failed
        }
        if comparing.isKnown { say("node.blind.takenUp", ["peer": .text(comparing.peer.text)]) }
        var terms = options.terms
        terms.peer = comparing.peer
        let client = try LocalClient(options.folder)
        let comparison = Comparison(
            client: client, comparing: comparing, terms: terms, settings: settings,
            period: period, forms: forms, lanes: Processors.count)
        let progress = session.progress(Phrase("node.blind.waiting"), total: forms.count)
        let outcome: Comparison.Outcome
        do {
            outcome = try await comparison.run { progress.advance(by: $0) }
            progress.finish()
        } catch let trouble as Comparison.Trouble {
            progress.finish()
            if trouble.isFinal { try await client.end(comparing.identifier) }
            return try tell(trouble, comparing.peer)
        }
        try write(rows, outcome)
        summarise(rows, outcome, comparing.peer)
        guard let refusal = outcome.refusal else {
            try await client.end(comparing.identifier)
            return .done
        }
        if refusal.isFinal { try await client.end(comparing.identifier) }
        return try tell(refusal, comparing.peer)
    }

    private func summarise(_ rows: [Row], _ outcome: Comparison.Outcome, _ peer: NodeName) {
        let answers = rows.map { BlindMatch($0.forms, outcome) }
        let compared = answers.count { $0 == .yes || $0 == .no }
        say(
            "node.blind.found",
            [
                "count": .count(answers.count { $0 == .yes }), "of": .count(compared),
                "peer": .text(peer.text),
            ], .strong)
        let without = answers.count { $0 == .notCompared }
        if without > 0 { say("node.blind.leftOut", ["count": .count(without)], .open) }
        let open = answers.count { $0 == .open }
        if open > 0 {
            say("node.blind.unanswered", ["peer": .text(peer.text), "count": .count(open)], .open)
        }
        for result in options.results { say("node.blind.written", ["file": .text(result.path)]) }
        say("node.blind.caution", [:], .open)
    }

    private func write(_ rows: [Row], _ outcome: Comparison.Outcome) throws {
        for result in options.results {
            var writer = try TableWriter(
                path: result.path, header: ["row", "recovery", "match", "reasons"],
                format: result.format == .xlsx ? .xlsx : .csv)
            for row in rows {
                let match = BlindMatch(row.forms, outcome)
                try writer.write([
                    .integer(row.row.number), .text(row.row.reference), .text(match.rawValue),
                    .text(match.phrase.map { session.catalogue($0) } ?? ""),
                ])
            }
            try writer.finish()
        }
    }

    /// Says why nothing more was compared, and what can be done.
    private func tell(_ trouble: Comparison.Trouble, _ peer: NodeName) throws -> ExitCode {
        let settings = options.configuration.blind
        let name: [String: Fact] = ["peer": .text(peer.text)]
        switch trouble {
        case .forbidden(let refusal): return try explain(refusal)
        case .refused(let refusal): return complain(refusal.key, name, .unsound)
        case .notTaken(let code):
            return complain(
                "node.blind.notTaken", ["peer": .text(peer.text), "code": .text(code)], .unsound)
        case .otherTerms(let rule, let period):
            return complain(
                rule == settings.rule ? "node.blind.otherPeriods" : "node.blind.otherForm",
                [
                    "peer": .text(peer.text), "form": .text(rule.rawValue),
                    "own": .text(settings.rule.rawValue), "days": .count(Int(settings.periodDays)),
                    "number": .text(String(period.number)),
                ], .unusable)
        case .changed: return complain("node.blind.changed", name, .unsound)
        case .unproved: return complain("node.blind.unproved", name, .unsound)
        case .lost: return complain("node.blind.lost", name, .unsound)
        }
    }

    /// Says why the own policy refuses, and what would have to change.
    private func explain(_ refusal: PolicyRefusal) throws -> ExitCode {
        try RefusalNote(folder: options.folder, session: session).tell(
            refusal, of: Phrase("node.blind.forbidden"))
    }

    private func say(_ key: String, _ facts: [String: Fact], _ style: Style? = nil) {
        session.output.paragraph(session.catalogue(Phrase(key, facts)), style: style)
    }

    private func complain(_ key: String, _ facts: [String: Fact], _ code: ExitCode) -> ExitCode {
        session.complain(Phrase(key, facts))
        return code
    }
}

/// What a comparison says of a row.
enum BlindMatch: String {
    case yes, no
    /// The other node has not answered about it.
    case open
    /// It has no form: no whole serial, or a maker that the tables do not know.
    case notCompared = "not_compared"

    /// What is said of a firearm with such forms: one that stands in the list is enough.
    init(_ forms: [NormalForm], _ outcome: Comparison.Outcome) {
        if forms.isEmpty {
            self = .notCompared
        } else if forms.contains(where: outcome.matches.contains) {
            self = .yes
        } else if forms.allSatisfy(outcome.compared.contains) {
            self = .no
        } else {
            self = .open
        }
    }

    /// What is said beside it.
    var phrase: Phrase? {
        switch self {
        case .yes: Phrase("node.blind.reason")
        case .no: nil
        case .open: Phrase("node.blind.rowOpen")
        case .notCompared: Phrase("node.blind.rowWithout")
        }
    }
}

extension Comparison.Trouble {
    /// Tells whether the comparison can not be taken up again as it is.
    var isFinal: Bool {
        switch self {
        case .refused(.otherPeriod), .refused(.otherRule), .refused(.noSuchPart), .changed,
            .unproved, .otherTerms, .forbidden:
            true
        case .refused, .notTaken, .lost: false
        }
    }
}

extension BlindReply.Refusal {
    /// The text that says what it means and what can be done.
    fileprivate var key: String {
        switch self {
        case .otherPeriod: "node.blind.refusedPeriod"
        case .otherRule: "node.blind.refusedForm"
        case .officer: "node.blind.refusedOfficer"
        case .peer: "node.blind.refusedNode"
        case .noSuchPart: "node.blind.changed"
        case .noList: "node.blind.refusedNoList"
        case .policy: "node.blind.refusedPolicy"
        }
    }
}
