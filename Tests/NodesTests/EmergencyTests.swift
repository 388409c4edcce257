import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Policy
import Storage
import Synchronization
import Testing
import Vault

@testable import Nodes

/// Emergencies at a node, as its own commands ask for them.
@Suite(.serialized) struct NodeEmergencyTests {
    private func count(_ service: NodeService, _ query: Query) async throws -> Int {
        try await service.database.read { try $0.value(query, as: Int.self) }
    }

    private func values(_ answer: EmergencyAnswer?) -> [String]? {
        guard case .opened(let fields, _, _, _)? = answer else { return nil }
        return fields.map(\.value)
    }

    private func refusal(_ answer: EmergencyAnswer?) -> EmergencyError? {
        guard case .refused(let error, _)? = answer else { return nil }
        return error
    }

    private func question(_ answer: EmergencyAnswer?) -> PolicyQuestion? {
        guard case .ordinary(.forbidden(let refusal))? = answer else { return nil }
        return refusal.question
    }

    @Test("two officers open once while the other is away; both ledgers have it when it is back")
    func whole() async throws {
        let stage = try await EmergencyStage()
        var emergency: UniqueIdentifier?
        try await stage.alone { service in
            try await stage.register("A-1", "B-2")
            let before = await service.ledger.published
            let entry = try await stage.draft()
            emergency = entry.identifier
            let signatures = try stage.sign(entry, service, by: [("A-1", "A-1"), ("B-2", "B-2")])
            let answer = try await stage.client.openInEmergency(
                entry.identifier, signatures)
            #expect(values(answer) == [NamingAnswerer.name])
            #expect(await service.ledger.published == before, "nobody is shown anything")
            #expect(try await count(service, "SELECT COUNT(*) FROM used_permit") == 1)
            let again = try await stage.client.openInEmergency(
                entry.identifier, signatures)
            guard case .noDraft? = again else {
                Issue.record("a draft counts twice")
                return
            }
            #expect(try await count(service, "SELECT COUNT(*) FROM used_permit") == 1)
            #expect(try await stage.emergencies().map(\.review.state) == [.open])
            // The explanation stays here: the ledger only commits to it.
            let said = try await stage.client.justify(entry.identifier, try stage.explanation())
            guard case .justified(isLate: false, let index)? = said else {
                Issue.record("not justified")
                return
            }
            let bytes = try #require(try await service.database.read { try $0.entry(index) })
            #expect(bytes.firstRange(of: Array("MOTIVO".utf8)) == nil)
            let logged = try LedgerEntry(bytes)
            #expect(logged.kind == .justify && logged.answered == emergency)
            #expect(try await opens(logged, "justification", "x-justification", service))
            guard
                case .already? = try await stage.client.justify(
                    entry.identifier, try stage.explanation())
            else {
                Issue.record("justified twice")
                return
            }
        }
        try await theOtherLearnsOfIt(stage, try #require(emergency))
    }

    /// Tells whether the node's opening of an entry is that of a commitment in it.
    private func opens(
        _ entry: LedgerEntry, _ label: String, _ member: String, _ service: NodeService
    ) async throws -> Bool {
        let row = try await service.database.read { transaction in
            try transaction.row(
                """
                SELECT opening, deciphered(value, 'opening.value', entry || ' ' || label)
                FROM opening WHERE entry = $1 AND label = $2
                """, KeptIdentifier(entry.identifier), label, as: [UInt8].self, [UInt8].self)
        }
        let (opening, value) = try #require(row)
        let commitment = try #require(entry.extensions[member]?.string.flatMap { Commitment($0) })
        return commitment.isOpened(by: opening, value: value, label: label)
    }

    private func theOtherLearnsOfIt(
        _ stage: EmergencyStage, _ emergency: UniqueIdentifier
    ) async throws {
        let nodes = stage.nodes
        try await nodes.whileRunning {
            try await nodes.waitUntilDelivered()
            try await nodes.wait(at: try await NodeReader(nodes.states)) {
                try await !$0.overview().alarms.isEmpty
            }
        }
        let reader = try await NodeReader(nodes.states)
        let alarms = try await reader.overview().alarms
        #expect(alarms.map(\.kind) == ["emergency"])
        #expect(alarms.first?.about == "mx.trace.example \(emergency.text)")
        let seen = try await stage.emergencies(nodes.states)
        #expect(seen.map(\.review.entry) == [emergency] && seen.allSatisfy { !$0.isOpen })
        try nodes.audit(nodes.mexico)
        try nodes.audit(nodes.states)
        #expect(try await NodeReader(nodes.mexico).overview().alarms.isEmpty)
    }

    @Test("while the other cosigns there is no emergency")
    func reachable() async throws {
        let stage = try await EmergencyStage(speed: 1)
        let other = try await stage.nodes.start(stage.nodes.states, answerer: nil)
        let service = try await stage.service()
        let host = try NodeHost(service)
        let running = Task { await host.run() }
        for _ in 0..<600 where !service.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        try await stage.register("A-1", "B-2")
        let entries = try await count(service, "SELECT COUNT(*) FROM entry")
        let answer = try await stage.client.draftEmergency(
            try await stage.request(), try stage.opening())
        guard case .reachable? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(try await count(service, "SELECT COUNT(*) FROM entry") == entries)
        await stage.nodes.stop(running)
        await stage.nodes.stop(other)
    }

    @Test("what two officers have not both signed opens nothing, and the refusal is logged")
    func signatures() async throws {
        let stage = try await EmergencyStage()
        try await stage.alone { service in
            let change = OfficerChange(
                badge: "B-2", key: try #require(stage.keys["A-1"]).verifyingKey)
            try await stage.register("A-1")
            #expect(try await stage.client.change(change) == .keyInUse)
            let known = OfficerChange(
                badge: "A-1", key: try #require(stage.keys["C-3"]).verifyingKey)
            #expect(try await stage.client.change(known) == .known)
            let gone = OfficerChange(badge: "X-9", key: nil)
            #expect(try await stage.client.change(gone) == .unknown)
            // Nobody signs whose key is not known.
            let request = try await stage.request()
            guard
                case .unregistered(isSecond: true)? = try await stage.client.draftEmergency(
                    request, try stage.opening())
            else {
                Issue.record("an officer without a key may sign")
                return
            }
            try await stage.register("B-2", "C-3")
            let cases: [([(String, String)], EmergencyError)] = [
                ([("A-1", "A-1"), ("A-1", "A-1")], .sameOfficer),
                ([("A-1", "A-1"), ("B-2", "A-1")], .wrongSignature),
                ([("A-1", "C-3"), ("B-2", "B-2")], .wrongSignature),
                ([("B-2", "B-2"), ("C-3", "C-3")], .notByActor),
                ([("A-1", "A-1"), ("X-9", "B-2")], .unknownOfficer),
            ]
            for (signers, error) in cases {
                let entry = try await stage.draft()
                let answer = try await stage.client.openInEmergency(
                    entry.identifier, try stage.sign(entry, service, by: signers))
                #expect(refusal(answer) == error, "\(error)")
            }
            // A key that was taken away between the draft and the signatures.
            let entry = try await stage.draft()
            let removal = OfficerChange(badge: "B-2", key: nil)
            guard case .done = try await stage.client.change(removal) else {
                Issue.record("not removed")
                return
            }
            let answer = try await stage.client.openInEmergency(
                entry.identifier,
                try stage.sign(entry, service, by: [("A-1", "A-1"), ("B-2", "B-2")]))
            #expect(refusal(answer) == .unknownOfficer)
            // One signature is not even of the form.
            #expect(EmergencySignatures.read(Array(#"{"officers":[]}"#.utf8)) == nil)
            #expect(try await count(service, "SELECT COUNT(*) FROM used_permit") == 0)
            #expect(try await stage.emergencies().isEmpty)
            let refused = try await count(
                service, "SELECT COUNT(*) FROM entry WHERE instr(bytes, 'x-emergency') > 0")
            #expect(refused == cases.count + 1)
        }
    }

    @Test("what the policy does not permit is refused with what it was asked")
    func policy() async throws {
        let stage = try await EmergencyStage()
        try await stage.alone { service in
            try await stage.register("A-1", "B-2")
            let request = try await stage.request()
            var opening = try stage.opening()
            func refused() async throws -> PolicyQuestion? {
                question(try await stage.client.draftEmergency(request, opening))
            }
            opening.role = .officer
            #expect(try await refused()?.role == .officer)
            opening = try stage.opening()
            opening.purpose = PolicyPurpose(.criminalJustice)
            #expect(try await refused()?.action == .breakGlass)
            opening = try stage.opening()
            opening.second = nil
            #expect(try await refused()?.facts.contains(.second) == false)
            opening = try stage.opening()
            opening.basis = try #require(LegalBasis("mx:nada"))
            #expect(try await refused() != nil)
            opening = try stage.opening()
            opening.fields = [try #require(FieldPath("possessor.name"))]
            guard
                case .ordinary(.nothingSealed)? = try await stage.client.draftEmergency(
                    request, opening)
            else {
                Issue.record("a field that is not sealed")
                return
            }
            // A result that has expired.
            stage.pass(hours: 24 * 400)
            opening = try stage.opening()
            #expect(try await refused()?.facts.contains(.live) == false)
            #expect(try await stage.emergencies().isEmpty)
        }
    }

    @Test("who has not explained an emergency in a day opens nothing more, until it is explained")
    func suspended() async throws {
        let stage = try await EmergencyStage()
        try await stage.alone { service in
            try await stage.register("A-1", "B-2", "C-3")
            #expect(values(try await stage.open(service)) == [NamingAnswerer.name])
            let officers = ["A-1", "B-2"].map(service.pseudonym)
            for officer in officers {
                #expect(try await service.standing(of: officer, at: stage.now()))
            }
            stage.pass(hours: 25)
            #expect(try await stage.emergencies().map(\.review.state) == [.overdue])
            for officer in officers {
                #expect(try await !service.standing(of: officer, at: stage.now()))
            }
            #expect(try await service.standing(of: service.pseudonym("C-3"), at: stage.now()))
            // In the ordinary way, in an emergency, and as the second of one.
            let request = try await stage.request()
            var opening = try stage.opening()
            guard case .forbidden(let refusal)? = try await stage.client.open(request, opening)
            else {
                Issue.record("who is suspended opens")
                return
            }
            #expect(!refusal.question.facts.contains(.standing))
            for (officer, second) in [("A-1", "C-3"), ("C-3", "B-2")] {
                (opening.officer, opening.second) = (officer, second)
                let answer = try await stage.client.draftEmergency(request, opening)
                #expect(question(answer)?.facts.contains(.standing) == false)
            }
            let emergency = try #require(try await stage.emergencies().first).review.entry
            guard
                case .forbidden? = try await stage.client.justify(
                    emergency, try stage.explanation(role: .officer))
            else {
                Issue.record("the policy forbids it to an officer")
                return
            }
            guard
                case .unknown? = try await stage.client.justify(
                    request, try stage.explanation())
            else {
                Issue.record("a request is no emergency")
                return
            }
            // Who is suspended may explain.
            guard
                case .justified(isLate: true, _)? = try await stage.client.justify(
                    emergency, try stage.explanation())
            else {
                Issue.record("not justified")
                return
            }
            for officer in officers {
                #expect(try await service.standing(of: officer, at: stage.now()))
            }
            #expect(try await stage.emergencies().allSatisfy { $0.review.state.isRed })
        }
    }

    @Test("a draft waits for five minutes, and not for ever")
    func waiting() async throws {
        let stage = try await EmergencyStage()
        try await stage.alone { service in
            try await stage.register("A-1", "B-2")
            let entry = try await stage.draft()
            stage.pass(hours: 1)
            let answer = try await stage.client.openInEmergency(
                entry.identifier,
                try stage.sign(entry, service, by: [("A-1", "A-1"), ("B-2", "B-2")]))
            guard case .noDraft? = answer else {
                Issue.record("an old draft counts")
                return
            }
            for _ in 0..<20 {
                var one = entry
                one.identifier = service.surroundings.circumstances.identifier()
                let logged = LoggableEntry(entry: one, texts: [], request: nil)
                guard
                    case .found(let target) = try await service.target(
                        of: try await stage.request(), try stage.opening())
                else { return }
                let opening = try stage.opening()
                service.drafts.withLock {
                    $0.add(.init(opening: opening, logged: logged, target: target))
                }
            }
        }
    }

    @Test("a crash between the entry and the reading costs the permit, and leaves the duty")
    func crash() async throws {
        let stage = try await EmergencyStage()
        var entry: LedgerEntry?
        try await stage.alone { service in
            try await stage.register("A-1", "B-2")
            let drafted = try await stage.draft()
            entry = drafted
            let taken = service.drafts.withLock {
                $0.take(drafted.identifier, at: stage.now())
            }
            var logged = try #require(taken).logged
            let signatures = try stage.sign(
                drafted, service, by: [("A-1", "A-1"), ("B-2", "B-2")])
            logged.entry.extensions[BreakGlass.member] = BreakGlass.value(of: signatures)
            // Logged, and then the process ends.
            _ = try await service.log(logged)
        }
        let lost = try #require(entry)
        try await stage.alone { service in
            let signatures = try stage.sign(
                lost, service, by: [("A-1", "A-1"), ("B-2", "B-2")])
            let answer = try await stage.client.openInEmergency(
                lost.identifier, signatures)
            guard case .noDraft? = answer else {
                Issue.record("a draft outlives its process")
                return
            }
            #expect(try await count(service, "SELECT COUNT(*) FROM used_permit") == 0)
            #expect(try await stage.emergencies().map(\.review.entry) == [lost.identifier])
            #expect(values(try await stage.open(service)) == [NamingAnswerer.name])
            #expect(try await stage.emergencies().count == 2)
        }
        try await stage.nodes.whileRunning { try await stage.nodes.waitUntilDelivered() }
        try stage.nodes.audit(stage.nodes.mexico)
    }

    @Test("a node that was started while the other is away signs nothing")
    func unheard() async throws {
        let stage = try await EmergencyStage()
        let service = try await stage.service()
        let host = try NodeHost(service)
        let running = Task { await host.run() }
        try await stage.register("A-1", "B-2")
        #expect(
            try await stage.client.draftEmergency(
                try await stage.request(), try stage.opening()) == nil)
        #expect(try await service.ledger.unwitnessed(0) == nil)
        await stage.nodes.stop(running)
    }
}
