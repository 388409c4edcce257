import Exchange
import Language
import Nodes
import Policy

/// Says why the policy of a node refuses something, and what would have to change.
struct RefusalNote {
    let folder: NodeFolder
    let session: Session

    /// Says it, after a line that says what was refused.
    func tell(_ refusal: PolicyRefusal, of what: Phrase) throws -> ExitCode {
        try tell(refusal.question, entry: refusal.entry, of: what)
    }

    /// Says it about a question, with the index of the entry that records it.
    func tell(_ question: PolicyQuestion, entry: UInt64, of what: Phrase) throws -> ExitCode {
        let configuration = try NodeConfiguration(folder)
        let now = NodeSurroundings.ofProcess(say: { _ in }).now()
        let policy = try folder.policyInForce(configuration, at: now)
        let explanation = policy.explain(question)
        session.complain(what)
        for phrase in [explanation.verdict] + explanation.grounds
            + explanation.changes(under: policy)
        { session.complain(phrase) }
        if !question.facts.contains(.standing) {
            session.complain(Phrase("node.emergency.first", ["folder": .text(folder.path)]))
        }
        session.complain(Phrase("node.open.entry", ["entry": .text(String(entry))]))
        return .unusable
    }
}
