import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Policy
import Storage
import Synchronization
import Vault

/// Entries of emergencies that two officers have not signed yet: in memory alone.
struct EmergencyDrafts: Sendable {
    /// An entry that waits for its signatures.
    struct Draft: Sendable {
        let opening: OpeningRequest
        let logged: LoggableEntry
        let target: NodeService.SealedTarget
    }

    /// How long one waits, in milliseconds: as long as two people take to say their passphrases.
    private static let patience: Int64 = 5 * 60_000
    /// The most that wait.
    private static let most = 16
    private var drafts: [UniqueIdentifier: Draft] = [:]

    /// Keeps one; the oldest give way.
    mutating func add(_ draft: Draft) {
        while drafts.count >= EmergencyDrafts.most,
            let oldest = drafts.values.min(by: { $0.logged.entry.time < $1.logged.entry.time })
        { drafts[oldest.logged.entry.identifier] = nil }
        drafts[draft.logged.entry.identifier] = draft
    }

    /// Gives one out, once; `nil` for one that is not there or has waited too long.
    mutating func take(_ identifier: UniqueIdentifier, at now: Moment) -> Draft? {
        guard let draft = drafts.removeValue(forKey: identifier),
            draft.logged.entry.time.later(by: EmergencyDrafts.patience) >= now
        else { return nil }
        return draft
    }
}

extension NodeService {
    /// How long the other's cosignature is waited for before an emergency is one, in steps of a tenth of a second.
    private static let emergencyPatience = 50

    /// The officers whose permits are suspended now: those of own emergencies that nobody has explained in time.
    func suspended(at now: Moment) async throws -> Set<Pseudonym> {
        let name = name
        let open = try await database.read { try $0.emergencies(of: name, isOpen: true) }
        return open.isEmpty ? [] : EmergencyReview(kept: open, at: now).suspended
    }

    /// Tells whether an officer's permits are not suspended: what every question to the policy says of an officer.
    func standing(of officer: Pseudonym, at now: Moment) async throws -> Bool {
        !(try await suspended(at: now).contains(officer))
    }

    /// Drafts the entry of an emergency, which two officers are to sign: only where the policy permits it and the other
    /// government can not be reached.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func draftEmergency(
        _ request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws -> EmergencyAnswer? {
        guard isRunning, witnessKey != nil else { return nil }
        let target: SealedTarget
        switch try await self.target(of: request, opening) {
        case .missing(let answer): return .ordinary(answer)
        case .found(let found): target = found
        }
        let asked = surroundings.now()
        let policy = try self.policy()
        let question = question(
            opening, .breakGlass, about: target.result, try await suspended(at: asked), at: asked)
        let decision = policy.decide(question)
        guard decision.isPermitted else {
            let index = try await log(loggable(.refuse, opening, decision, target, at: asked))
            return .ordinary(.forbidden(PolicyRefusal(question, entry: index)))
        }
        let known = try await database.read { try $0.officerKeys() }
        guard let key = known[pseudonym(opening.officer)] else {
            return .unregistered(isSecond: false)
        }
        guard let second = opening.second.flatMap({ known[pseudonym($0)] }) else {
            return .unregistered(isSecond: true)
        }
        guard !(await ledger.isWitnessed(within: NodeService.emergencyPatience)) else {
            return .reachable
        }
        guard isRunning else { return nil }
        let logged = loggable(.breakGlass, opening, decision, target, at: surroundings.now())
        drafts.withLock {
            $0.add(EmergencyDrafts.Draft(opening: opening, logged: logged, target: target))
        }
        return .drafted(try logged.entry.bytes(), keys: [key, second])
    }

