import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Nodes
import Testing

@Suite(.serialized) struct TwoNodesTests {
    /// Hands in recoveries at the first node.
    fileprivate func submit(
        _ nodes: TwoNodes, rows: ClosedRange<Int>, digest: UInt8 = 1, isAgain: Bool = false
    ) async throws -> SubmissionAnswer {
        let rows = rows.map {
            Submission.Row(row: $0, reference: "F-\($0)", body: EchoAnswerer.body($0))
        }
        var terms = Submission.Terms(officer: "B-1")
        terms.isAgain = isAgain
        return try await LocalClient(nodes.mexico).submit(
            Submission(
                file: "r.csv", digest: Digest.sha256([digest]), terms: terms, rows: rows))
    }

    @Test func requestsAreAnsweredOnceAndBothLedgersTellTheSame() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning {
            let answer = try await submit(nodes, rows: 1...20)
            guard case .taken(let submission, 20, _, false) = answer else {
                Issue.record("not taken: \(answer)")
                return
            }
            try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
            // The other side hears of the delivery a moment later.
            try await nodes.waitUntilDelivered()
            let known = try await submit(nodes, rows: 1...20)
            #expect(known == .known(submission: submission))
        }
        let mexico = try await NodeReader(nodes.mexico)
        let states = try await NodeReader(nodes.states)
        for number in 1...20 {
            let request = try #require(try await mexico.requests(named: "F-\(number)").first)
            let one = try await mexico.entries(about: request.identifier).map(\.entry)
            let other = try await states.entries(about: request.identifier).map(\.entry)
            let timeline = Timeline.build(from: one, request: request.identifier)
            #expect(timeline == Timeline.build(from: other, request: request.identifier))
            #expect(
                timeline.legs.map(\.stage.word).sorted() == [
                    "accepted", "answered", "asked", "delivered", "found", "received", "sent",
                    "submitted",
                ])
        }
        for reader in [mexico, states] {
            let overview = try await reader.overview()
            #expect(overview.messages.map(\.state) == ["delivered"])
            #expect(overview.messages.map(\.count) == [20])
            #expect(overview.alarms.isEmpty && overview.missing == 0)
            #expect(overview.checkpoint?.size == overview.entries)
            #expect(overview.cosigned.count == 1)
            try nodes.audit(reader.folder)
        }
        #expect(nodes.failures.isEmpty)
    }

    @Test func whatIsHandedInWhileTheOtherIsAwayIsAnsweredWhenItComes() async throws {
        let nodes = try await TwoNodes()
        let alone = try await nodes.start(nodes.mexico, answerer: nil)
        guard case .taken(let submission, 3, _, _) = try await submit(nodes, rows: 1...3) else {
            Issue.record("not taken")
            return
        }
        try await Task.sleep(for: .seconds(1))
        let reader = try await NodeReader(nodes.mexico)
        let before = try await reader.overview()
        // Safe, and not published: nothing is shown that the witness has not cosigned.
        #expect(before.entries >= 4 && before.checkpoint == nil)
        let other = try await nodes.start(nodes.states, answerer: EchoAnswerer())
        try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
        await nodes.stop(alone)
        await nodes.stop(other)
        #expect(try await reader.overview().checkpoint != nil)
    }

    @Test func aRequestIsTakenBackBeforeItIsAnswered() async throws {
        let nodes = try await TwoNodes()
        let alone = try await nodes.start(nodes.mexico, answerer: nil)
        _ = try await submit(nodes, rows: 1...1)
        let reader = try await NodeReader(nodes.mexico)
        let request = try #require(try await reader.requests(named: "F-1").first)
        let client = try LocalClient(nodes.mexico)
        #expect(try await client.cancel(request.identifier))
        #expect(try await !client.cancel(request.identifier))
        let other = try await nodes.start(nodes.states, answerer: EchoAnswerer())
        try await nodes.waitUntilDelivered()
        // Whichever came first, the other side has an end too, and no more than one answer.
        let answered = try await NodeReader(nodes.states)
        try await nodes.wait(at: answered) { reader in
            try await reader.requests(named: request.identifier.text)
                .allSatisfy { $0.conversation.state != .open }
        }
        await nodes.stop(alone)
        await nodes.stop(other)
    }

    @Test func aNodeWhoseFolderWasPutBackPublishesNothingAndIsRestored() async throws {
        let nodes = try await TwoNodes()
        var first: UniqueIdentifier?
        try await nodes.whileRunning {
            guard case .taken(let submission, _, _, _) = try await submit(nodes, rows: 1...5) else {
                Issue.record("not taken")
                return
            }
            first = submission
            try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
            try await nodes.waitUntilDelivered()
        }
        let copy = try nodes.copy(nodes.mexico)
        try await nodes.whileRunning {
            guard
                case .taken(let submission, _, _, _) = try await submit(
                    nodes, rows: 6...10, digest: 2)
            else {
                Issue.record("not taken")
                return
            }
            try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
            try await nodes.waitUntilDelivered()
        }
        let size = try await NodeReader(nodes.mexico).overview().entries
        try nodes.putBack(nodes.mexico, to: copy)
        try await nodes.whileRunning {
            try await Task.sleep(for: .seconds(2))
            let overview = try await NodeReader(nodes.mexico).overview()
            #expect(Set(overview.alarms.map(\.kind)) == ["rolledBack", "forgotten"])
            #expect(overview.checkpoint.map { $0.size < size } == true)
        }
        let other = try await nodes.start(nodes.states, answerer: EchoAnswerer())
        let restored = try await NodeRestoring(
            nodes.mexico, surroundings: nodes.surroundings, patience: .zero
        ).run()
        #expect(restored.lost.isEmpty && restored.ledgerEntries > 0)
        let mexico = try await nodes.start(nodes.mexico, answerer: nil)
        let reader = try await NodeReader(nodes.mexico)
        try await nodes.wait(at: reader) { reader in
            for number in 6...10 {
                let found = try await reader.requests(named: "F-\(number)")
                guard found.count == 1, case .answered(_) = found[0].conversation.state else {
                    return false
                }
            }
            return true
        }
        #expect(try await reader.submission(try #require(first))?.isFinished == true)
        try await nodes.waitUntilDelivered()
        await nodes.stop(mexico)
        await nodes.stop(other)
        try nodes.audit(nodes.mexico)
        try nodes.audit(nodes.states)
    }
}

