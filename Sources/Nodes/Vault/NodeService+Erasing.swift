import Cryptography
import Delivery
import Exchange
import Policy
import Storage

extension NodeService {
    /// How many messages are erased, or looked at, in one transaction.
    private static let mostErased = 500
    private static let day: Int64 = 86_400_000

    /// Erases the sealed fields of all that has expired for as long as the policy says.
    func eraseExpired() async throws {
        let policy = try policy()
        let now = surroundings.now()
        let kept = Int64(policy.identityDays) * NodeService.day
        guard let end = Moment(milliseconds: max(0, now.milliseconds - kept)) else { return }
        var isChanged = false
        while !Task.isCancelled {
            let rows = try await database.read {
                try $0.expiredSeals(before: end, atMost: NodeService.mostErased)
            }
            guard !rows.isEmpty else { break }
            try await erase(rows, Ruling(.permit, by: policy.digest), by: nil)
            isChanged = true
        }
        // What was overwritten may stand in the log of the database until it is written back.
        if isChanged { try await database.checkpoint() }
    }

    /// Notes which messages of an older version's tables have sealed fields.
    func noteSeals() async throws {
        while try await database.write({ try $0.noteSeals(atMost: NodeService.mostErased) }) {}
    }

    /// Erases fields, each message with an entry of its own, in one transaction.
    ///
    /// - Parameter officers: who does it and who agrees; `nil` where the policy's time is over.
    private func erase(
        _ rows: [SealedRow], _ ruling: Ruling, by officers: (first: String, second: String?)?
    ) async throws {
        let (name, configuration, actor) = (name, configuration, keys.actor)
        try await step { transaction, circumstances in
            for row in rows {
                var entry = LedgerEntry(
                    .erase, identifier: circumstances.identifier(), at: circumstances.now,
                    node: name)
                entry.answered = row.identifier
                entry.fields = try row.fields()
                entry.record(ruling)
                entry.record(deed: PolicyAction.erase.word)
                entry.record(request: row.request)
                if let officers {
                    entry.actor = Pseudonym(badge: officers.first, key: actor)
                    entry.agency = configuration.agency
                    entry.record(second: officers.second.map { Pseudonym(badge: $0, key: actor) })
                }
                _ = try transaction.append(entry)
                try transaction.erase(row, at: circumstances.now)
            }
            return ((), [])
        }
    }

    /// Erases the names of a request's answer before their time.
    func erase(
        _ request: UniqueIdentifier, _ erasing: ErasingRequest
    ) async throws -> ErasingAnswer {
        guard try await begun(request) != nil else { return .unknown }
        let rows = try await database.read { try $0.seals(about: request) }
        guard !rows.isEmpty else { return .nothingSealed }
        let question = PolicyQuestion(
            .erase, by: erasing.role, for: .unstated, under: nil, about: .identity,
            facts: try await facts(of: erasing.officer, second: erasing.second))
        let decision = try policy().decide(question)
        guard decision.isPermitted else {
            return .forbidden(
                try await logRefusal(
                    DoorAnswer.Refused(question: question, decision: decision),
                    of: erasing.officer, about: request))
        }
        try await erase(
            rows, Ruling(.permit, by: decision.policy), by: (erasing.officer, erasing.second))
        try await database.checkpoint()
        return .erased(messages: rows.count)
    }
}
