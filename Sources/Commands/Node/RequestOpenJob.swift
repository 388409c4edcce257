import Cryptography
import Exchange
import Language
import Nodes

/// The work of `rastro request open`.
struct RequestOpenJob {
    let options: RequestOpenOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestOpenCommand.Job = { options, session in
        try await RequestOpenJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        ProcessSecrecy.close()
        let request = try await LocalAsking.request(
            named: options.name, in: options.folder, session)
        guard let request else { return .unusable }
        if let keys = options.emergency {
            return try await RequestEmergencyJob(open: self, keys: keys).run(request)
        }
        let answer = try await LocalAsking.ask(options.folder) { client in
            try await client.open(request, options.opening)
        }
        guard let answer else { return complain("node.open.ledgerClosed", .unsound) }
        return try say(answer)
    }

    /// Says what the ordinary way has answered.
    func say(_ answer: OpeningAnswer) throws -> ExitCode {
        switch answer {
        case .nothingSealed, .erased, .locked, .unwitnessed, .forbidden:
            return try UnopenedNote(
                name: options.name, folder: options.folder, session: session
            ).tell(answer, forbidden: "node.open.forbidden", unwitnessed: "node.open.unwitnessed")
        case .opened(let fields, let entry):
            show(fields)
            say(Phrase("node.open.entry", ["entry": .text(String(entry))]))
            say(Phrase("commands.summary.lead"))
            return .done
        }
    }

    func show(_ fields: [(path: FieldPath, value: String)]) {
        // Who it is comes first.
        let fields =
            fields.filter { $0.path.text == "purchaser.name" }
            + fields.filter { $0.path.text != "purchaser.name" }
        let labels = fields.map { session.catalogue(RequestOpenJob.label(of: $0.path)) }
        let width = labels.map(DisplayWidth.of).max() ?? 0
        for (label, field) in zip(labels, fields) {
            let gap = String(repeating: " ", count: width - DisplayWidth.of(label) + 2)
            session.output.line(StyledText(label + gap + field.value))
        }
    }

    private static func label(of path: FieldPath) -> Phrase {
        switch path.text {
        case "purchaser.name": Phrase("node.open.purchaserName")
        case "purchaser.born": Phrase("node.open.purchaserBorn")
        case "export.destination": Phrase("node.open.exportDestination")
        case "referral.note": Phrase("node.open.referralNote")
        default: Phrase("node.open.other", ["field": .text(path.text)])
        }
    }

    func say(_ phrase: Phrase) { session.output.paragraph(session.catalogue(phrase)) }

    func complain(_ key: String, _ code: ExitCode) -> ExitCode {
        session.complain(
            Phrase(
                key, ["name": .text(options.name), "folder": .text(options.folder.path)]))
        return code
    }
}
