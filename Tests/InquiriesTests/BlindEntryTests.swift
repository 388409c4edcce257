import BlindLookup
import Cryptography
import Encoding
import Exchange
import Inquiries
import Testing

extension BlindTests {
    @Test("the ledger says who asked how many, and nothing of what")
    func entry() async throws {
        var query = try message(.blindQuery)
        let elements = try await elements(3)
        let question = BlindQuestion.evaluate(
            .init(period: try period(), rule: .make, elements: elements))
        query.body = question.body
        let random = [UInt8](repeating: 4, count: UniqueIdentifier.randomSize)
        let identifier = try #require(UniqueIdentifier(at: moment(6), random: random))
        let digest = Digest.sha256(query.payload)
        let commitment = try #require(
            Commitment(to: [1], label: "case", opening: [UInt8](repeating: 1, count: 32)))
        let part = BlindReply.ListPart(
            period: try period(), rule: .make, key: elements[0], part: 0, parts: 1,
            whole: digest, tags: [])
        for (question, reply, decision, kind, count) in [
            (question, BlindReply.refused(.officer), Decision.permit, EntryKind.refuse, 3),
            (question, .refused(.policy), .forbid, .refuse, 3),
            (.list(part: 0), .refused(.noList), .permit, .refuse, nil),
            (.list(part: 0), .list(part), .permit, .blindEvaluation, nil),
        ] as [(BlindQuestion, BlindReply, Decision, EntryKind, Int?)] {
            let entry = LedgerEntry.blindEvaluation(
                identifier: identifier, at: try moment(7), node: try word("mx.trace.example"),
                .init(of: query, caseFile: commitment, decision: decision, policy: digest),
                envelope: digest, question: question, reply: reply)
            let bytes = try entry.bytes()
            #expect(try LedgerEntry(bytes) == entry)
            #expect(entry.kind == kind && entry.decision == decision && entry.policy == digest)
            #expect(try entry.addressee() == query.route.issuer)
            #expect(try entry.request() == query.identifier)
            #expect(try entry.blindPeriod() == (count == nil ? nil : period()))
            if case .refused(let refusal) = reply {
                #expect(entry.extensions["x-code"] == .string(refusal.rawValue))
            }
            #expect(entry.actor == query.grounds.requester.officer)
            #expect(entry.answered == query.identifier && entry.message == digest)
            #expect(try entry.blindQuestions() == count)
            let text = String(decoding: bytes, as: UTF8.self)
            for element in elements {
                #expect(!text.contains(Base64.encode(element.bytes)))
            }
            #expect(!text.contains("FED/1/2026"))
        }
        var wrong = LedgerEntry(
            .blindEvaluation, identifier: identifier, at: try moment(7),
            node: try word("mx.trace.example"))
        #expect(try wrong.blindQuestions() == nil)
        wrong.extensions["x-evaluations"] = .integer(0)
        #expect(throws: MessageError.malformed(member: "x-evaluations")) {
            try wrong.blindQuestions()
        }
        wrong.extensions["x-period"] = .integer(-1)
        #expect(throws: MessageError.malformed(member: "x-period")) { try wrong.blindPeriod() }
    }
}
