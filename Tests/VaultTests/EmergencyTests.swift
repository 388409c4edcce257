import Cryptography
import Encoding
import Exchange
import Ledger
import Testing
import Vault

struct BreakGlassTests {
    private func scene() throws -> Scene {
        var scene = try Scene(.breakGlass)
        try scene.sign(by: [("7", 70), ("8", 80)])
        return scene
    }

    private func refusal(_ scene: Scene) async throws -> EmergencyError? {
        guard case .failure(.emergency(let error)) = try await scene.ask() else { return nil }
        return error
    }

    @Test("two officers open in an emergency what nobody has cosigned, once")
    func good() async throws {
        let scene = try scene()
        let register = TestRegister()
        let expected = [
            "purchaser.name": TestVault.name, "possessor.name": "POSEEDOR-DE-PRUEBA",
        ]
        #expect(try await scene.ask(register) == .success(expected))
        #expect(try await scene.ask(register) == .failure(.used))
    }

    @Test("the signatures of an emergency do not open by a READ, nor without the ledger's own")
    func otherWays() async throws {
        var read = try Scene(.read)
        try read.sign(by: [("7", 70), ("8", 80)])
        #expect(try await read.ask() == .failure(.notCosigned))
        var unsigned = try scene()
        unsigned.log = try TestVault.signer("us.trace.example/ledger", .log, 9)
        #expect(try await unsigned.ask() == .failure(.notSigned))
    }

    @Test("an emergency that is wrong in one thing opens nothing")
    func refused() async throws {
        var scene = try scene()
        scene.entry.purpose = .criminalJustice
        #expect(try await refusal(scene) == .otherPurpose)

        scene = try self.scene()
        scene.entry.extensions = JSONObject()
        #expect(try await refusal(scene) == .unsigned)
        scene = try self.scene()
        scene.entry.agency = nil
        #expect(try await refusal(scene) == .incomplete)
        scene = try self.scene()
        scene.entry.basis = nil
        #expect(try await refusal(scene) == .incomplete)
        scene = try self.scene()
        scene.entry.caseFile = nil
        #expect(try await refusal(scene) == .incomplete)
        scene = try self.scene()
        scene.entry.actor = nil
        #expect(try await refusal(scene) == .incomplete)
    }

    @Test(
        "signatures by one officer, by strangers, by the suspended or of something else are refused"
    )
    func signatures() async throws {
        var scene = try Scene(.breakGlass)
        try scene.sign(by: [("7", 70), ("7", 70)])
        #expect(try await refusal(scene) == .sameOfficer)
        // One person who was given two names.
        scene = try Scene(.breakGlass)
        try scene.sign(by: [("7", 70), ("8", 70)])
        #expect(try await refusal(scene) == .sameOfficer)
        scene = try Scene(.breakGlass)
        try scene.sign(by: [("8", 80), ("9", 90)])
        #expect(try await refusal(scene) == .notByActor)
        for count in [1, 3] {
            scene = try Scene(.breakGlass)
            try scene.sign(by: Array([("7", 70), ("8", 80), ("9", 90)].prefix(count)))
            #expect(try await refusal(scene) == .unsigned)
        }
        scene = try self.scene()
        scene.terms.officers[TestVault.officer("8")] = nil
        #expect(try await refusal(scene) == .unknownOfficer)
        scene = try self.scene()
        scene.terms.officers[TestVault.officer("8")] = try TestVault.signingKey(81).verifyingKey
        #expect(try await refusal(scene) == .wrongSignature)
        scene = try self.scene()
        scene.entry.fields.insert(try TestVault.word("purchaser.address"))
        #expect(try await refusal(scene) == .wrongSignature)
        scene = try self.scene()
        scene.terms.suspended = [TestVault.officer("8")]
        #expect(try await refusal(scene) == .suspended)
    }

    @Test("what holds of every permit holds in an emergency")
    func common() async throws {
        var scene = try scene()
        scene.officer = TestVault.officer("8")
        #expect(try await scene.ask() == .failure(.otherOfficer))
        scene = try self.scene()
        scene.now = try TestVault.moment(scene.entry.time.milliseconds + 900_001)
        #expect(try await scene.ask() == .failure(.entryOld))
        scene = try self.scene()
        scene.fields.insert(try TestVault.word("purchaser.address"))
        #expect(try await scene.ask() == .failure(.fieldsNotPermitted))
        for change in [
            { $0.decision = nil }, { $0.decision = .forbid },
        ] as [@Sendable (inout LedgerEntry) -> Void] {
            var scene = try Scene(.breakGlass)
            change(&scene.entry)
            try scene.sign(by: [("7", 70), ("8", 80)])
            #expect(try await scene.ask() == .failure(.forbidden))
        }
        scene = try Scene(.breakGlass)
        scene.entry.policy = nil
        try scene.sign(by: [("7", 70), ("8", 80)])
        #expect(try await scene.ask() == .failure(.otherPolicy))
        scene = try Scene(.breakGlass)
        scene.entry.subject = nil
        try scene.sign(by: [("7", 70), ("8", 80)])
        #expect(try await scene.ask() == .failure(.otherSubject))
    }

    @Test("the signatures of an entry are read in one form alone")
    func form() throws {
        let entry = try scene().entry
        #expect(BreakGlass.signatures(of: entry)?.count == 2)
        let good = try #require(entry.extensions[BreakGlass.member]?.array)
        var short = JSONObject()
        short["by"] = .string(TestVault.officer("7").text)
        short["sig"] = .string("AAAA")
        var long = try #require(good[0].object)
        long["more"] = .null
        for wrong in [
            .null, .array([]), .array(good + [good[0]]), .array([good[0], .null]),
            .array([good[0], .object(short)]), .array([good[0], .object(long)]),
        ] as [JSONValue] {
            var changed = entry
            changed.extensions[BreakGlass.member] = wrong
            #expect(BreakGlass.signatures(of: changed) == nil)
        }
    }
}

