import Delivery
import Encoding
import Exchange
import Language
import Ledger
import Nodes

/// The work of `rastro status`.
struct StatusJob {
    let options: StatusOptions
    let session: Session

    /// The work as the command starts it.
    static let job: StatusCommand.Job = { options, session in
        try await StatusJob(options: options, session: session).run()
    }

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let overview = try await reader.overview()
        let submissions = try await reader.submissions(atMost: 5)
        let emergencies = try await reader.emergencies(
            at: NodeSurroundings.ofProcess { _ in }.now())
        var before: [Int] = []
        for submission in submissions {
            before.append(try await reader.submittedBefore(submission.identifier))
        }
        await reader.close()
        let live = await (try? LocalClient(options.folder))?.status()
        let vault = live?["vault"]?.object.flatMap { VaultState($0) }
        headline(overview, isRunning: live != nil)
        ledger(overview, phase: live?["ledger"]?.string)
        if let vault { session.say(vault, in: options.folder) }
        conversations(overview)
        messages(overview)
        handedIn(submissions, before)
        session.say(emergencies, of: overview.configuration.name, in: options.folder)
        alarms(overview)
        let isAwaited = vault.map { !$0.isOpen && $0.waiting > 0 } ?? false
        let isCalm =
            overview.alarms.isEmpty && !isAwaited && !emergencies.contains(where: \.isOpen)
        return isCalm ? .done : .unsound
    }

    private func headline(_ overview: NodeOverview, isRunning: Bool) {
        let what = Phrase(isRunning ? "node.status.running" : "node.status.resting")
        output.paragraph(
            catalogue(
                Phrase(
                    "node.status.headline",
                    [
                        "name": .text(overview.configuration.name.text),
                        "country": .text(overview.configuration.jurisdiction),
                        "state": .phrase(what),
                    ])), style: .strong)
        for peer in overview.peers {
            output.paragraph(
                catalogue(
                    Phrase(
                        peer.isStopped ? "node.status.peerStopped" : "node.status.peer",
                        ["name": .text(peer.name.text), "url": .text(peer.url)])),
                style: peer.isStopped ? .stopped : nil)
        }
    }

    private func ledger(_ overview: NodeOverview, phase: String?) {
        let published = overview.checkpoint?.size ?? 0
        output.paragraph(
            catalogue(
                Phrase(
                    "node.status.ledger",
                    [
                        "published": .count(Int(clamping: published)),
                        "waiting": .count(
                            Int(clamping: overview.entries - min(published, overview.entries))),
                    ])))
        for (witness, time) in overview.cosigned {
            output.paragraph(
                catalogue(
                    Phrase(
                        "node.status.cosigned",
                        ["name": .text(witness), "time": .text(LedgerTime.text(time))])),
                indent: 2)
        }
        for (origin, size) in overview.witnessed {
            output.paragraph(
                catalogue(
                    Phrase(
                        "node.status.witnessed",
                        ["name": .text(origin), "size": .count(Int(clamping: size))])))
        }
        if phase == Publisher.Phase.stopped.rawValue {
            output.paragraph(catalogue(Phrase("node.status.stopped")), style: .stopped)
        }
    }

    private func conversations(_ overview: NodeOverview) {
        var table = TextTable([
            .init(catalogue(Phrase("node.status.requests"))),
            .init(catalogue(Phrase("node.status.count")), side: .right),
        ])
        for (part, counts) in overview.conversations {
            for count in counts {
                let label = Phrase(
                    part == .asking ? "node.status.asked" : "node.status.answering",
                    ["state": .phrase(RequestWords.state(count.state))])
                table.add([
                    .init(catalogue(label), RequestWords.style(count.state)),
                    .init(catalogue.grouped(count.count)),
                ])
            }
        }
        guard !table.rows.isEmpty else { return }
        output.line()
        output.table(table)
    }

    private func messages(_ overview: NodeOverview) {
        var table = TextTable([
            .init(catalogue(Phrase("node.status.messages"))),
            .init(catalogue(Phrase("node.status.count")), side: .right),
        ])
        for count in overview.messages {
            table.add([
                .init(catalogue(RequestWords.message(count.state))),
                .init(catalogue.grouped(count.count)),
            ])
        }
        if overview.missing > 0 {
            table.add([
                .init(catalogue(Phrase("node.message.missing")), .open),
                .init(catalogue.grouped(overview.missing)),
            ])
        }
        guard !table.rows.isEmpty else { return }
        output.line()
        output.table(table)
    }

    private func handedIn(_ submissions: [SubmissionOverview], _ before: [Int]) {
        guard !submissions.isEmpty else { return }
        var table = TextTable([
            .init(catalogue(Phrase("node.status.handedIn"))),
            .init(catalogue(Phrase("node.status.file")), isFlexible: true),
            .init(catalogue(Phrase("node.status.rows")), side: .right),
            .init(catalogue(Phrase("node.status.before")), side: .right),
            .init(catalogue(RequestWords.state("open")), side: .right),
        ])
        for (submission, before) in zip(submissions, before) {
            let open = submission.counts.first { $0.state == "open" }?.count ?? 0
            table.add([
                .init(LedgerTime.text(UInt64(submission.time.seconds))), .init(submission.file),
                .init(catalogue.grouped(submission.rows)), .init(catalogue.grouped(before)),
                .init(catalogue.grouped(open), open > 0 ? .open : .found),
            ])
        }
        output.line()
        output.table(table)
    }

    private func alarms(_ overview: NodeOverview) {
        guard !overview.alarms.isEmpty else { return }
        output.line()
        for alarm in overview.alarms { session.say(alarm) }
        session.say("node.alarms.hint", ["folder": .text(options.folder.path)])
    }
}

/// What is said of a request, and of a message, by the words of the tables.
enum RequestWords {
    /// How far a request has come.
    static func state(_ word: String) -> Phrase {
        switch word {
        case "answered": Phrase("node.request.answered")
        case "refused": Phrase("node.request.refused")
        case "expired": Phrase("node.request.expired")
        case "cancelled": Phrase("node.request.cancelled")
        default: Phrase("node.request.open")
        }
    }

    /// How far a message has come.
    static func message(_ word: String) -> Phrase {
        switch word {
        case "sending": Phrase("node.message.sending")
        case "delivered": Phrase("node.message.delivered")
        case "refused": Phrase("node.message.refused")
        case "expired": Phrase("node.message.expired")
        case "conflict": Phrase("node.message.conflict")
        default: Phrase("node.message.logged")
        }
    }

    /// The colour of a request's state.
    static func style(_ word: String) -> Style {
        switch word {
        case "answered": .found
        case "open": .open
        default: .stopped
        }
    }
}
