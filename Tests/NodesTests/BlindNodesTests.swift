import BlindLookup
import Cryptography
import Delivery
import Encoding
import Exchange
import FoundationEssentials
import Inquiries
import Storage
import Synchronization
import Testing

@testable import Nodes

/// Two nodes compare their firearms through their ledgers, with limits, policies and restarts.
@Suite(.serialized) struct BlindNodesTests {
    @Test("what both have is found, counted once, and logged on both sides")
    func whole() async throws {
        let stage = try await BlindStage()
        let terms = try BlindStage.terms()
        try await stage.nodes.whileRunning {
            try await stage.list(0..<300)
            let comparing = try await stage.begin(terms)
            #expect(!comparing.isKnown)
            let list = try await stage.published(comparing, terms)
            #expect(list.tags.count == 512 && list.rule == .makeFolded)
            let (query, question) = try await stage.query(290..<310, in: list)
            let state = try await stage.ask(question, number: 100, comparing, terms)
            guard case .answered(.evaluated(let period, let batch)) = state else {
                Issue.record("\(state)")
                return
            }
            let found = try await query.matches(in: list, period: period, answer: batch)
            #expect(found == (try BlindStage.forms(290..<300)))
            // The same number is not asked again, whatever it says.
            let (_, other) = try await stage.query(0..<5, in: list)
            #expect(try await stage.ask(other, number: 100, comparing, terms) == state)
            #expect(try await stage.counts() == [20, 20])
            // Taken up again, it is the same, with the same numbers to hide behind.
            let again = try await stage.begin(terms)
            #expect(again.isKnown && again.identifier == comparing.identifier)
            #expect(again.seed.copiedBytes() == comparing.seed.copiedBytes())
            // Of other firearms, or on other grounds, it is another.
            let otherFirearms = try await stage.begin(terms, digest: 2)
            let otherOfficer = try await stage.begin(BlindStage.terms(officer: "B-2"))
            #expect(!otherFirearms.isKnown && !otherOfficer.isKnown)
            try await LocalClient(stage.nodes.mexico).end(comparing.identifier)
            let ended = try await LocalClient(stage.nodes.mexico).ask(
                .init(question, of: comparing.identifier, number: 101, terms))
            #expect(ended == .unknown)
            try await stage.nodes.waitUntilDelivered()
        }
        try await logged(stage)
        for folder in [stage.nodes.mexico, stage.nodes.states] { try stage.nodes.audit(folder) }
        #expect(stage.nodes.failures.isEmpty)
    }

