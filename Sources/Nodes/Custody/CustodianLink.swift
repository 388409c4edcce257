import Books
import Cryptography
import Delivery
import Encoding
import Exchange
import Firearms
import Inquiries
import Storage
import Synchronization
import Tracing
import Transport
import Vault

/// Asks custodians that are elsewhere, each about one firearm, and logs each question before it goes.
public final class CustodianLink: Sendable {
    /// What came back, and when.
    struct Answered: Sendable {
        let reply: CustodianReply
        /// What the tokens stand for that the reply has in place of names.
        var names: NameTokens = [:]
        let asked: Moment
        let answered: Moment?
    }

    /// A question within one request, by which an answer that came is known.
    private struct Key: Hashable {
        let request: UniqueIdentifier
        let wanted: TraceRun.Wanted
    }

    private struct State {
        /// The answers of requests that are not finished.
        var answers: [Key: Answered] = [:]
        /// When each was asked first.
        var first: [Key: Moment] = [:]
    }

    private let name: NodeName
    private let keys: NodeKeys
    private let client: PeerClient
    private let database: Database
    private let tables: ReferenceTables
    private let surroundings: NodeSurroundings
    private let custodians: [String: CustodianAddress]
    private let state = Mutex(State())

    /// The time that the law gives a custodian for an answer (18 USC 923(g)(7)), in milliseconds.
    static let lawfulTime: Int64 = 24 * 3_600_000
    /// How long a question counts, in milliseconds.
    private static let lifetime: Int64 = 24 * 3_600_000
    private static let mostAnswers = 10_000

    init(
        _ service: NodeService, custodians: [CustodianAddress], tables: ReferenceTables
    ) {
        name = service.name
        keys = service.keys
        client = service.client
        database = service.database
        surroundings = service.surroundings
        self.tables = tables
        self.custodians = Dictionary(
            custodians.map { (LicenceNumber.folded($0.card.licence), $0) },
            uniquingKeysWith: { one, _ in one })
    }

    /// Asks a custodian, or says again what it has answered.
    ///
    /// - Returns: `nil` while it has not answered and the lawful time is not over.
    func ask(_ wanted: TraceRun.Wanted, about request: Message) async throws -> Answered? {
        let key = Key(request: request.identifier, wanted: wanted)
        if let known = state.withLock({ $0.answers[key] }) { return known }
        guard let custodian = custodians[LicenceNumber.folded(wanted.licence)] else {
            return Answered(reply: .none, asked: surroundings.now(), answered: nil)
        }
        // Whom a line names comes sealed for the vault: while that is locked the custodian is not asked, and can not be late.
        if case .recipient = wanted.question, !keys.vault.isOpen(for: request.identifier) {
            return nil
        }
        let asked = surroundings.now()
        let first = state.withLock { state in
            let first = state.first[key] ?? asked
            state.first[key] = first
            return first
        }
        let question = try question(wanted, about: request, to: custodian, at: asked)
        let envelope = question.envelope
        try await log(.messageOut, of: envelope.digest, question.message, custodian)
        if let (reply, names) = await exchange(question, with: custodian, about: wanted) {
            let answered = Answered(
                reply: reply, names: names, asked: first, answered: surroundings.now())
            state.withLock { state in
                if state.answers.count > CustodianLink.mostAnswers { state.answers.removeAll() }
                state.answers[key] = answered
                state.first[key] = nil
            }
            return answered
        }
        guard first.later(by: CustodianLink.lawfulTime) <= surroundings.now() else {
            return nil
        }
        return Answered(reply: .none, asked: first, answered: nil)
    }

    /// Forgets the answers about a request, once its result is on its way.
    func forget(_ request: UniqueIdentifier) {
        state.withLock { state in
            state.answers = state.answers.filter { $0.key.request != request }
            state.first = state.first.filter { $0.key.request != request }
        }
    }

    /// Takes the names in answers about a request for not told: they can not be passed on.
    ///
    /// Whoever told them is asked again, within the lawful time that began when it was asked first.
    func discard(_ request: UniqueIdentifier) {
        state.withLock { state in
            for (key, answered) in state.answers
            where key.request == request && !answered.names.isEmpty {
                state.answers[key] = nil
                state.first[key] = answered.asked
            }
        }
    }

