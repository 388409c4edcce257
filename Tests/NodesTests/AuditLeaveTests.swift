import Audit
import Encoding
import Exchange
import Policy
import Testing

@testable import Nodes

/// What somebody wants to see opened, as it is handed in and answered.
struct AuditLeaveTests {
    private func leave() -> AuditLeave {
        AuditLeave(
            officer: "Placa «7»", role: .prosecutor, purpose: PolicyPurpose(.criminalJustice),
            basis: LegalBasis("mx:lfafe"),
            caseReference: CaseReference("FED/1/2026"),
            openings: [.officer, .cases, .record], badge: "FGR-7")
    }

    @Test("it is read as it was written, with all of it and with the least")
    func roundTrip() throws {
        let whole = leave()
        #expect(AuditLeave(whole.text) == whole)
        let least = AuditLeave(officer: "7", role: .auditor, purpose: .unstated)
        #expect(AuditLeave(least.text) == least)
        #expect(AuditLeaveAnswer(status: 200, JSONObject()) == nil)
        let pseudonym = Pseudonym(badge: "7", key: [1])
        let answers: [AuditLeaveAnswer] = [
            .given(entry: 7, pseudonym: pseudonym), .given(entry: 8, pseudonym: nil),
            .forbidden(PolicyRefusal(least.question, entry: 9)),
        ]
        for answer in answers {
            let (status, object) = answer.answer
            #expect(AuditLeaveAnswer(status: status, object) == answer)
        }
        var object = answers[0].answer.1
        object["pseudonym"] = .string("7")
        #expect(AuditLeaveAnswer(status: 200, object) == nil)
        #expect(AuditLeaveAnswer(status: 500, answers[0].answer.1) == nil)
    }

    @Test("anything else is not read")
    func refused() throws {
        let object = try #require(try JSONValue(parsing: leave().text).object)
        let changes: [(String, JSONValue?)] = [
            ("officer", nil), ("officer", .string("")), ("officer", .integer(7)),
            ("officer", .string(String(repeating: "7", count: 129))), ("role", nil),
            ("role", .string("king")), ("purpose", nil), ("purpose", .string("fun")),
            ("basis", .string("MX")), ("basis", .integer(1)), ("case", .string("")),
            ("case", .array([])), ("openings", nil), ("openings", .array([])),
            ("openings", .array([.string("names")])), ("openings", .array([.integer(1)])),
            ("badge", .string("")),
        ]
        for (name, value) in changes {
            var changed = object
            changed[name] = value
            #expect(AuditLeave(JSONValue.object(changed).canonicalBytes) == nil, "\(name)")
        }
        #expect(AuditLeave([]) == nil)
        #expect(AuditLeave(Array("[]".utf8)) == nil)
    }

    @Test("the policy is asked with a case when there is one")
    func question() throws {
        let policy = try #require(Policy.carried.first { $0.jurisdiction == "MX" })
        var leave = leave()
        #expect(policy.decide(leave.question).isPermitted)
        leave.caseReference = nil
        #expect(!policy.decide(leave.question).isPermitted)
        leave.role = .auditor
        #expect(policy.decide(leave.question).isPermitted)
        leave.role = .officer
        #expect(!policy.decide(leave.question).isPermitted)
    }
}

@Suite(.serialized) struct NodeAuditingTests {
    @Test("leave is logged before it is given, and a refusal too; the openings fit")
    func leave() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning {
            let client = try LocalClient(nodes.mexico)
            let reference = try #require(CaseReference("FED/1/2026"))
            let wanted = AuditLeave(
                officer: "A-1", role: .auditor, purpose: .unstated, caseReference: reference,
                badge: "B-1")
            // Until the witness was heard the ledger is closed, and nothing is given.
            var given = try await client.leave(wanted)
            for _ in 0..<200 where given == nil {
                try await Task.sleep(for: .milliseconds(50))
                given = try await client.leave(wanted)
            }
            guard case .given(let entry, let pseudonym?)? = given else {
                Issue.record("not given")
                return
            }
            let forbidden = try await client.leave(
                AuditLeave(officer: "A-2", role: .officer, purpose: .unstated))
            guard case .forbidden(let refusal)? = forbidden, refusal.entry > entry else {
                Issue.record("not refused, or not logged after what was given")
                return
            }
            let reader = try await NodeReader(nodes.mexico)
            let notes = try await reader.auditNotes(isOpen: true)
            #expect(notes.openings.count == 1)
            #expect(try await reader.auditNotes(isOpen: false).openings.isEmpty)
            let waiting = try await reader.waitingEntries(from: entry)
            await reader.close()
            // What is published meanwhile is not waiting any more.
            guard waiting.first?.index == entry else { return }
            var walk = AuditWalk(
                [.entries], of: AuditSelection(), notes: notes, at: nodes.surroundings.now())
            for (index, bytes) in waiting { walk.add(AuditLine(index: index, bytes: bytes)) }
            // The node's own start may be logged between the two.
            let items = walk.report().entries.filter { $0.act != .upkeep }
            #expect(items.map(\.act) == [.decided, .forbidden])
            #expect(items.map(\.action) == [.audit, .audit])
            #expect(items[0].caseFile == .opened("FED/1/2026"))
            #expect(items[1].rules == [])
            #expect(items[0].grounds.officer != pseudonym)
        }
        #expect(nodes.failures.isEmpty)
    }
}
