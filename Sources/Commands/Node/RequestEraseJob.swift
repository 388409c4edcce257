import Language
import Nodes

/// The work of `rastro request erase`.
struct RequestEraseJob {
    let options: RequestEraseOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestEraseCommand.Job = { options, session in
        try await RequestEraseJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let request = try await LocalAsking.request(
            named: options.name, in: options.folder, session)
        guard let request else { return .unusable }
        let answer = try await LocalAsking.ask(options.folder) { client in
            try await client.erase(request, options.erasing)
        }
        let name = Fact.text(options.name)
        switch answer {
        case .erased(let messages):
            session.output.paragraph(
                session.catalogue(
                    Phrase("node.erase.done", ["name": name, "count": .count(messages)])))
            return .done
        case .forbidden(let refusal):
            return try RefusalNote(folder: options.folder, session: session).tell(
                refusal, of: Phrase("node.erase.forbidden", ["name": name]))
        case .unknown: return complain("node.request.notSaid", name)
        case .nothingSealed: return complain("node.erase.nothing", name)
        }
    }

    private func complain(_ key: String, _ name: Fact) -> ExitCode {
        session.complain(Phrase(key, ["name": name]))
        return .unusable
    }
}