    private func question(
        _ wanted: TraceRun.Wanted, about request: Message, to custodian: CustodianAddress,
        at now: Moment
    ) throws -> SignedMessage {
        guard let lifetime = Lifetime(from: now, until: now.later(by: CustodianLink.lifetime))
        else {
            throw MessageError.malformed(member: "exp")
        }
        var message = Message(
            .custodianQuestion, identifier: surroundings.circumstances.identifier(),
            route: Message.Route(from: name, to: custodian.card.name), lifetime: lifetime,
            // The node's own: for a line of a book nobody needs to know the case, or who works on it.
            grounds: Grounds(
                purpose: request.grounds.purpose, basis: keys.office.basis,
                caseReference: keys.office.caseReference, requester: keys.office.requester))
        message.answered = request.identifier
        message.body = QuestionBody.body(of: wanted.question)
        return try SignedMessage(message, signers: [keys.message])
    }

    /// Sends a question and reads the answer; `nil` when none came that counts.
    private func exchange(
        _ question: SignedMessage, with custodian: CustodianAddress, about wanted: TraceRun.Wanted
    ) async -> (CustodianReply, NameTokens)? {
        let identifier = question.message.identifier
        let answer = try? await client.ask(
            custodian.address,
            .init(
                method: .post, path: "/v1/questions", mediaType: "application/json",
                body: question.envelope.bytes, key: "\"\(identifier.text)\""))
        guard let answer, answer.status == 200,
            let signed = try? SignedMessage(answer.body, trusted: [custodian.card.key]),
            signed.message.kind == .custodianAnswer, signed.message.answered == identifier,
            signed.message.route == Message.Route(from: custodian.card.name, to: name)
        else { return nil }
        // Logged after it came; the question stands in the ledger whatever becomes of this.
        try? await log(.messageIn, of: signed.envelope.digest, signed.message, custodian)
        return reply(signed.message, to: wanted.question)
    }

    private func reply(
        _ answer: Message, to question: CustodianQuestion
    ) -> (CustodianReply, NameTokens)? {
        switch question {
        case .firearm(let question):
            return (try? AnswerBody.reply(answer.body, to: question, tables: tables))
                .map { (.firearm($0), [:]) }
        case .recipient:
            var names: NameTokens = [:]
            let reply = try? AnswerBody.recipient(answer.body) { path in
                answer.sealed.first { $0.path == path }.map {
                    names.add(.message($0, of: answer.identifier), by: surroundings)
                }
            }
            return reply.map { (.recipient($0), names) }
        }
    }

    /// Logs a message to or from a custodian; whom, is a commitment that this node alone can open.
    private func log(
        _ kind: EntryKind, of digest: Digest, _ message: Message, _ custodian: CustodianAddress
    ) async throws {
        let (surroundings, name) = (surroundings, name)
        let licence = CommittedText("custodian", custodian.card.licence)
        let request = kind == .messageOut ? message.answered : nil
        try await database.write { transaction in
            let circumstances = surroundings.circumstances
            var entry = LedgerEntry(
                kind, identifier: circumstances.identifier(), at: circumstances.now, node: name)
            entry.answered = message.identifier
            entry.message = digest
            entry.record(request: request)
            try transaction.append(entry, about: licence)
        }
    }
}

/// A custodian that is elsewhere, and where it is asked.
struct CustodianAddress: Sendable {
    let card: CustodianCard
    let url: String

    var address: Address {
        Address(
            url: url, keys: [card.key],
            pins: [KeyPin(digest: card.channel.bytes)].compactMap(\.self))
    }
}

extension Transaction where Access == Writing {
    /// Adds an entry that commits to a text, whose opening is kept.
    func append(_ entry: LedgerEntry, about text: CommittedText) throws {
        var entry = entry
        entry.subject = text.commitment
        _ = try append(entry)
        try keep(text, of: entry)
    }
}