    /// Logs an emergency that two officers have signed, and opens what they asked for by what the own ledger proves.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func openInEmergency(
        _ identifier: UniqueIdentifier, _ signatures: [BreakGlass.Signature]
    ) async throws -> EmergencyAnswer? {
        guard isRunning else { return nil }
        let now = surroundings.now()
        guard let draft = drafts.withLock({ $0.take(identifier, at: now) }) else {
            return .noDraft
        }
        var logged = draft.logged
        logged.entry.extensions[BreakGlass.member] = BreakGlass.value(of: signatures)
        let officers = try await database.read { try $0.officerKeys() }
        let suspended = try await suspended(at: now)
        do throws(EmergencyError) {
            try BreakGlass.check(logged.entry, officers: officers, suspended: suspended)
        } catch {
            return .refused(error, entry: try await refuse(draft, because: error, at: now))
        }
        // Between the draft and the signatures the keys may have been erased.
        let target: SealedTarget
        switch try await self.target(of: draft.target.request, draft.opening) {
        case .missing(let answer): return .ordinary(answer)
        case .found(let found): target = found
        }
        let policy = try self.policy()
        guard var terms = terms(policy) else { return nil }
        (terms.officers, terms.suspended) = (officers, suspended)
        let index = try await log(logged)
        let deadline = logged.entry.time.later(by: EmergencyReview.usualTime)
        do {
            guard let proved = try await ledger.unwitnessed(index) else {
                return .unopened(entry: index, emergency: identifier, deadline: deadline)
            }
            let permit = Permit(entry: proved.entry, proof: proved.evidence.bytes)
            let values = try await unseal(target, for: draft.opening, with: permit, under: terms)
            guard let values else {
                return .unopened(entry: index, emergency: identifier, deadline: deadline)
            }
            return .opened(
                NodeService.values(values), entry: index, emergency: identifier, deadline: deadline)
        } catch {
            // The entry stands, so whoever signed it must be told that it is to be explained.
            fail("emergency", error)
            return .unopened(entry: index, emergency: identifier, deadline: deadline)
        }
    }

    /// Logs that an emergency was refused, with the word of the reason; its draft is used up.
    private func refuse(
        _ draft: EmergencyDrafts.Draft, because error: EmergencyError, at now: Moment
    ) async throws -> UInt64 {
        let asked = draft.logged.entry
        var entry = LedgerEntry(
            .refuse, identifier: surroundings.circumstances.identifier(), at: now, node: name)
        (entry.actor, entry.agency, entry.purpose) = (asked.actor, asked.agency, asked.purpose)
        (entry.basis, entry.fields, entry.handling) = (asked.basis, asked.fields, asked.handling)
        (entry.policy, entry.decision) = (asked.policy, .forbid)
        entry.subject = draft.target.result.keys.subject(of: entry.identifier)
        let caseFile = CommittedText("case", draft.opening.caseReference.text)
        entry.caseFile = caseFile.commitment
        entry.extensions["x-second"] = asked.extensions["x-second"]
        entry.extensions["x-emergency"] = .string(error.rawValue)
        return try await log(
            LoggableEntry(entry: entry, texts: [caseFile], request: draft.target.request))
    }

    /// Explains an emergency of this node: the ledger has that it was, and the node alone what was said.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func justify(
        _ emergency: UniqueIdentifier, _ asked: JustifyingRequest
    ) async throws -> JustifyingAnswer? {
        guard isRunning else { return nil }
        let (now, name) = (surroundings.now(), name)
        let found = try await database.read { try $0.emergency(emergency, of: name) }
        guard let kept = found else { return .unknown }
        guard kept.justified == nil else { return .already }
        var question = asked.question
        question.facts = try await facts(of: asked.officer)
        let decision = try self.policy().decide(question)
        var entry = LedgerEntry(
            decision.isPermitted ? .justify : .refuse,
            identifier: surroundings.circumstances.identifier(), at: now, node: name)
        (entry.actor, entry.agency) = (pseudonym(asked.officer), configuration.agency)
        entry.purpose = .exigent
        entry.record(decision)
        let caseFile = CommittedText("case", asked.caseReference.text)
        entry.caseFile = caseFile.commitment
        let request = try await database.read { try $0.request(ofEmergency: emergency, of: name) }
        guard decision.isPermitted else {
            entry.extensions["x-emergency"] = .string(emergency.text)
            let index = try await log(
                LoggableEntry(entry: entry, texts: [caseFile], request: request))
            return .forbidden(PolicyRefusal(question, entry: index))
        }
        entry.answered = emergency
        let text = CommittedText("justification", asked.text)
        entry.extensions["x-justification"] = text.commitment.map { .string($0.text) }
        let index = try await log(
            LoggableEntry(entry: entry, texts: [caseFile, text], request: request))
        let review = try await database.read { try $0.emergency(emergency, of: name) }
            .map { EmergencyReview(kept: [$0], at: now) }
        return .justified(isLate: review?.cases.first?.state.isRed ?? false, entry: index)
    }
}
