import BlindLookup
import Delivery
import Exchange
import Inquiries
import Storage

/// How a question that came is known until it is answered.
struct OpenQuestion: Sendable {
    let key: MessageKeyPair
    let envelope: [UInt8]
}

extension Transaction {
    /// The questions that wait for an answer, by what they are known, the first first.
    func openQuestions(after last: String, atMost most: Int) throws -> [OpenQuestion] {
        try rows(
            """
            SELECT o.issuer, o.id, deciphered(i.dsse, 'inbox.dsse', i.issuer || ' ' || i.id)
            FROM blind_open o
            JOIN inbox i ON i.issuer = o.issuer AND i.id = o.id
            WHERE o.id > $1 ORDER BY o.id LIMIT $2
            """, last, most, as: Kept<NodeName>.self, KeptIdentifier.self, [UInt8].self
        ).map {
            OpenQuestion(key: MessageKeyPair($0.0.value, $0.1.value), envelope: $0.2)
        }
    }

    /// Whether a question is counted against the allowance already; `nil` when it waits for no answer.
    func isCounted(_ key: MessageKeyPair) throws -> Bool? {
        try row(
            "SELECT counted FROM blind_open WHERE issuer = $1 AND id = $2", Kept(key.issuer),
            KeptIdentifier(key.identifier), as: Bool.self)
    }

    /// The allowance as far as it matters to an officer.
    func allowance(
        _ terms: NodeConfiguration.Blind, for officer: BlindAllowance.Officer,
        in period: ComparisonPeriod
    ) throws -> BlindAllowance {
        let name = Kept(officer.peer)
        let day = try value(
            "SELECT max(unit) FROM blind_used WHERE officer <> ''", as: Int?.self)
        let last = try value(
            "SELECT max(unit) FROM blind_used WHERE officer = ''", as: Int?.self
        ).flatMap { ComparisonPeriod(number: $0) }
        let ofOfficer = try row(
            "SELECT used FROM blind_used WHERE node = $1 AND officer = $2 AND unit = $3", name,
            officer.pseudonym.text, day ?? 0, as: Int.self)
        let ofNode = try row(
            "SELECT used FROM blind_used WHERE node = $1 AND officer = '' AND unit = $2", name,
            (last ?? period).number, as: Int.self)
        return BlindAllowance(
            perOfficer: Int(terms.perOfficer), perPeer: Int(terms.perNode),
            period: last ?? period, day: Int64(day ?? 0),
            officers: ofOfficer.map { [officer: $0] } ?? [:],
            peers: ofNode.map { [officer.peer: $0] } ?? [:])
    }

    /// The message that answers a question; `nil` where none does.
    func blindAnswer(to question: UniqueIdentifier) throws -> UniqueIdentifier? {
        try rows(
            "SELECT id FROM outbox WHERE answered = $1 AND kind = $2 LIMIT 1",
            KeptIdentifier(question), KeptKind(.blindAnswer), as: KeptIdentifier.self
        ).first?.value
    }

    /// What came as the answer to a question of this node; `nil` where nothing did.
    func blindReply(to question: UniqueIdentifier) throws -> BlindReply? {
        let envelope = try rows(
            """
            SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
            WHERE request = $1 AND kind = $2 AND stage = $3
            ORDER BY rowid LIMIT 1
            """, KeptIdentifier(question), KeptKind(.blindAnswer), Receipt.Stage.delivered.word,
            as: [UInt8].self
        ).first
        return try envelope.map {
            try BlindReply(Message(payload: try Envelope($0).payload).body)
        }
    }
}

extension Transaction where Access == Writing {
    /// Keeps what is left of an allowance after an officer took of it.
    func keep(_ allowance: BlindAllowance, for officer: BlindAllowance.Officer) throws {
        let counts: [(String, Int64, Int?)] = [
            (officer.pseudonym.text, allowance.day, allowance.officers[officer]),
            ("", Int64(allowance.period.number), allowance.peers[officer.peer]),
        ]
        for (who, unit, used) in counts {
            try execute(
                """
                INSERT INTO blind_used(node, officer, unit, used) VALUES ($1, $2, $3, $4)
                ON CONFLICT(node, officer) DO UPDATE SET unit = excluded.unit, used = excluded.used
                """, Kept(officer.peer), who, unit, used ?? 0)
        }
        // Of days and periods that are over, nothing is needed.
        try execute(
            "DELETE FROM blind_used WHERE officer <> '' AND unit < $1", allowance.day)
        try execute(
            "DELETE FROM blind_used WHERE officer = '' AND unit < $1", allowance.period.number)
    }

    /// Counts again what an entry of the ledger says was answered: a disk that is put back gives nothing anew.
    func countAgain(_ entry: LedgerEntry) throws {
        guard entry.kind == .blindEvaluation, let count = try entry.blindQuestions(),
            let period = try entry.blindPeriod(), let node = try entry.addressee(),
            let pseudonym = entry.actor
        else { return }
        let officer = BlindAllowance.Officer(peer: node, pseudonym: pseudonym)
        var unlimited = NodeConfiguration.Blind()
        unlimited.perOfficer = .max
        unlimited.perNode = .max
        var allowance = try allowance(unlimited, for: officer, in: period)
        // One of a period that is over needs no count any more.
        guard allowance.take(count, for: officer, in: period, at: entry.time) == nil else { return }
        try keep(allowance, for: officer)
    }

    /// Forgets what was counted in periods later than one.
    func forgetCounts(after period: ComparisonPeriod) throws {
        try execute(
            "DELETE FROM blind_used WHERE officer = '' AND unit > $1", period.number)
    }

    /// Keeps that a question waits for an answer.
    func open(_ key: MessageKeyPair) throws {
        try execute(
            "INSERT OR IGNORE INTO blind_open(issuer, id, counted) VALUES ($1, $2, 0)",
            Kept(key.issuer), KeptIdentifier(key.identifier))
    }

    /// Keeps that a question is counted against the allowance.
    func markCounted(_ key: MessageKeyPair) throws {
        try execute(
            "UPDATE blind_open SET counted = 1 WHERE issuer = $1 AND id = $2", Kept(key.issuer),
            KeptIdentifier(key.identifier))
    }

    /// Keeps that a question waits no more.
    func close(_ key: MessageKeyPair) throws {
        try execute(
            "DELETE FROM blind_open WHERE issuer = $1 AND id = $2", Kept(key.issuer),
            KeptIdentifier(key.identifier))
    }
}
