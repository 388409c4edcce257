import Exchange
import Glibc
import Language
import Nodes

/// The work of `rastro request justify`.
struct RequestJustifyJob {
    let options: RequestJustifyOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestJustifyCommand.Job = { options, session in
        try await RequestJustifyJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        guard let text = try explanation() else {
            return complain("node.justify.noText", .unusable)
        }
        let request = JustifyingRequest(
            officer: options.officer, role: options.role, caseReference: options.caseReference,
            text: text)
        let answer = try await LocalAsking.ask(options.folder) { client in
            try await client.justify(options.emergency, request)
        }
        switch answer {
        case nil: return complain("node.open.ledgerClosed", .unsound)
        case .unknown?: return complain("node.justify.unknown", .unusable)
        case .already?: return complain("node.justify.already", .unusable)
        case .forbidden(let refusal)?:
            return try RefusalNote(folder: options.folder, session: session).tell(
                refusal, of: Phrase("node.justify.forbidden", name))
        case .justified(let isLate, let entry)?:
            session.output.paragraph(
                session.catalogue(
                    Phrase(isLate ? "node.justify.late" : "node.justify.done", name)),
                style: isLate ? .stopped : .found)
            session.say("node.officer.entry", ["entry": .text(String(entry))])
            return .done
        }
    }

    private var name: [String: Fact] { ["name": .text(options.emergency.text)] }

    private func complain(_ key: String, _ code: ExitCode) -> ExitCode {
        session.complain(Phrase(key, name))
        return code
    }

    /// What was said, from a file or as it is typed; `nil` for nothing, too much, or what is no text.
    private func explanation() throws -> String? {
        let most = JustifyingRequest.longestText
        let bytes: [UInt8]
        if let file = options.textFile {
            bytes = try UserFiles.bytes(file, atMost: most)
        } else {
            if isatty(STDIN_FILENO) == 1 {
                session.errors.paragraph(session.catalogue(Phrase("node.justify.ask")))
            }
            bytes = RequestJustifyJob.typed(atMost: most + 1)
        }
        guard bytes.count <= most, let text = String(validating: bytes, as: UTF8.self),
            text.contains(where: { !$0.isWhitespace })
        else { return nil }
        return Substring(text).trimmed
    }

    /// What comes on the standard input, up to its end.
    private static func typed(atMost most: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: most)
        var count = 0
        while count < most {
            let more = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(STDIN_FILENO, buffer.baseAddress?.advanced(by: count), most - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }
}