    private func logged(_ stage: BlindStage) async throws {
        let answered = try await stage.entries(stage.nodes.states, [.blindEvaluation])
        #expect(answered.count == 2)
        #expect(try answered.map { try $0.blindQuestions() } == [nil, 20])
        let decided = try await stage.entries(stage.nodes.mexico, [.decision])
        #expect(try decided.map { try $0.blindQuestions() } == [nil, 20])
        for (own, other) in zip(decided, answered) {
            #expect(own.answered == other.answered && own.actor == other.actor)
            #expect(own.decision == .permit && other.decision == .permit)
            #expect(own.policy != nil && other.policy != nil && own.policy != other.policy)
            #expect(other.purpose == .criminalJustice && other.basis?.text == "mx:lfafe")
            #expect(own.caseFile != nil && other.caseFile != nil)
            #expect(own.caseFile != other.caseFile)
        }
        // The entry stands before the answer that it is about.
        let kinds = try await stage.entries(stage.nodes.states, [.blindEvaluation, .messageOut])
        #expect(
            kinds.map(\.kind) == [.blindEvaluation, .messageOut, .blindEvaluation, .messageOut])
    }

    @Test("limits hold for an officer and a day, for a node and a period, and outlive the process")
    func limits() async throws {
        let stage = try await BlindStage()
        try stage.set(stage.nodes.states) { settings in
            settings.perOfficer = 5
            settings.perNode = 8
        }
        let (one, other) = (try BlindStage.terms(), try BlindStage.terms(officer: "B-2"))
        let comparing = try await limited(stage, one, other)
        // Started anew, nothing is given again; what was refused may be asked anew, what was answered is kept.
        try await stage.nodes.whileRunning {
            _ = try await stage.begin(one)
            let list = try await stage.published(comparing, one)
            let (_, three) = try await stage.query(0..<3, in: list)
            #expect(
                try await stage.ask(three, number: 101, comparing, one)
                    == .answered(.refused(.officer)))
            let kept = try await stage.state(100, comparing)
            guard case .answered(.evaluated) = kept else {
                Issue.record("\(kept)")
                return
            }
        }
        #expect(try await stage.counts() == [8, 3, 5])
        let refused = try await stage.entries(stage.nodes.states, [.refuse])
        #expect(
            refused.map { $0.extensions["x-code"]?.string } == [
                "OFFICER_LIMIT", "OFFICER_LIMIT", "NODE_LIMIT", "OFFICER_LIMIT",
            ])
        #expect(refused.allSatisfy { $0.decision == .permit })
    }

    private func limited(
        _ stage: BlindStage, _ one: BlindTerms, _ other: BlindTerms
    ) async throws -> Comparing {
        var kept: Comparing?
        try await stage.nodes.whileRunning {
            try await stage.list(0..<10)
            let comparing = try await stage.begin(one)
            kept = comparing
            let list = try await stage.published(comparing, one)
            func ask(_ count: Int, _ number: Int, _ terms: BlindTerms) async throws -> AskedState {
                let (_, question) = try await stage.query(0..<count, in: list)
                return try await stage.ask(question, number: number, comparing, terms)
            }
            #expect(try await ask(6, 100, one) == .answered(.refused(.officer)))
            // What was refused may be asked again, with fewer.
            guard case .answered(.evaluated) = try await ask(5, 100, one) else {
                Issue.record("five are allowed")
                return
            }
            #expect(try await ask(1, 101, one) == .answered(.refused(.officer)))
            #expect(try await ask(4, 102, other) == .answered(.refused(.peer)))
            guard case .answered(.evaluated) = try await ask(3, 102, other) else {
                Issue.record("three are left")
                return
            }
        }
        return try #require(kept)
    }

    @Test(
        "another period, rule or part is refused by its code, and so is a question without a list")
    func refusals() async throws {
        let stage = try await BlindStage()
        let terms = try BlindStage.terms()
        try await stage.nodes.whileRunning {
            let comparing = try await stage.begin(terms)
            #expect(
                try await stage.ask(.list(part: 0), number: 0, comparing, terms)
                    == .answered(.refused(.noList)))
            try await stage.list(0..<10)
            let list = try await stage.published(comparing, terms)
            let (query, _) = try await stage.query(0..<2, in: list)
            let next = try #require(ComparisonPeriod(number: list.period.number + 1))
            let cases: [(BlindQuestion, BlindReply.Refusal)] = [
                (.list(part: 1), .noSuchPart),
                (
                    .evaluate(.init(period: next, rule: list.rule, elements: query.elements)),
                    .otherPeriod
                ),
                (
                    .evaluate(.init(period: list.period, rule: .whole, elements: query.elements)),
                    .otherRule
                ),
            ]
            for (place, (question, refusal)) in cases.enumerated() {
                #expect(
                    try await stage.ask(question, number: 100 + place, comparing, terms)
                        == .answered(.refused(refusal)))
            }
            #expect(try await stage.counts().isEmpty)
            // A list that is taken away is one that is not there.
            let none = try #require(
                BlindListing(name: "stolen", firearms: 0, leftOut: 0, forms: []))
            let client = try LocalClient(stage.nodes.states)
            #expect(try await client.list(none) == .taken(forms: 0))
            #expect(try await client.list(none) == .unknown)
            #expect(
                try await stage.ask(.list(part: 0), number: 50, comparing, terms)
                    == .answered(.refused(.noList)))
        }
        let said = try await stage.entries(stage.nodes.states, [.decision])
        #expect(said.map { $0.extensions[BlindListing.member]?.string } == ["in", "away"])
        #expect(said.allSatisfy { $0.subject != nil })
    }

    /// A policy that permits nothing, in the place of a node's own.
    private func forbidAll(_ folder: NodeFolder, _ country: String) throws {
        let text = """
            rastro-policy 1
            jurisdiction \(country)
            version 9
            effective 2026-01-01

            forbid us.never
              action answer-blind
              reason separate-duties

            """
        try PrivateFiles.write(Array(text.utf8), to: folder.policy)
    }

    @Test("the policy of either side is asked, and its refusal stands in the ledger")
    func policies() async throws {
        let stage = try await BlindStage()
        let terms = try BlindStage.terms()
        try forbidAll(stage.nodes.states, "US")
        try await stage.nodes.whileRunning {
            try await stage.list(0..<10)
            let wrong = try BlindStage.terms(purpose: .firearmReturn)
            let answer = try await stage.tryToBegin(wrong)
            guard case .forbidden = answer else {
                Issue.record("\(answer)")
                return
            }
            let comparing = try await stage.begin(terms)
            let asked = try await LocalClient(stage.nodes.mexico).ask(
                .init(.list(part: 0), of: comparing.identifier, number: 7, wrong))
            guard case .forbidden = asked else {
                Issue.record("\(asked)")
                return
            }
            #expect(
                try await stage.ask(.list(part: 0), number: 0, comparing, terms)
                    == .answered(.refused(.policy)))
            try await stage.nodes.waitUntilDelivered()
        }
        let own = try await stage.entries(stage.nodes.mexico, [.refuse])
        #expect(own.count == 2 && own.allSatisfy { $0.decision == .forbid && $0.policy != nil })
        #expect(own.allSatisfy { $0.purpose == .firearmReturn })
        let others = try await stage.entries(stage.nodes.states, [.refuse])
        #expect(others.map(\.decision) == [.forbid])
        #expect(others.map { $0.extensions["x-code"]?.string } == ["POLICY"])
        let bytes = try #require(
            try PrivateFiles.read(stage.nodes.states.policy, atMost: 1 << 20))
        #expect(others.map(\.policy) == [Digest.sha256(bytes)])
        // Of what the own policy forbids, nothing was sent.
        let sent = try await stage.rows(
            stage.nodes.mexico, "SELECT id FROM outbox", as: String.self)
        #expect(sent.count == 1)
    }

    @Test("a question that was counted before the node stopped is answered, and not counted again")
    func restart() async throws {
        let stage = try await BlindStage()
        try stage.set(stage.nodes.states) { $0.perOfficer = 4 }
        let terms = try BlindStage.terms()
        let one = try await stage.nodes.start(stage.nodes.mexico, answerer: nil)
        var other = try await stage.nodes.start(stage.nodes.states, answerer: nil)
        try await stage.list(0..<10)
        let comparing = try await stage.begin(terms)
        let list = try await stage.published(comparing, terms)
        // A policy that can not be read: nothing is allowed, and the question waits.
        try PrivateFiles.write([0xFF], to: stage.nodes.states.policy)
        // For a second it is taken as it was read before.
        try await Task.sleep(for: .milliseconds(1500))
        let (query, question) = try await stage.query(8..<12, in: list)
        let asked = try await LocalClient(stage.nodes.mexico).ask(
            .init(question, of: comparing.identifier, number: 100, terms))
        #expect(asked == .sent)
        try await stage.nodes.wait(at: try await NodeReader(stage.nodes.states)) { reader in
            try await reader.blindOverview().open == 1
        }
        await stage.nodes.stop(other)
        #expect(try await stage.counts().isEmpty)
        // As if it had been cut off right after it was counted, with nothing left of the allowance.
        let officer = BlindAllowance.Officer(
            peer: try #require(NodeName("mx.trace.example")),
            pseudonym: try #require(
                try await stage.entries(stage.nodes.mexico, [.decision]).first?.actor))
        let now = stage.nodes.surroundings.now()
        try await stage.change(stage.nodes.states) { transaction in
            var settings = NodeConfiguration.Blind()
            settings.perOfficer = 4
            var allowance = try transaction.allowance(settings, for: officer, in: list.period)
            let refusal = allowance.take(4, for: officer, in: list.period, at: now)
            #expect(refusal == nil)
            try transaction.keep(allowance, for: officer)
            try transaction.execute("UPDATE blind_open SET counted = 1")
        }
        try FileManager.default.removeItem(atPath: stage.nodes.states.policy)
        other = try await stage.nodes.start(stage.nodes.states, answerer: nil)
        let state = try await stage.state(100, comparing)
        guard case .answered(.evaluated(let period, let batch)) = state else {
            Issue.record("\(state)")
            return
        }
        let found = try await query.matches(in: list, period: period, answer: batch)
        #expect(found == (try BlindStage.forms(8..<10)))
        #expect(try await stage.counts() == [4, 4])
        let (_, more) = try await stage.query(0..<1, in: list)
        #expect(
            try await stage.ask(more, number: 101, comparing, terms)
                == .answered(.refused(.officer)))
        await stage.nodes.stop(one)
        await stage.nodes.stop(other)
    }

    @Test(
        "a disk that is put back makes no second answer, and gives nothing of the allowance again")
    func restored() async throws {
        let stage = try await BlindStage()
        let terms = try BlindStage.terms()
        try await stage.nodes.whileRunning {
            try await stage.list(0..<10)
            let comparing = try await stage.begin(terms)
            let list = try await stage.published(comparing, terms)
            let (_, question) = try await stage.query(0..<3, in: list)
            _ = try await stage.ask(question, number: 100, comparing, terms)
            try await stage.nodes.waitUntilDelivered()
        }
        let before = try await stage.counts()
        let answers = try await stage.rows(
            stage.nodes.states, "SELECT id FROM outbox", as: String.self)
        let entry = try #require(
            try await stage.entries(stage.nodes.states, [.blindEvaluation]).last)
        // The tables as they were, but for the counts; and the question as if it had come again.
        try await stage.change(stage.nodes.states) { transaction in
            try transaction.execute("DELETE FROM blind_used")
            try transaction.countAgain(entry)
            let key = try transaction.rows(
                "SELECT issuer, id FROM inbox", as: Kept<NodeName>.self, KeptIdentifier.self)
            for (issuer, identifier) in key {
                try transaction.open(MessageKeyPair(issuer.value, identifier.value))
            }
        }
        #expect(try await stage.counts() == before)
        try await stage.nodes.whileRunning {
            try await stage.nodes.wait(at: try await NodeReader(stage.nodes.states)) { reader in
                try await reader.blindOverview().open == 0
            }
        }
        let after = try await stage.rows(
            stage.nodes.states, "SELECT id FROM outbox", as: String.self)
        #expect(after == answers)
    }

    @Test("a firearm that was handed in before is known by its keyed name")
    func submittedBefore() async throws {
        let stage = try await BlindStage()
        func submit(_ rows: [(String, String, String)], _ digest: UInt8) async throws
            -> UniqueIdentifier
        {
            let rows = rows.enumerated().map { place, row in
                var body = EchoAnswerer.body(place)
                var firearm = JSONObject()
                firearm["make"] = .string(row.1)
                if !row.2.isEmpty { firearm["serial"] = .string(row.2) }
                body["firearm"] = .object(firearm)
                return Submission.Row(row: place + 2, reference: row.0, body: body)
            }
            let answer = try await LocalClient(stage.nodes.mexico).submit(
                Submission(
                    file: "r.csv", digest: Digest.sha256([digest]), terms: .init(officer: "B-1"),
                    rows: rows))
            guard case .taken(let submission, _, _, _) = answer else {
                throw BlindStage.Unexpected(what: "\(answer)")
            }
            return submission
        }
        let reader = try await NodeReader(stage.nodes.mexico)
        var found: [String: EarlierRecovery] = [:]
        func look(_ submission: UniqueIdentifier) async throws {
            let seen = Mutex<[String: EarlierRecovery]>([:])
            try await reader.answers(of: submission) { answered in
                let reference = answered.body["ref"]?.string ?? ""
                seen.withLock { $0[reference] = answered.earlier }
            }
            found = seen.withLock { $0 }
        }
        let first = [("A", "GLOCK", "ABC123"), ("B", "COLT", "ABC123"), ("C", "GLOCK", "")]
        let second = [("D", "glock", "abc-123"), ("E", "GLOCK", "ABC124"), ("F", "GLOCK", "")]
        let one = try await stage.nodes.start(stage.nodes.mexico, answerer: nil)
        let earlier = try await submit(first, 1)
        try await look(earlier)
        #expect(found.isEmpty)
        let later = try await submit(second, 2)
        let expected = ["F-0": EarlierRecovery(reference: "A", submission: earlier)]
        try await look(later)
        #expect(found == expected)
        #expect(try await reader.submittedBefore(later) == 1)
        #expect(try await reader.submittedBefore(earlier) == 0)
        await stage.nodes.stop(one)
        // As tables have it that are older than the names, or were restored.
        try await stage.change(stage.nodes.mexico) { transaction in
            try transaction.execute("UPDATE recovery SET name = NULL")
        }
        try await look(later)
        #expect(found.isEmpty)
        try await stage.nodes.whileRunning {
            try await stage.nodes.wait { try await $0.submittedBefore(later) == 1 }
        }
        try await look(later)
        #expect(found == expected)
    }
}