struct EmergencyReviewTests {
    private let hour: Int64 = 60 * 60 * 1000
    private let start: Int64 = 1_767_225_600_000

    private func entry(
        _ kind: EntryKind, _ number: UInt8, at hours: Int64, by badge: String? = "7",
        about answered: UInt8? = nil, node: String = "us.trace.example"
    ) throws -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: try TestVault.identifier(number),
            at: try TestVault.moment(start + hours * hour), node: try TestVault.word(node))
        entry.actor = badge.map(TestVault.officer)
        entry.answered = try answered.map(TestVault.identifier)
        if kind == .breakGlass {
            entry.extensions[BreakGlass.member] = BreakGlass.value(
                of: [badge ?? "7", "8"].map {
                    BreakGlass.Signature(
                        officer: TestVault.officer($0), bytes: [UInt8](repeating: 1, count: 64))
                })
        }
        return entry
    }

    private func states(_ entries: [LedgerEntry], at hours: Int64, plus: Int64 = 0) throws
        -> [EmergencyReview.State]
    {
        EmergencyReview(of: entries, at: try TestVault.moment(start + hours * hour + plus))
            .cases.map(\.state)
    }

    @Test("an emergency is open for a day, and then overdue, with both officers suspended")
    func time() throws {
        let entries = [try entry(.breakGlass, 1, at: 0)]
        #expect(try states(entries, at: 24) == [.open])
        #expect(try states(entries, at: 24, plus: 1) == [.overdue])
        let overdue = EmergencyReview(of: entries, at: try TestVault.moment(start + 25 * hour))
        #expect(overdue.suspended == [TestVault.officer("7"), TestVault.officer("8")])
        #expect(overdue.cases[0].state.isRed)
        let open = EmergencyReview(of: entries, at: try TestVault.moment(start + hour))
        #expect(open.suspended.isEmpty && !open.cases[0].state.isRed)
        let short = EmergencyReview(
            of: entries, at: try TestVault.moment(start + hour), time: hour - 1)
        #expect(short.cases[0].state == .overdue)
    }

    @Test("a justification counts once, in time or late")
    func justified() throws {
        let begun = try entry(.breakGlass, 1, at: 0)
        let inTime = try entry(.justify, 2, at: 24, about: 1)
        let late = try entry(.justify, 3, at: 25, about: 1)
        let moment = try TestVault.moment(start + 24 * hour)
        #expect(try states([begun, inTime], at: 100) == [.justified(at: moment)])
        #expect(try states([begun, inTime, late], at: 100) == [.justified(at: moment)])
        let after = try TestVault.moment(start + 25 * hour)
        let review = EmergencyReview(
            of: [begun, late], at: try TestVault.moment(start + 26 * hour))
        #expect(review.cases.map(\.state) == [.late(at: after)])
        #expect(review.cases[0].state.isRed && review.suspended.isEmpty)
    }

    @Test("what justifies nothing: before it, about another, by another node, dated back")
    func notJustified() throws {
        let begun = try entry(.breakGlass, 1, at: 0)
        let answer = try entry(.justify, 2, at: 1, about: 1)
        #expect(try states([answer, begun], at: 30) == [.overdue])
        #expect(
            try states([begun, try entry(.justify, 2, at: 1, about: 9)], at: 30) == [.overdue])
        let foreign = try entry(.justify, 2, at: 1, about: 1, node: "mx.trace.example")
        #expect(try states([begun, foreign], at: 30) == [.overdue])
        let between = try entry(.nodeStart, 3, at: 26)
        #expect(
            try states([begun, between, answer], at: 30)
                == [.late(at: try TestVault.moment(start + 26 * hour))])
        // A clock that was wrong before it does it no harm.
        let wrong = try entry(.nodeStart, 3, at: 1000)
        #expect(
            try states([wrong, begun, answer], at: 30)
                == [.justified(at: try TestVault.moment(start + hour))])
    }

    @Test("each emergency has its own state, in the order of the ledger")
    func several() throws {
        let entries = [
            try entry(.breakGlass, 1, at: 0), try entry(.breakGlass, 2, at: 1, by: "9"),
            try entry(.justify, 3, at: 2, about: 2), try entry(.breakGlass, 4, at: 20, by: "6"),
        ]
        let review = EmergencyReview(of: entries, at: try TestVault.moment(start + 30 * hour))
        #expect(
            review.cases.map(\.state) == [
                .overdue, .justified(at: try TestVault.moment(start + 2 * hour)), .open,
            ])
        #expect(
            review.cases.map(\.entry) == [1, 2, 4].compactMap { try? TestVault.identifier($0) })
        #expect(review.suspended == [TestVault.officer("7"), TestVault.officer("8")])
        #expect(EmergencyReview(of: [], at: try TestVault.moment(0)).cases.isEmpty)
    }

    @Test("an emergency without signatures in the form suspends who asked")
    func unsigned() throws {
        var begun = try entry(.breakGlass, 1, at: 0)
        begun.extensions = JSONObject()
        let review = EmergencyReview(of: [begun], at: try TestVault.moment(start + 30 * hour))
        #expect(review.suspended == [TestVault.officer("7")])
    }
}
