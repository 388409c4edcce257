import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Policy
import Storage
import Synchronization
import Vault

extension NodeService {
    /// How long is waited for the other's cosignature before it is said that there is none, in steps of a tenth of
    /// a second.
    private static let patience = 100

    /// Opens sealed fields of a request's result for an officer: the reason is logged and cosigned before.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func open(
        _ request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws -> OpeningAnswer? {
        guard isRunning else { return nil }
        switch try await read(request, opening) {
        case .ended(let answer): return answer
        case .opened(let fields, let entry):
            return .opened(NodeService.values(fields), entry: entry)
        }
    }

    /// What came of reading sealed fields: the fields with the openings of their commitments, and the entry that says
    /// who read them; or an answer that opens nothing.
    enum Reading: Sendable {
        case opened([FieldPath: SealedValue.Secrets], entry: UInt64)
        case ended(OpeningAnswer)
    }

    /// Reads sealed fields of a request's result for an officer: the reason is logged and cosigned before.
    func read(
        _ request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws -> Reading {
        let target: SealedTarget
        switch try await self.target(of: request, opening) {
        case .missing(let answer): return .ended(answer)
        case .found(let found): target = found
        }
        let now = surroundings.now()
        let policy = try policy()
        let suspended = try await suspended(at: now)
        let question = question(opening, .read, about: target.result, suspended, at: now)
        let decision = policy.decide(question)
        let entry = loggable(
            decision.isPermitted ? .read : .refuse, opening, decision, target, at: now)
        let index = try await log(entry)
        guard decision.isPermitted else {
            return .ended(.forbidden(PolicyRefusal(question, entry: index)))
        }
        guard let permit = try await awaited(index), var terms = terms(policy) else {
            return .ended(.unwitnessed(entry: index))
        }
        terms.suspended = suspended
        do throws(VaultError) {
            let fields = try await unseal(target, for: opening, with: permit, under: terms)
            // To lock is to lock: who has asked before gets nothing either, and the permit stays unused.
            return fields.map { .opened($0, entry: index) } ?? .ended(.locked(entry: index))
        } catch .notCosigned, .cosignatureOld, .cosignatureAhead {
            return .ended(.unwitnessed(entry: index))
        }
    }

    /// The sealed fields that an officer asks for.
    struct SealedTarget: Sendable {
        let request: UniqueIdentifier
        let result: SealedResult
        let fields: Set<FieldPath>
    }

    /// What is found of what an officer asks for.
    enum Finding: Sendable {
        case found(SealedTarget)
        case missing(OpeningAnswer)
    }

    /// Finds the sealed fields that an officer asks for.
    func target(
        of request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws -> Finding {
        guard let found = try await sealedResult(of: request, with: opening.fields) else {
            return .missing(.nothingSealed)
        }
        guard let result = found.kept else { return .missing(.erased) }
        let paths = Set(result.record.fields.map(\.path))
        let fields = opening.fields.isEmpty ? paths : opening.fields
        guard fields.isSubset(of: paths) else { return .missing(.nothingSealed) }
        // Before anything is logged: an entry that nothing can come of would say that somebody read.
        if !keys.vault.isOpen { _ = await keys.vault.link?.look() }
        guard keys.vault.isOpen else { return .missing(.locked(entry: nil)) }
        return .found(SealedTarget(request: request, result: result, fields: fields))
    }

    /// Has the vault open fields against a permit.
    ///
    /// - Returns: `nil` when it is locked; the permit stays unused.
    func unseal(
        _ target: SealedTarget, for opening: OpeningRequest, with permit: Permit,
        under terms: VaultTerms
    ) async throws(VaultError) -> [FieldPath: SealedValue.Secrets]? {
        let asked = FieldRequest(
            officer: pseudonym(opening.officer), fields: target.fields, at: surroundings.now())
        let opened = try await keys.vault.open(
            asked, of: target.result.record, target.result.keys, with: permit, under: terms,
            register: PermitTable(database: database, now: surroundings.now))
        guard let opened else { return nil }
        return opened.take()
    }

    /// Opened fields as texts, ascending by their paths.
    static func values(
        _ fields: [FieldPath: SealedValue.Secrets]
    ) -> [(path: FieldPath, value: String)] {
        fields.sorted { $0.key.text < $1.key.text }.map { path, secrets in
            let bytes = secrets.value.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            return (path, String(decoding: bytes, as: UTF8.self))
        }
    }

    /// An officer as entries name them.
    func pseudonym(_ badge: String) -> Pseudonym { Pseudonym(badge: badge, key: keys.actor) }

    /// What the policy is asked: what speaks for it, as far as this node knows.
    ///
    /// - Parameter suspended: whose permits are suspended: neither officer may be one of them.
    func question(
        _ opening: OpeningRequest, _ action: PolicyAction, about result: SealedResult,
        _ suspended: Set<Pseudonym>, at now: Moment
    ) -> PolicyQuestion {
        var question = opening.question
        question.action = action
        question.handling = WordSet(result.handling)
        question.facts = facts(
            of: opening.officer, second: opening.second, until: result.ends, suspended: suspended,
            at: now)
        // That it is cosigned, and lately, the vault checks itself before it opens anything.
        if witnessKey != nil, action == .read {
            question.facts = question.facts.union(WordSet([.cosigned]))
        }
        return question
    }

    /// An entry that says who asks for which fields, why, and what the policy says of it; and what opens its commitment.
    func loggable(
        _ kind: EntryKind, _ opening: OpeningRequest, _ decision: PolicyDecision,
        _ target: SealedTarget, at now: Moment
    ) -> LoggableEntry {
        var entry = LedgerEntry(
            kind, identifier: surroundings.circumstances.identifier(), at: now, node: name)
        entry.actor = pseudonym(opening.officer)
        entry.agency = configuration.agency
        entry.purpose = Purpose(rawValue: opening.purpose.word)
        entry.basis = opening.basis
        entry.fields = target.fields
        entry.record(decision)
        entry.handling = target.result.handling
        entry.subject = target.result.keys.subject(of: entry.identifier)
        let caseFile = CommittedText("case", opening.caseReference.text)
        entry.caseFile = caseFile.commitment
        entry.record(second: opening.second.map(pseudonym))
        return LoggableEntry(entry: entry, texts: [caseFile], request: target.request)
    }

    /// Logs an entry, and keeps what opens its commitments; returns its index.
    func log(_ logged: LoggableEntry) async throws -> UInt64 {
        try await step { transaction, _ in
            for text in logged.texts { try transaction.keep(text, of: logged.entry) }
            return (try transaction.append(logged.entry, about: logged.request), [])
        }
    }

    /// The entry with the proof that the other has cosigned; `nil` when that does not come in time.
    func awaited(_ index: UInt64) async throws -> Permit? {
        for _ in 0..<NodeService.patience {
            if await ledger.published > index { break }
            guard !Task.isCancelled else { return nil }
            await surroundings.pause(.milliseconds(100))
        }
        guard let proved = try await ledger.proved(index) else { return nil }
        return Permit(entry: proved.entry, proof: proved.evidence.bytes)
    }

    /// The key with which the other government cosigns.
    var witnessKey: VerifierKey? { peerBook.withLock { $0.witness?.witness } }

    /// By what permits are measured; `nil` without a witness.
    func terms(_ policy: Policy) -> VaultTerms? {
        let terms = witnessKey.flatMap {
            VaultTerms(
                node: name, log: keys.log.verifier, witnesses: [$0], policy: policy.digest)
        }
        guard var terms else { return nil }
        terms.limits.cosignature = Int64(policy.cosignedSeconds)
        return terms
    }
}
