import Cryptography
import Exchange
import Storage
import Vault

/// The sealed fields of a request's result, or of a referral, as the node keeps them.
struct SealedResult: Sendable {
    /// What may be done with the result.
    let handling: Set<Handling>
    /// Until when it counts.
    let ends: Moment
    let record: KeptRecord
    let keys: RecordKeys
}

/// What there is of a result that had sealed fields.
enum SealedFinding: Sendable {
    /// Its fields can be opened.
    case kept(SealedResult)
    /// They were erased, and nobody can open them any more.
    case erased

    /// What can be opened; `nil` for nothing.
    var kept: SealedResult? {
        guard case .kept(let result) = self else { return nil }
        return result
    }
}

extension NodeService {
    /// What came about a request with sealed fields; `nil` where there are none.
    ///
    /// The fields came sealed to the vault's key, and are taken over without a look. The record is as its message has
    /// it; its keys are kept from when it is first asked for.
    ///
    /// - Parameter fields: those that are asked for; none for whatever there is.
    func sealedResult(
        of request: UniqueIdentifier, with fields: Set<FieldPath> = []
    ) async throws -> SealedFinding? {
        guard let message = try await sealedMessage(about: request, with: fields) else {
            return nil
        }
        let identifier = KeptIdentifier(message.identifier)
        guard !message.sealed.isEmpty else {
            let keys = try await database.read { transaction in
                try transaction.rows(
                    "SELECT time FROM record_keys WHERE id = $1", identifier, as: KeptMoment.self)
            }
            return keys.isEmpty ? nil : .erased
        }
        var sealer = RecordSealer(
            message.identifier, of: name, vault: keys.vault.publicKey, with: try Self.chance())
        for field in message.sealed where field.recipient == name {
            try sealer.take(field, from: message.identifier)
        }
        let made = try sealer.finished()
        let newKeys = made.keys.bytes
        let time = KeptMoment(surroundings.now())
        // Who comes first makes the keys; who comes later finds them, or that they are erased.
        let kept = try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO record_keys(id, bytes, time) VALUES ($1, $2, $3)
                ON CONFLICT(id) DO NOTHING
                """, identifier, newKeys, time)
            return try transaction.value(
                "SELECT bytes FROM record_keys WHERE id = $1", identifier, as: [UInt8]?.self)
        }
        guard let kept else { return .erased }
        return .kept(
            SealedResult(
                handling: message.handling, ends: message.lifetime.end, record: made.record,
                keys: try RecordKeys(kept)))
    }

    private static func chance() throws -> RecordSealer.Chance {
        var key = SecureRandom.bytes(CipherKey.size)
        var subject = SecureRandom.bytes(RecordKeys.subjectKeySize)
        guard let data = SecretBytes(wiping: &key), let opening = SecretBytes(wiping: &subject),
            let chance = RecordSealer.Chance(dataKey: data, subjectKey: opening)
        else { throw RecordError.malformed }
        return chance
    }

    /// The message about a request that can have sealed fields: the result of one that this node made, or what the other
    /// passed on with a note, where that is asked for or there is no result.
    func sealedMessage(
        about request: UniqueIdentifier, with fields: Set<FieldPath>
    ) async throws -> Message? {
        let isAboutNote = !fields.isEmpty && fields.allSatisfy { $0 == FieldPath.referralNote }
        if !isAboutNote, let result = try await result(of: request) { return result }
        let envelope = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
                WHERE request = $1 AND kind = $2 AND stage = $3 ORDER BY rowid DESC LIMIT 1
                """, KeptIdentifier(request), KeptKind(.referral),
                Receipt.Stage.delivered.words.stage, as: [UInt8].self
            ).first
        }
        return try envelope.map { try Message(payload: try Envelope($0).payload) }
    }

    /// The message that answers a request of this node.
    func result(of request: UniqueIdentifier) async throws -> Message? {
        let envelope = try await database.read { transaction in
            try transaction.row(
                """
                SELECT deciphered(i.dsse, 'inbox.dsse', i.issuer || ' ' || i.id)
                FROM conversation c
                JOIN inbox i ON i.issuer = c.peer AND i.id = c.answer
                WHERE c.request = $1 AND c.part = 'asking' AND c.state = 'answered'
                """, KeptIdentifier(request), as: [UInt8].self)
        }
        return try envelope.map { try Message(payload: try Envelope($0).payload) }
    }
}

extension FieldPath {
    /// What is said beside a referral to the other node's eyes alone; `nil` never, as it is a path.
    static var referralNote: FieldPath? { FieldPath("referral.note") }
}
