import Books
import Exchange
import Firearms
import Front
import Language
import Nodes
import Tracing

/// The work of `rastro serve`.
struct ServeJob {
    let options: ServeOptions
    let session: Session

    /// The work as the command starts it.
    static let job: ServeCommand.Job = { options, session in
        try await ServeJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        session.closeProcess()
        let surroundings = NodeSurroundings.ofProcess { [session] news in
            session.errors.paragraph(session.catalogue(news.phrase), style: news.style, indent: 2)
        }
        let configuration = try NodeConfiguration(options.folder)
        let hasFront = configuration.channel == .front
        let service = try await NodeService(options.folder, surroundings: surroundings)
        let host = try NodeHost(service, answerer: try await answerer(service))
        // Heard before anybody is told that it serves, and not while books are read.
        let end = await EndSignal()
        var front: NodeFront?
        if hasFront {
            if options.isFrontForeign {
                try NodeFront.write(service)
            } else {
                front = try await NodeFront.start(service)
            }
        }
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.serving",
                    [
                        "name": .text(configuration.name.text),
                        "address": .text(configuration.listen),
                    ])), style: .strong)
        if let news = await service.vaultNews() { surroundings.say(news) }
        let work = Task { [front] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await host.run() }
                if let front { group.addTask { await front.run() } }
            }
        }
        await end.wait()
        session.errors.paragraph(session.catalogue(Phrase("node.ending")))
        work.cancel()
        await work.value
        return .done
    }

    /// Who traces what others ask; `nil` for a node that has taken in no book.
    private func answerer(_ service: NodeService) async throws -> (any Answerer)? {
        let tables = ReferenceTables.carried
        let beside = service.configuration.books
        let lists = try Desk.Lists(
            licensees: beside.licensees, theftLoss: beside.theftLoss,
            multipleSales: beside.multipleSales, today: session.today)
        guard let books = try await service.books(tables: tables, licensees: lists.licensees)
        else { return nil }
        if books.hasOtherLicensees {
            session.errors.paragraph(
                session.catalogue(Phrase("node.book.otherLicensees")), style: .open)
        }
        let desk = Desk(
            lists, books: books.books, elsewhere: try await service.summaries(tables: tables))
        let threshold = beside.threshold.map { Double($0) / 1000 } ?? Tracer.usualThreshold
        let tracer = Tracer(
            custodians: desk.custodians, tables: tables, thefts: desk.thefts,
            multipleSales: desk.multipleSales, threshold: threshold)
        return TracingAnswerer(
            tracer, custodians: desk.custodians, tables: tables, books: books,
            link: try await service.custodianLink(tables: tables))
    }
}

extension NodeNews {
    /// What is said of it.
    var phrase: Phrase {
        switch self {
        case .serving(let address): Phrase("node.news.serving", ["address": .text(address)])
        case .witnessSilent(let name):
            Phrase("node.news.witnessSilent", ["name": .text(name.text)])
        case .witnessBack(let name): Phrase("node.news.witnessBack", ["name": .text(name.text)])
        case .alarm(let kind, let about):
            Phrase(
                "node.news.alarm",
                ["what": .phrase(AlarmWords.phrase(kind)), "about": .text(about)])
        case .vaultLocked(let folder):
            Phrase("node.news.vaultLocked", ["folder": .text(folder)])
        case .vaultAway(let socket):
            Phrase("node.news.vaultAway", ["socket": .text(socket)])
        case .vaultUnlocked: Phrase("node.news.vaultUnlocked")
        case .failed(let part, let reason):
            Phrase("node.news.failed", ["part": .text(part), "reason": .text(reason)])
        }
    }

    /// The colour in which it is said.
    var style: Style? {
        switch self {
        case .serving, .witnessBack, .vaultUnlocked: .found
        case .witnessSilent, .vaultLocked, .vaultAway: .open
        case .alarm, .failed: .stopped
        }
    }
}

/// What alarms say.
enum AlarmWords {
    /// The text of an alarm's kind.
    static func phrase(_ kind: String) -> Phrase {
        let known = [
            "rejected", "lost", "conflict", "missing", "rolledBack", "forked", "refused",
            "forgotten",
            "misbehaviour", "emergency",
        ]
        return known.contains(kind)
            ? Phrase("node.alarm.\(kind)") : Phrase("node.alarm.other", ["kind": .text(kind)])
    }
}
