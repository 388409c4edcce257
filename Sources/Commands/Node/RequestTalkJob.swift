import Exchange
import Language
import Nodes

/// The work of the commands that say something about a request.
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
        let answer = try await LocalAsking.ask(options.folder) { client in
            try await client.say(options.talk, about: request)
        }
        let name = Fact.text(options.name)
        switch answer {
        case .said(let new):
            session.output.paragraph(session.catalogue(said(new)))
            return .done
        case .forbidden(let refusal):
            return try RefusalNote(folder: options.folder, session: session).tell(
                refusal, of: Phrase("node.request.forbidden", ["name": name]))
        case .unknown, .malformed:
            session.complain(Phrase(unsaid, ["name": name]))
            return .unusable
        }
    }

    private func said(_ new: UniqueIdentifier?) -> Phrase {
        let name = Fact.text(options.name)
        switch options.talk.what {
        case .ask: return Phrase("node.request.isAsked", ["name": name])
        case .refer: return Phrase("node.request.isReferred", ["name": name])
        case .amend:
            return Phrase(
                "node.request.isAmended", ["name": name, "id": .text(new?.text ?? "")])
        case .askPermission: return Phrase("node.request.isPermissionAsked", ["name": name])
        case .permit(_, let isGiven):
            return Phrase(
                isGiven ? "node.request.isPermitted" : "node.request.isDenied", ["name": name])
        }
    }

    /// What is said when the node can not say it.
    private var unsaid: String {
        switch options.talk.what {
        case .ask, .refer: "node.request.notSaid"
        case .amend: "node.request.notAmended"
        case .askPermission: "node.request.notOwn"
        case .permit: "node.request.notTold"
        }
    }
}
