import Cryptography
import Delivery
import Exchange
import Policy
import Storage
import Synchronization

extension NodeService {
    /// The node's policy as it is now.
    ///
    /// - Throws: `PolicyError`, `NodeError.noPolicy`: then nothing is allowed.
    func policy() throws -> Policy {
        let now = surroundings.now()
        return try policies.withLock { shelf in
            try shelf.policy(at: now) { try folder.policyInForce(configuration, at: now) }
        }
    }

    /// What speaks for an officer of this node who does something in a case, as things stand.
    ///
    /// - Parameters:
    ///   - second: a second officer who agrees; neither may be suspended.
    ///   - end: until when the result counts that it is about; `nil` where there is none.
    func facts(
        of officer: String, second: String? = nil, until end: Moment? = nil
    ) async throws -> WordSet<PolicyFact> {
        let now = surroundings.now()
        return facts(
            of: officer, second: second, until: end, suspended: try await suspended(at: now),
            at: now
        )
    }

    /// What speaks for an officer, when it is known already whose permits are suspended.
    func facts(
        of officer: String, second: String?, until end: Moment?, suspended: Set<Pseudonym>,
        at now: Moment
    ) -> WordSet<PolicyFact> {
        var facts: [PolicyFact] = [.caseFile]
        let officers = [officer, second].compactMap(\.self).map(pseudonym)
        if suspended.isDisjoint(with: officers) { facts.append(.standing) }
        if second != nil { facts.append(.second) }
        if end.map({ now <= $0 }) ?? true { facts.append(.live) }
        return WordSet(facts)
    }

    /// What the policy says of answering what another node asks: with a law of this node's own.
    func answering(
        _ action: PolicyAction, _ grounds: Grounds, _ handling: Set<Handling>,
        about classes: [DataClass]
    ) throws -> DoorAnswer {
        let policy = try policy()
        let purpose = PolicyPurpose(grounds.purpose)
        let question = PolicyQuestion(
            action, by: .tracingCentre, for: purpose,
            under: policy.basis(for: purpose, usual: configuration.basis),
            about: .firearm, handling: WordSet(handling),
            facts: WordSet([.caseFile, .live, .standing]))
        return DoorAnswer(policy, question, about: classes)
    }

    /// What the policy says of looking a request's firearm up in books and of telling what is found: the first that it
    /// refuses altogether, or what may be told.
    func traceDoor(of request: Message) throws -> DoorAnswer {
        let (grounds, handling) = (request.grounds, request.handling)
        let lookup = try answering(.lookupSerial, grounds, handling, about: [.firearm])
        guard lookup.permits(.firearm) else { return lookup }
        return try answering(
            .disclose, grounds, handling, about: [.firearm, .custody, .identity])
    }

    /// Logs that an officer was refused something, and by which rules.
    ///
    /// - Parameters:
    ///   - caseFile: in which case it was asked, where the officer says one of their own.
    ///   - second: the officer who agreed.
    func logRefusal(
        _ refused: DoorAnswer.Refused, of officer: String, about request: UniqueIdentifier? = nil,
        in caseFile: CommittedText? = nil, second: String? = nil
    ) async throws -> PolicyRefusal {
        let decision = refused.decision
        var entry = deedEntry(
            .refuse, refused.question, Ruling(.forbid, by: decision.policy), by: officer,
            about: request)
        entry.record(decision, on: refused.question.action)
        entry.caseFile = caseFile?.commitment
        entry.record(second: second.map(pseudonym))
        let index = try await log(
            LoggableEntry(
                entry: entry, texts: [caseFile].compactMap(\.self), request: request))
        return PolicyRefusal(refused.question, entry: index)
    }

    /// An entry about something that an officer did or was refused.
    func deedEntry(
        _ kind: EntryKind, _ question: PolicyQuestion, _ ruling: Ruling, by officer: String,
        about request: UniqueIdentifier?
    ) -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: surroundings.circumstances.identifier(), at: surroundings.now(),
            node: name)
        entry.actor = pseudonym(officer)
        entry.agency = configuration.agency
        entry.purpose = Purpose(rawValue: question.purpose.word)
        entry.basis = question.basis
        entry.handling = Set(question.handling.words)
        entry.record(ruling)
        entry.record(deed: question.action.word)
        entry.record(request: request)
        return entry
    }

    /// Logs that another policy has come into force since the last time; says once that there is none to be read.
    ///
    /// Without one nothing is decided, and what is decided already goes its way.
    func notePolicy() async throws {
        let digest: Digest
        do {
            digest = try policy().digest
        } catch {
            let isNew = notedPolicy.withLock { noted in
                defer { noted = .unreadable }
                return noted != .unreadable
            }
            if isNew { fail("policy", error) }
            return
        }
        let isNew = notedPolicy.withLock { noted in
            defer { noted = .known(digest) }
            return noted != .none && noted != .known(digest)
        }
        guard isNew else { return }
        let name = name
        try await step { transaction, circumstances in
            var entry = LedgerEntry(
                .policy, identifier: circumstances.identifier(), at: circumstances.now, node: name)
            entry.policy = digest
            return (try transaction.append(entry), [])
        }
    }
}
