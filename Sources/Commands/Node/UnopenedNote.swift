import Language
import Nodes

/// Says why nothing came of asking a node's vault.
struct UnopenedNote {
    let name: String
    let folder: NodeFolder
    let session: Session

    /// Says it.
    ///
    /// - Parameters:
    ///   - answer: one that opened nothing.
    ///   - forbidden: the key of what is said when the policy forbids it.
    ///   - unwitnessed: the key of what is said when the other has not cosigned it.
    func tell(
        _ answer: OpeningAnswer, forbidden: String, unwitnessed: String
    ) throws -> ExitCode {
        switch answer {
        case .nothingSealed: return complain("node.open.nothing", .unusable)
        case .erased: return complain("node.open.erased", .unusable)
        case .unwitnessed(let entry): return complain(unwitnessed, .unsound, entry)
        // Locked only after it was logged: that stands, and nothing came of it.
        case .locked(let entry):
            let socket = try NodeConfiguration(folder).vault
            return complain(
                socket == nil ? "node.open.locked" : "node.open.away", .unsound, entry, socket)
        case .forbidden(let refusal):
            return try RefusalNote(folder: folder, session: session).tell(
                refusal, of: Phrase(forbidden, ["name": .text(name)]))
        case .opened: return .failed
        }
    }

    private func complain(
        _ key: String, _ code: ExitCode, _ entry: UInt64? = nil, _ socket: String? = nil
    ) -> ExitCode {
        var facts: [String: Fact] = ["name": .text(name), "folder": .text(folder.path)]
        facts["socket"] = socket.map { .text($0) }
        session.complain(Phrase(key, facts))
        if let entry {
            session.complain(Phrase("node.open.entry", ["entry": .text(String(entry))]))
        }
        return code
    }
}
