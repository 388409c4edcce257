import Cryptography
import Encoding
import Exchange
import Policy
import Testing

@testable import Nodes

/// What a command hands in at a node, and what it is answered.
struct SubmissionTests {
    private func submission(rows: Int = 2) throws -> Submission {
        var terms = Submission.Terms(officer: "Placa «7»")
        terms.peer = NodeName("us.trace.example")
        terms.purpose = .exigent
        terms.basis = LegalBasis("mx:lfafe")
        terms.caseReference = CaseReference("FED/1/2026")
        terms.isAgain = true
        terms.role = .prosecutor
        return Submission(
            file: "año.csv", digest: Digest.sha256([1]), terms: terms,
            rows: (0..<rows).map {
                Submission.Row(row: $0 + 2, reference: "F-\($0)", body: EchoAnswerer.body($0))
            })
    }

    private func lines() throws -> [String] {
        String(decoding: try submission().text, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func read(_ lines: [String]) -> Submission? {
        Submission(Array(lines.joined(separator: "\n").utf8))
    }

    @Test("it is read as it was written")
    func roundTrip() throws {
        let submission = try submission()
        let read = try #require(Submission(submission.text))
        #expect(read.text == submission.text)
        #expect(read.file == submission.file && read.digest == submission.digest)
        #expect(read.terms.officer == submission.terms.officer && read.terms.isAgain)
        #expect(read.terms.peer == submission.terms.peer)
        #expect(read.terms.basis == submission.terms.basis)
        #expect(read.terms.purpose == submission.terms.purpose)
        #expect(read.terms.role == .prosecutor)
        #expect(read.terms.caseReference == submission.terms.caseReference)
        #expect(read.rows.map(\.row) == [2, 3])
        let bare = Submission(
            file: "r.csv", digest: Digest.sha256([]), terms: .init(officer: "A"), rows: [])
        #expect(Submission(bare.text)?.terms.peer == nil)
    }

    @Test("a head without a member, or with another kind of it, is none")
    func heads() throws {
        let lines = try lines()
        let head = try #require(try JSONValue(parsing: Array(lines[0].utf8)).object)
        for name in ["file", "digest", "purpose", "officer", "role", "again"] {
            for value in [nil, JSONValue.integer(1), .string("")] {
                if name == "file", value == .string("") { continue }
                var changed = head
                changed[name] = value
                let text = String(
                    decoding: JSONValue.object(changed).canonicalBytes, as: UTF8.self)
                #expect(read([text] + lines.dropFirst()) == nil, "\(name)")
            }
        }
        for name in ["to", "basis", "case"] {
            var changed = head
            changed[name] = .string("no such word\u{1}")
            let text = String(decoding: JSONValue.object(changed).canonicalBytes, as: UTF8.self)
            #expect(read([text] + lines.dropFirst()) == nil, "\(name)")
        }
    }

    @Test("a row that is none, or an end that is missing, makes it none")
    func rows() throws {
        let lines = try lines()
        for bad in ["", "{}", "[]", "{\"row\":1}", "{\"body\":{},\"reference\":1,\"row\":1}"] {
            var changed = lines
            changed[1] = bad
            #expect(read(changed) == nil)
        }
        #expect(read(lines.dropLast()) == nil)
        #expect(read(lines + [""]) == nil)
        #expect(Submission([]) == nil)
        #expect(Submission([0xFF, 0x0A]) == nil)
        let many = [lines[0]] + [String](repeating: lines[1], count: 3) + [""]
        #expect(read(many)?.rows.count == 3)
    }

    @Test("each answer is read as it was written, and no other")
    func answers() throws {
        let identifier = try #require(
            UniqueIdentifier("01a215d1-97e5-789e-86ea-624e2d32ad9e"))
        let peer = try #require(NodeName("us.trace.example"))
        let question = PolicyQuestion(
            .submit, by: .auditor, for: .criminalJustice, under: nil, about: .firearm,
            handling: WordSet([.notInCourt]), facts: WordSet([.standing]))
        let answers: [SubmissionAnswer] = [
            .taken(submission: identifier, requests: 3, peer: peer, isBare: true),
            .forbidden(PolicyRefusal(question, entry: 9)),
            .known(submission: identifier), .noPeer, .unusableCase(row: 7), .malformed,
        ]
        var statuses: Set<Int> = []
        for answer in answers {
            let (status, object) = answer.answer
            #expect(statuses.insert(status).inserted)
            #expect(SubmissionAnswer(status: status, object) == answer)
            for member in object.members {
                var fewer = object
                fewer[member.name] = nil
                #expect(SubmissionAnswer(status: status, fewer) == nil)
            }
        }
        for status in [0, 200, 204, 500, 503] {
            #expect(SubmissionAnswer(status: status, JSONObject()) == nil)
        }
        #expect(SubmissionAnswer(status: 201, nil) == nil)
    }
}
