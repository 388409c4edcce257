import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage

extension NodeService {
    /// Passes the case of a request on to the other node, within the handling codes of what was told.
    ///
    /// A note may name people, so it counts as an identity: two officers answer for it.
    func refer(_ talk: LocalTalk, _ note: String?, _ begun: Begun) async throws -> TalkAnswer {
        let request = begun.conversation.request
        let grounds = begun.message.grounds
        let told = try await told(about: begun)
        var facts = try await facts(
            of: talk.officer, second: talk.second, until: told.ends)
        if try await isPermitted(.refer, about: begun) {
            facts = facts.union(WordSet([.permission]))
        }
        let policy = try policy()
        let purpose = PolicyPurpose(grounds.purpose)
        let question = PolicyQuestion(
            .refer, by: talk.role, for: purpose,
            under: policy.basis(for: purpose, usual: configuration.basis), about: .firearm,
            handling: WordSet(told.handling), facts: facts)
        let classes: [DataClass] = [.firearm, .custody] + (note == nil ? [] : [.identity])
        let door = DoorAnswer(policy, question, about: classes)
        if let refused = door.refused {
            return .forbidden(try await logRefusal(refused, of: talk.officer, about: request))
        }
        var entry = deedEntry(
            .secondaryDissemination, question, door.ruling, by: talk.officer, about: request)
        entry.record(addressee: begun.conversation.peer)
        if note != nil, let path = FieldPath.referralNote { entry.fields = [path] }
        record(talk.second, in: &entry)
        return try await say(
            talk, .referral, JSONObject(), note: note, about: begun, ruling: door.ruling,
            entry: entry)
    }

    /// Permits a use of what this node told, or denies it.
    ///
    /// Who may tell it, may permit more of it; the codes bind the other node and not the provider.
    func permit(
        _ talk: LocalTalk, _ use: PolicyAction, _ isGiven: Bool, _ begun: Begun
    ) async throws -> TalkAnswer {
        let request = begun.conversation.request
        guard begun.conversation.part == .answering,
            let body = PermissionBody(for: use.word, isGiven: isGiven)
        else { return .unknown }
        let policy = try policy()
        let purpose = PolicyPurpose(begun.message.grounds.purpose)
        let question = PolicyQuestion(
            .disclose, by: talk.role, for: purpose,
            under: policy.basis(for: purpose, usual: configuration.basis), about: .identity,
            facts: try await facts(of: talk.officer, second: talk.second))
        let door = DoorAnswer(policy, question, about: [.identity])
        if let refused = door.refused {
            return .forbidden(try await logRefusal(refused, of: talk.officer, about: request))
        }
        var entry = deedEntry(.permission, question, door.ruling, by: talk.officer, about: request)
        entry.record(deed: use.word)
        // What is decided here is the use, and a denial is decided as well.
        entry.decision = isGiven ? .permit : .forbid
        entry.record(addressee: begun.conversation.peer)
        record(talk.second, in: &entry)
        return try await say(
            talk, .permission, body.body, about: begun, ruling: door.ruling, entry: entry)
    }

    /// What the other node told about a request, as far as it matters for what may be done with it.
    struct Told: Sendable {
        let handling: Set<Handling>
        let ends: Moment?
    }

    func told(about begun: Begun) async throws -> Told {
        let asked = begun.message.handling
        guard begun.conversation.part == .asking,
            let result = try await result(of: begun.conversation.request)
        else { return Told(handling: asked, ends: nil) }
        return Told(handling: asked.union(result.handling), ends: result.lifetime.end)
    }

    /// Tells whether the provider has permitted a use of what it told about a request: its last word counts.
    func isPermitted(_ use: PolicyAction, about begun: Begun) async throws -> Bool {
        guard begun.conversation.part == .asking else { return false }
        let (peer, request) = (begun.conversation.peer, begun.conversation.request)
        let envelopes = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
                WHERE request = $1 AND issuer = $2 AND kind = $3 AND stage = $4
                """, KeptIdentifier(request), Kept(peer), KeptKind(.permission),
                Receipt.Stage.delivered.words.stage, as: [UInt8].self)
        }
        let words = try envelopes.map { bytes in
            try Message(payload: try Envelope(bytes).payload)
        }.sorted { $0.identifier.text < $1.identifier.text }
        let last = try words.last { message in
            try PermissionBody(message.body, isAnswer: true).use == use.word
        }
        return try last.map { try PermissionBody($0.body, isAnswer: true).isGiven == true } ?? false
    }

    private func record(_ second: String?, in entry: inout LedgerEntry) {
        entry.record(second: second.map(pseudonym))
    }
}
