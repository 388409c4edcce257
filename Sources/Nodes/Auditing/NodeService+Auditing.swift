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
        guard decision.isPermitted else { return .forbidden(entry: index) }
        return .given(
            entry: index,
            pseudonym: leave.badge.map { Pseudonym(badge: $0, key: keys.actor) })
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
        let reference = leave.caseReference.map { Array($0.text.utf8) }
        let chance = SecureRandom.bytes(Commitment.openingSize)
        entry.caseFile = reference.flatMap {
            Commitment(to: $0, label: "case", opening: chance)
        }
        let logged = entry
        return try await step { transaction, _ in
            if let reference {
                try transaction.execute(
                    "INSERT INTO opening(entry, label, opening, value) VALUES ($1, $2, $3, $4)",
                    KeptIdentifier(logged.identifier), "case", chance, reference)
            }
            return (try transaction.append(logged), [])
        }
    }

    /// Answers the own command that wants leave to open what the ledger has closed.
    func answerAudit(_ body: [UInt8]) async throws -> HTTPResponse {
        guard let wanted = AuditLeave(body) else { return json(400, JSONObject()) }
        guard let (status, object) = try await leave(wanted)?.answer else {
            return json(409, JSONObject())
        }
        return json(status, object)
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
