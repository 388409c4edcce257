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
        let configuration = try NodeConfiguration(folder)
        let now = NodeSurroundings.ofProcess(say: { _ in }).now()
        let policy = try folder.policyInForce(configuration, at: now)
        let explanation = policy.explain(refusal.question)
        session.complain(what)
        for phrase in [explanation.verdict] + explanation.grounds
            + explanation.changes(under: policy)
        { session.complain(phrase) }
        if !refusal.question.facts.contains(.standing) {
            session.complain(Phrase("node.emergency.first", ["folder": .text(folder.path)]))
        }
        session.complain(Phrase("node.open.entry", ["entry": .text(String(refusal.entry))]))
        return .unusable
    }
}