extension TwoNodesTests {
    @Test func keysAreRelievedAndTheOtherSideTakesThemFromTheLedger() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning {
            _ = try await submit(nodes, rows: 1...2)
            try await nodes.waitUntilDelivered()
        }
        for reason in [nil, KeyManifest.Revocation.Reason.stolen] {
            let note = try await nodes.mexico.rotate(
                because: reason, surroundings: nodes.surroundings)
            let manifest = try KeyManifest(note.text)
            #expect(manifest.keys.messages.count == 2 && manifest.keys.channels.count == 2)
            try await nodes.whileRunning {
                let digest: UInt8 = reason == nil ? 2 : 3
                let answer = try await submit(nodes, rows: 3...4, digest: digest)
                guard case .taken(let submission, _, _, _) = answer else {
                    Issue.record("not taken")
                    return
                }
                try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
                try await nodes.waitUntilDelivered()
                // The other side knows the new next key, which it needs for the next relief.
                try await nodes.wait(at: try await NodeReader(nodes.states)) { _ in
                    try await nodes.states.peers().first?.keys.contains(
                        "msg " + manifest.keys.messages[1].text) == true
                }
            }
        }
        let known = try await nodes.states.peers()
        #expect(known.first?.manifest == 3)
        #expect(nodes.failures.isEmpty)
    }
}
