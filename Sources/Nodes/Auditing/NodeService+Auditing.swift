import Cryptography
import Delivery
import Encoding
import Exchange
import Policy
import Storage
public import Transport

extension NodeService {
    /// Decides whether somebody may see opened what the ledger has closed, and logs it before it is said.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func leave(_ leave: AuditLeave) async throws -> AuditLeaveAnswer? {
        guard isRunning else { return nil }
        let now = surroundings.now()
        var question = leave.question
        if try await !standing(of: pseudonym(leave.officer), at: now) {
            question.facts = question.facts.subtracting(WordSet([.standing]))
        }
        let decision = try policy().decide(question)
        let index = try await log(leave, decision, at: now)
        guard decision.isPermitted else {
            return .forbidden(PolicyRefusal(question, entry: index))
        }
        return .given(entry: index, pseudonym: leave.badge.map(pseudonym))
    }

    /// Logs who wants to see what opened, why, and what the policy says of it.
    private func log(
        _ leave: AuditLeave, _ decision: PolicyDecision, at now: Moment
    ) async throws -> UInt64 {
        var entry = LedgerEntry(
            .decision, identifier: surroundings.circumstances.identifier(), at: now, node: name)
        entry.actor = pseudonym(leave.officer)
        entry.agency = configuration.agency
        entry.purpose = Purpose(rawValue: leave.purpose.word)
        entry.basis = leave.basis
        entry.record(decision, on: .audit)
        entry.extensions["x-opens"] = .array(
            leave.openings.map(\.rawValue).sorted().map { .string($0) })
        let caseFile = leave.caseReference.map { CommittedText("case", $0.text) }
        entry.caseFile = caseFile?.commitment
        return try await log(
            LoggableEntry(entry: entry, texts: [caseFile].compactMap(\.self), request: nil))
    }

    /// Answers the own command that wants leave to open what the ledger has closed.
    func answerAudit(_ body: [UInt8]) async throws -> HTTPResponse {
        guard let wanted = AuditLeave(body) else { return json(400, JSONObject()) }
        return json(try await leave(wanted)?.answer)
    }
}

extension LocalClient {
    /// Asks for leave to see opened what the ledger has closed.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func leave(
        _ leave: AuditLeave
    ) async throws(TransportError) -> AuditLeaveAnswer? {
        let (status, object) = try await ask(.post, "/audit", leave.text)
        guard status != 409 else { return nil }
        guard let answer = AuditLeaveAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }
}
