import Exchange
import Inquiries
import Language
import Nodes

/// The work of `rastro request ask`, `refer` and `amend`.
struct RequestTalkJob {
    let options: RequestTalkOptions
    let session: Session

    /// The work as the commands start it.
    static let job: RequestTalkCommand.Job = { options, session in
        try await RequestTalkJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let request = try await LocalAsking.request(
            named: options.name, in: options.folder, session)
        guard let request else { return .unusable }
        return try await LocalAsking.ask(options.folder) { client in
            try await say(to: client, about: request)
        }
    }

    private func say(
        to client: LocalClient, about identifier: UniqueIdentifier
    ) async throws -> ExitCode {
        let officer = options.officer
        switch options.talk {
        case .ask(let clarification):
            guard try await client.ask(identifier, clarification.body, officer: officer) else {
                return complain("node.request.notSaid")
            }
            say(Phrase("node.request.isAsked", ["name": .text(options.name)]))
        case .refer(let note):
            guard try await client.refer(identifier, note: note, officer: officer) else {
                return complain("node.request.notSaid")
            }
            say(Phrase("node.request.isReferred", ["name": .text(options.name)]))
        case .amend(let changes):
            guard let new = try await client.amend(identifier, changes, officer: officer) else {
                return complain("node.request.notAmended")
            }
            say(
                Phrase(
                    "node.request.isAmended",
                    ["name": .text(options.name), "id": .text(new.text)]))
        }
        return .done
    }

    private func say(_ phrase: Phrase) { session.output.paragraph(session.catalogue(phrase)) }

    private func complain(_ key: String) -> ExitCode {
        session.complain(Phrase(key, ["name": .text(options.name)]))
        return .unusable
    }
}
