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
        guard let result = try await sealedResult(of: request) else { return .nothingSealed }
        let paths = Set(result.record.fields.map(\.path))
        let fields = opening.fields.isEmpty ? paths : opening.fields
        guard fields.isSubset(of: paths) else { return .nothingSealed }
        guard let recordKeys = result.keys else { return .erased }
        let now = surroundings.now()
        let policy = try policy()
        let question = question(opening, about: result, at: now)
        let decision = policy.decide(question)
        let index = try await log(
            opening, fields, decision, of: recordKeys, result.handling, request, at: now)
        guard decision.isPermitted else { return .forbidden(question, entry: index) }
        guard let permit = try await permit(index) else { return .unwitnessed(entry: index) }
        guard let terms = terms(policy.digest) else { return .unwitnessed(entry: index) }
        let vault = Vault(
            key: keys.vault, register: PermitTable(database: database, now: surroundings.now))
        let asked = FieldRequest(
            officer: Pseudonym(badge: opening.officer, key: keys.actor), fields: fields,
            at: surroundings.now())
        let opened: OpenedFields
        do throws(VaultError) {
            opened = try await vault.open(
                asked, of: result.record, recordKeys, with: permit, under: terms)
        } catch .notCosigned, .cosignatureOld, .cosignatureAhead {
            return .unwitnessed(entry: index)
        }
        var values: [(path: FieldPath, value: String)] = []
        opened.read { path, bytes in
            values.append((path, String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)))
        }
        return .opened(values, entry: index)
    }

    /// What the policy is asked: what speaks for it, as far as this node knows.
    private func question(
        _ opening: OpeningRequest, about result: SealedResult, at now: Moment
    ) -> PolicyQuestion {
        var facts: [PolicyFact] = [.caseFile, .standing]
        if now <= result.ends { facts.append(.live) }
        // That it is cosigned, and lately, the vault checks itself before it opens anything.
        if witnessKey != nil { facts.append(.cosigned) }
        if opening.second != nil { facts.append(.second) }
        var question = opening.question
        question.handling = WordSet(result.handling)
        question.facts = WordSet(facts)
        return question
    }

    /// Logs who asks for which fields, why, and what the policy says of it.
    private func log(
        _ opening: OpeningRequest, _ fields: Set<FieldPath>, _ decision: PolicyDecision,
        of recordKeys: RecordKeys, _ handling: Set<Handling>, _ request: UniqueIdentifier,
        at now: Moment
    ) async throws -> UInt64 {
        var entry = LedgerEntry(
            decision.isPermitted ? .read : .refuse,
            identifier: surroundings.circumstances.identifier(), at: now, node: name)
        entry.actor = Pseudonym(badge: opening.officer, key: keys.actor)
        entry.agency = configuration.agency
        entry.purpose = Purpose(rawValue: opening.purpose.word)
        entry.basis = opening.basis
        entry.fields = fields
        entry.record(decision)
        entry.handling = handling
        entry.subject = recordKeys.subject(of: entry.identifier)
        let reference = Array(opening.caseReference.text.utf8)
        let chance = SecureRandom.bytes(Commitment.openingSize)
        entry.caseFile = Commitment(to: reference, label: "case", opening: chance)
        if let second = opening.second {
            entry.extensions["x-second"] = .string(Pseudonym(badge: second, key: keys.actor).text)
        }
        entry.record(request: request)
        let logged = entry
        return try await step { transaction, _ in
            try transaction.execute(
                "INSERT INTO opening(entry, label, opening, value) VALUES ($1, $2, $3, $4)",
                KeptIdentifier(logged.identifier), "case", chance, reference)
            return (try transaction.append(logged), [])
        }
    }

    /// The entry with the proof that the other has cosigned; `nil` when that does not come in time.
    private func permit(_ index: UInt64) async throws -> Permit? {
        for _ in 0..<NodeService.patience {
            if await ledger.published > index { break }
            guard !Task.isCancelled else { return nil }
            await surroundings.pause(.milliseconds(100))
        }
        guard let proved = try await ledger.proved(index) else { return nil }
        return Permit(entry: proved.entry, proof: proved.evidence.bytes)
    }

    /// The key with which the other government cosigns.
    private var witnessKey: VerifierKey? { peerBook.withLock { $0.witness?.witness } }

    /// By what permits are measured; `nil` without a witness.
    private func terms(_ policy: Digest) -> VaultTerms? {
        witnessKey.flatMap {
            VaultTerms(
                node: name, log: keys.log.verifier, witnesses: [$0], policy: policy)
        }
    }
}
