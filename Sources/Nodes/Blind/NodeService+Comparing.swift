import BlindLookup
import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage
import Synchronization

extension NodeService {
    /// Begins a comparison, or takes up one of the same firearms on the same grounds that was not ended.
    ///
    /// - Parameter digest: of the firearms, in their order; it is kept under the node's key alone.
    func begin(_ digest: Digest, _ terms: BlindTerms) async throws -> ComparingAnswer {
        guard isRunning else { return .closed }
        guard let peer = audience(terms.peer) else { return .noPeer }
        let query = try self.query(.list(part: 0), terms, to: peer.name)
        let (asked, decision) = try await decide(asking: terms)
        guard decision.isPermitted else {
            let opening = CommittedText("case", terms.caseReference.text)
            let entry = LedgerEntry.blindDecision(
                identifier: surroundings.circumstances.identifier(), at: query.lifetime.start,
                .init(
                    of: query, caseFile: opening.commitment, decision: decision.decision,
                    policy: decision.policy), question: .list(part: 0))
            let index = try await step { transaction, _ in
                try transaction.keep(opening, of: entry)
                return (try transaction.append(entry), [])
            }
            return .forbidden(PolicyRefusal(asked, entry: index))
        }
        var grounds = terms
        grounds.peer = peer.name
        let name = store.comparisons.code(
            of: JSONValue.object(grounds.object).canonicalBytes + digest.bytes)
        return .begun(try await comparison(name, with: peer.name))
    }

    /// What the own policy says of asking: whoever asks another blindly may answer blindly.
    private func decide(
        asking terms: BlindTerms
    ) async throws -> (PolicyQuestion, PolicyDecision) {
        var question = terms.question
        question.facts = try await facts(of: terms.officer)
        return (question, try policy().decide(question))
    }

    private func comparison(_ name: [UInt8], with peer: NodeName) async throws -> Comparing {
        let made = surroundings.circumstances.identifier()
        let fresh = SecureRandom.bytes(HMACKey.size)
        guard let sealed = store.seal(fresh, for: Array(made.text.utf8)) else {
            throw ComparisonError.noMemory
        }
        let time = KeptMoment(surroundings.now())
        let kept = try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO blind_comparison(id, name, time, seed) VALUES ($1, $2, $3, $4)
                ON CONFLICT(name) DO NOTHING
                """, KeptIdentifier(made), name, time, sealed)
            return try transaction.row(
                "SELECT id, seed FROM blind_comparison WHERE name = $1", name,
                as: KeptIdentifier.self, [UInt8].self)
        }
        guard let (identifier, bytes) = kept,
            let seed = store.open(bytes, for: Array(identifier.value.text.utf8))
                .flatMap({ HMACKey($0) })
        else { throw NodeTableError.unknownWord(table: "blind_comparison", column: "seed") }
        return Comparing(
            identifier: identifier.value, peer: peer, seed: seed,
            isKnown: identifier.value != made)
    }

    /// Asks a question of a comparison, once: what was asked and not refused is not asked again.
    func ask(_ question: Comparing.Question) async throws -> AskingAnswer {
        guard isRunning else { return .closed }
        let terms = question.terms
        guard let peer = audience(terms.peer) else { return .unknown }
        let state = try await self.state(of: question.number, of: question.comparison)
        switch state {
        case .answered(.refused), .refused, .unknown: break
        case .answered, .open: return .sent
        }
        let query = try self.query(question.asked, terms, to: peer.name)
        let (asked, decision) = try await decide(asking: terms)
        let opening = CommittedText("case", terms.caseReference.text)
        let entry = LedgerEntry.blindDecision(
            identifier: surroundings.circumstances.identifier(), at: query.lifetime.start,
            .init(
                of: query, caseFile: opening.commitment, decision: decision.decision,
                policy: decision.policy), question: question.asked)
        let signed = try SignedMessage(query, signers: [keys.message])
        let delivery = delivery
        let (comparison, number) = (KeptIdentifier(question.comparison), question.number)
        return try await step { transaction, circumstances in
            let isKnown = try transaction.value(
                "SELECT EXISTS (SELECT 1 FROM blind_comparison WHERE id = $1)", comparison,
                as: Bool.self)
            guard isKnown else { return (.unknown, []) }
            try transaction.keep(opening, of: entry)
            let index = try transaction.append(entry)
            guard decision.isPermitted else {
                return (.forbidden(PolicyRefusal(asked, entry: index)), [])
            }
            _ = try delivery.submit(
                MessageFacts(signed), envelope: signed.envelope.bytes, legs: [], circumstances,
                in: transaction)
            try transaction.execute(
                """
                INSERT OR REPLACE INTO blind_asked(comparison, number, message)
                VALUES ($1, $2, $3)
                """, comparison, number, KeptIdentifier(query.identifier))
            return (.sent, [])
        }
    }

    private func query(
        _ question: BlindQuestion, _ terms: BlindTerms, to peer: NodeName
    ) throws -> Message {
        var message = try message(
            .blindQuery, to: peer,
            grounds: Grounds(
                purpose: terms.purpose, basis: terms.basis, caseReference: terms.caseReference,
                requester: requester(terms.officer)))
        message.body = question.body
        return message
    }

    /// How far a question of a comparison has come.
    func state(of number: Int, of comparison: UniqueIdentifier) async throws -> AskedState {
        try await database.read { transaction in
            let asked = try transaction.row(
                "SELECT message FROM blind_asked WHERE comparison = $1 AND number = $2",
                KeptIdentifier(comparison), number, as: KeptIdentifier.self)
            guard let asked = asked?.value, let outgoing = try transaction.outgoingRow(asked)
            else { return .unknown }
            if let reply = try transaction.blindReply(to: asked) { return .answered(reply) }
            switch outgoing.state {
            case .refused(let code): return .refused(code.text)
            case .expired, .conflict: return .refused(outgoing.state.word)
            case .delivered where outgoing.facts.lifetime.end <= surroundings.now():
                return .refused("expired")
            case .logged, .sending, .seen, .delivered: return .open
            }
        }
    }

    /// Ends a comparison: what the numbers behind which its firearms were hidden are made of is forgotten.
    func end(_ comparison: UniqueIdentifier) async throws {
        try await database.write { try $0.end(KeptIdentifier(comparison)) }
    }

    /// Ends the comparisons that were begun longer ago than a period: what they asked counts no more.
    func forgetComparisons() async throws {
        let span = configuration.blind.periodDays * 86_400_000
        let now = surroundings.now().milliseconds
        let old = try await database.read { transaction in
            try transaction.rows(
                "SELECT id FROM blind_comparison WHERE time < $1", now - span,
                as: KeptIdentifier.self)
        }
        guard !old.isEmpty else { return }
        try await database.write { transaction in for one in old { try transaction.end(one) } }
    }
}

extension Transaction where Access == Writing {
    fileprivate func end(_ comparison: KeptIdentifier) throws {
        try execute("DELETE FROM blind_asked WHERE comparison = $1", comparison)
        try execute("DELETE FROM blind_comparison WHERE id = $1", comparison)
    }
}
