import Books
import Chronology
import Encoding
import Exchange
import Firearms
import Inquiries
import Language
import Report
import Testing
import Tracing

/// A request and its result go over the border and back, and say what a local trace says.
struct ResultTests {
    private func sentOver(_ body: JSONObject) throws -> JSONObject {
        let bytes = JSONValue.object(body).canonicalBytes
        #expect(bytes.count <= TraceResultBody.mostBytes)
        return try #require(JSONValue(canonical: bytes).object)
    }

    private func catalogues() throws -> [Catalogue] {
        try ["es", "en"].map { try #require(Catalogue(carried: Tongue(code: $0))) }
    }

    @Test(
        "a request that was sent is traced to the very same finding", arguments: [3, 4] as [UInt64])
    func requests(seed: UInt64) async throws {
        let world = try await World.grown(seed: seed, firearms: 1000, recoveries: 120)
        let tracer = try world.tracer(world.custodians())
        var describer = FirearmDescriber(tables: .carried)
        for (row, recovery) in world.recoveries.enumerated() {
            let body = try sentOver(TraceRequestBody.body(of: recovery))
            let read = try TraceRequestBody.recovery(body, describer: &describer)
            #expect(read.firearm == recovery.firearm, "row \(row)")
            #expect(read.reference == recovery.reference, "row \(row)")
            #expect(read.recoveredOn == recovery.recoveredOn, "row \(row)")
            #expect(read.unreadDate == recovery.unreadDate, "row \(row)")
            let differences = Said(tracer.trace(read)).differences(
                from: Said(tracer.trace(recovery)))
            #expect(differences == [], "row \(row)")
        }
    }

    @Test("a result says the same to whoever asked, and its body names no buyer")
    func results() async throws {
        let world = try await World.grown(seed: 3, firearms: 1000, recoveries: 150)
        let tracer = try world.tracer(world.custodians())
        let catalogues = try catalogues()
        var named = 0
        for (row, recovery) in world.recoveries.enumerated() {
            let finding = tracer.trace(recovery)
            let written = TraceResultBody.write(finding)
            let body = try sentOver(written.body)
            #expect(strings(in: .object(body)).isDisjoint(with: world.buyers), "row \(row)")
            let read = try TraceResultBody.read(body, for: recovery).finding
            #expect(read.purchaser == nil)
            #expect(read.isPurchaserSealed == (finding.purchaser != nil), "row \(row)")
            if let purchaser = finding.purchaser {
                named += 1
                let texts = Dictionary(
                    uniqueKeysWithValues: written.sealedPlaintexts.map { ($0.path.text, $0.text) })
                #expect(texts["purchaser.name"] == purchaser.name, "row \(row)")
                #expect(texts["purchaser.born"] ?? "" == purchaser.born, "row \(row)")
            }
            #expect(read.outcome == finding.outcome && read.closure == finding.closure)
            #expect(read.certainty == finding.certainty && read.soldOn == finding.soldOn)
            #expect(read.daysToCrime == finding.daysToCrime && read.dealer == finding.dealer)
            #expect(rounded(read.confidence) == rounded(finding.confidence), "row \(row)")
            #expect(read.candidates.map(\.chain).count == finding.candidates.count)
            for (there, here) in zip(read.candidates, finding.candidates) {
                #expect(there.firearm == here.firearm, "row \(row)")
                #expect(rounded(there.probability) == rounded(here.probability), "row \(row)")
                #expect(there.chain == here.chain.map(\.withoutDestination), "row \(row)")
            }
            for say in catalogues {
                #expect(texts(read, say) == texts(finding, say), "row \(row)")
            }
        }
        #expect(named > 50)
    }

    @Test("an answer without custody is one, and tells of nobody who had the firearm")
    func withoutCustody() async throws {
        let world = try await World.grown(seed: 5, firearms: 600, recoveries: 80)
        let tracer = try world.tracer(world.custodians())
        var told = 0
        for (row, recovery) in world.recoveries.enumerated() {
            let finding = tracer.trace(recovery)
            var body = TraceResultBody.withoutCustody(TraceResultBody.write(finding).body)
            body["sealed"] = nil
            // The first is the maker or importer, whom the firearm's description names.
            let holders = finding.candidates.flatMap { $0.chain.dropFirst() }.map(\.holder.name)
            told += holders.count
            let said = strings(in: .object(try sentOver(body)))
            #expect(said.isDisjoint(with: holders.filter { !$0.isEmpty }), "row \(row)")
            let read = try TraceResultBody.read(body, for: recovery).finding
            #expect(read.outcome == finding.outcome && read.dealer == nil && read.soldOn == nil)
            #expect(read.daysToCrime == nil && read.candidates.allSatisfy { $0.chain.isEmpty })
            #expect(read.candidates.map(\.firearm) == finding.candidates.prefix(12).map(\.firearm))
        }
        #expect(told > 50)
    }

    @Test("a request without its recovery is one, and says which firearm it is")
    func withoutRecovery() async throws {
        let world = try await World.grown(seed: 5, firearms: 300, recoveries: 40)
        for recovery in world.recoveries {
            let body = TraceRequestBody.body(of: recovery)
            let bare = TraceRequestBody.withoutRecovery(body)
            try TraceRequestBody.check(bare)
            #expect(!TraceRequestBody.tellsRecovery(bare) && bare["firearm"] == body["firearm"])
            #expect(Set(bare.members.map(\.name)).isSubset(of: ["ref", "firearm"]))
        }
    }

    @Test("a permission is read as it was written, and nothing else is one")
    func permissions() throws {
        for (use, isGiven) in [("export", true), ("refer", false)] {
            let body = try #require(PermissionBody(for: use, isGiven: isGiven))
            #expect(try PermissionBody(body.body, isAnswer: true) == body)
            #expect(throws: MessageError.self) { try PermissionBody(body.body, isAnswer: false) }
        }
        let asking = try #require(PermissionBody(for: "refer", isGiven: nil))
        #expect(try PermissionBody(asking.body, isAnswer: false) == asking)
        #expect(throws: MessageError.self) { try PermissionBody(asking.body, isAnswer: true) }
        for use in ["", "Export", "ex port", String(repeating: "a", count: 33)] {
            #expect(PermissionBody(for: use, isGiven: true) == nil)
            var body = asking.body
            body["for"] = .string(use)
            #expect(throws: MessageError.self) { try PermissionBody(body, isAnswer: false) }
        }
    }

    @Test("answers that came one by one are marked as those of one file")
    func duplicates() async throws {
        let world = try await World.grown(seed: 11, firearms: 1000, recoveries: 200)
        let tracer = try world.tracer(world.custodians())
        let together = await tracer.trace(world.recoveries)
        let singly = try world.recoveries.map { recovery in
            let body = TraceResultBody.write(tracer.trace(recovery)).body
            return try TraceResultBody.read(body, for: recovery).finding
        }
        #expect(together.count { $0.duplicateOf != nil } > 2)
        let marked = Duplicates.marked(singly)
        #expect(marked.map(\.duplicateOf) == together.map(\.duplicateOf))
        #expect(marked.map { $0.reasons.last?.key } == together.map { $0.reasons.last?.key })
        #expect(Duplicates.marked(together).map(\.reasons.count) == together.map(\.reasons.count))
    }

    private func rounded(_ probability: Double) -> Double { (probability * 10_000).rounded() }

    private func texts(_ finding: Finding, _ say: Catalogue) -> [String] {
        ([finding.mend].compactMap(\.self) + finding.reasons
            + finding.candidates.flatMap { $0.reasons + $0.chain.flatMap(\.notes) }).map { say($0) }
    }

    @Test("the report says that a purchaser is sealed, in both languages")
    func report() async throws {
        let world = try await World.grown(seed: 9, firearms: 600, recoveries: 60)
        let tracer = try world.tracer(world.custodians())
        let findings = try world.recoveries.map { recovery in
            let body = TraceResultBody.write(tracer.trace(recovery)).body
            return try TraceResultBody.read(body, for: recovery).finding
        }
        let source = ReportSource(
            files: [.init(name: "a.csv", rows: findings.count, problemRows: 0)],
            booksAsked: world.books.count, threshold: 0.9, version: "1")
        for say in try catalogues() {
            let page = TraceReport(
                findings: findings, madeOn: World.today, source: source, catalogue: say)
            let text = String(decoding: page.bytes(), as: UTF8.self)
            #expect(text.contains(say(Phrase("report.purchaser.sealed"))))
            for name in world.buyers { #expect(!text.contains(name)) }
        }
    }

    @Test("legs travel with a result")
    func legs() throws {
        let node = try #require(NodeName("us.trace.example"))
        let time = try #require(Moment(milliseconds: 1_767_225_600_000))
        let legs = [Leg(.received, by: node, at: time), Leg(.found, by: node, at: time)]
            .compactMap(\.self)
        let recovery = Recovery(unreadRow: 1, reference: "a", file: "f")
        let finding = Finding(unread: recovery, because: Phrase("tracing.reason.unique"))
        let body = TraceResultBody.write(finding, legs: legs).body
        #expect(try TraceResultBody.read(body, for: recovery).legs == legs)
    }

    @Test("whoever a firearm was exported to is sealed")
    func exported() throws {
        let recovery = Recovery(unreadRow: 1, reference: "a", file: "f")
        let step = ChainStep(
            holder: Custodians.unlisted("1", name: "A"), acquiredOn: nil,
            event: .exported(to: "SOMEBODY"), on: nil)
        let candidate = Candidate(
            firearm: RawDescriptor(make: "A"), probability: 1, reasons: [], chain: [step])
        let finding = Finding(
            recovery: recovery, outcome: .exported, closure: .exportedLawfully,
            mender: .otherNode, mend: nil, confidence: 1, certainty: .certain,
            candidates: [candidate], candidateCount: 1, absentProbability: 0, purchaser: nil,
            dealer: nil, soldOn: nil, daysToCrime: nil, duplicateOf: nil, reasons: [])
        let written = TraceResultBody.write(finding)
        #expect(!strings(in: .object(written.body)).contains("SOMEBODY"))
        #expect(written.sealedPlaintexts.map(\.path.text) == ["export.destination"])
        #expect(written.sealedPlaintexts.map(\.text) == ["SOMEBODY"])
        #expect(
            try TraceResultBody.read(written.body, for: recovery).finding.sealed == [.destination])
    }
}

extension ChainStep {
    fileprivate var withoutDestination: ChainStep {
        guard case .exported = event else { return self }
        return ChainStep(
            holder: holder, acquiredOn: acquiredOn, event: .exported(to: ""), on: on, notes: notes)
    }
}
