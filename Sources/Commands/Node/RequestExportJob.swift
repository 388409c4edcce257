import Assets
import Cryptography
import Encoding
import Exchange
import Language
import Ledger
import Nodes

/// The work of `rastro request export`.
struct RequestExportJob {
    let options: RequestExportOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestExportCommand.Job = { options, session in
        try await RequestExportJob(options: options, session: session).run()
    }

    /// What checks a bundle, and its name in it.
    private static let verifier = (carried: "evidence/verify.py", path: "verify.py")

    private func run() async throws -> ExitCode {
        ProcessSecrecy.close()
        let request = try await LocalAsking.request(
            named: options.name, in: options.folder, session)
        guard let request else { return .unusable }
        let answer = try await LocalAsking.ask(options.folder) { client in
            try await client.export(request, options.asking)
        }
        switch answer {
        case nil: return complain("node.open.ledgerClosed", .unsound)
        case .unknown?: return complain("node.request.notSaid", .unusable)
        case .tooLarge?: return complain("node.export.tooLarge", .unusable)
        case .ended(let ending)?: return try say(ending)
        case .exported(let bundle)?: return try await write(bundle)
        }
    }

    /// Says why there is no bundle.
    private func say(_ ending: OpeningAnswer) throws -> ExitCode {
        try UnopenedNote(name: options.name, folder: options.folder, session: session).tell(
            ending, forbidden: "node.export.forbidden", unwitnessed: "node.export.unwitnessed")
    }

    private func write(_ found: EvidenceBundle) async throws -> ExitCode {
        var bundle = found
        guard let carried = CarriedFile(named: RequestExportJob.verifier.carried),
            let verifier = EvidenceFile(RequestExportJob.verifier.path, carried.bytes)
        else { throw CommandError.unreadable(path: RequestExportJob.verifier.path, .missing) }
        let reader = try await NodeReader(options.folder)
        let keys =
            try await [reader.ownLedger()] + reader.mirrors().filter { $0.node == bundle.peer }
        let name = reader.configuration.name
        await reader.close()
        let certificate = EvidenceCertificate(
            bundle: bundle, node: name, fields: options.asking.fields, verifier: carried.bytes)
        bundle.add([verifier] + certificate.files)
        try bundle.write(to: options.out)
        tell(bundle, by: name, keys.map(\.log.text))
        return .done
    }

    private func tell(_ bundle: EvidenceBundle, by name: NodeName, _ keys: [String]) {
        say(
            Phrase(
                "node.export.done",
                [
                    "name": .text(options.name), "folder": .text(options.out),
                    "messages": .count(bundle.count(in: "messages")),
                    "entries": .count(bundle.count(in: "entries")),
                    "openings": .count(bundle.count(in: "openings")),
                ]))
        say(
            Phrase(
                "node.export.entry",
                [
                    "entry": .text(String(bundle.entry)), "node": .text(name.text),
                    "peer": .text(bundle.peer.text),
                ]))
        session.output.line()
        say(Phrase("node.export.hand"))
        session.output.line()
        say(Phrase("node.export.verify"))
        for (place, key) in keys.enumerated() {
            let start = place == 0 ? "  python3 verify.py" : "   "
            let end = place == keys.count - 1 ? "" : " \\"
            session.output.line(StyledText("\(start) --key \(key)\(end)", .accent))
        }
        session.output.line()
        say(Phrase("node.export.watermark"))
        if !options.asking.fields.isEmpty { say(Phrase("commands.summary.lead")) }
    }

    private func say(_ phrase: Phrase) { session.output.paragraph(session.catalogue(phrase)) }

    private var facts: [String: Fact] {
        ["name": .text(options.name), "folder": .text(options.folder.path)]
    }

    private func complain(_ key: String, _ code: ExitCode) -> ExitCode {
        session.complain(Phrase(key, facts))
        return code
    }
}
