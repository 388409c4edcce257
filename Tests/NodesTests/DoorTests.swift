import Chronology
import Cryptography
import Delivery
import Encoding
import Exchange
import FoundationEssentials
import Inquiries
import Language
import Ledger
import Policy
import Testing
import Tracing

@testable import Nodes

/// Every door of a node asks the policy: what it forbids does not go through, and stands in the ledger.
@Suite(.serialized) struct DoorTests {
    /// A policy that the binary carries, changed, as the node's own.
    private func change(
        _ folder: NodeFolder, _ country: String, _ old: String, _ new: String
    ) throws {
        let path = "Sources/CData/files/policy/\(country)-2026-01-01.policy"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        #expect(text.contains(old))
        try text.replacing(old, with: new, maxReplacements: 1)
            .write(toFile: folder.path + "/node.policy", atomically: true, encoding: .utf8)
    }

    private func submit(
        _ nodes: TwoNodes, _ number: Int, role: PolicyRole = .officer,
        purpose: Purpose = .criminalJustice
    ) async throws -> SubmissionAnswer {
        var terms = Submission.Terms(officer: "B-1")
        terms.role = role
        terms.purpose = purpose
        var body = EchoAnswerer.body(number)
        body["state"] = .string("Sonora")
        let row = Submission.Row(row: number, reference: "F-\(number)", body: body)
        return try await LocalClient(nodes.mexico).submit(
            Submission(
                file: "r.csv", digest: Digest.sha256([UInt8(number)]), terms: terms, rows: [row]))
    }

    /// The request of a recovery that has an end now.
    private func ended(
        _ nodes: TwoNodes, _ number: Int
    ) async throws -> RequestOverview {
        let reader = try await NodeReader(nodes.mexico)
        var found: RequestOverview?
        try await nodes.wait(at: reader) { reader in
            found = try await reader.requests(named: "F-\(number)").first
            return found.map { $0.conversation.state != .open } ?? false
        }
        try await nodes.waitUntilDelivered()
        return try #require(found)
    }

    private func entries(
        _ folder: NodeFolder, _ kind: EntryKind, about request: UniqueIdentifier
    ) async throws -> [LedgerEntry] {
        try await NodeReader(folder).entries(about: request).map(\.entry).filter { $0.kind == kind }
    }

    private func whileRunning(_ nodes: TwoNodes, _ work: () async throws -> Void) async throws {
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states), work)
        #expect(nodes.failures.isEmpty)
    }

    @Test("what is handed in, taken and told is decided, and each entry says by which policy")
    func decisions() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            guard case .taken(_, 1, _, false) = try await submit(nodes, 1) else {
                Issue.record("not taken")
                return
            }
            let request = try await ended(nodes, 1)
            let day = try #require(Day(iso: "2026-02-01"))
            let mexico = try #require(Policy.carried(for: "MX", on: day))
            let states = try #require(Policy.carried(for: "US", on: day))
            let sent = try await entries(nodes.mexico, .messageOut, about: request.identifier)
            #expect(sent.map(\.policy) == [mexico.digest] && sent[0].decision == .permit)
            let came = try await entries(nodes.states, .messageIn, about: request.identifier)
            #expect(came.first?.policy == states.digest && came.first?.decision == .permit)
            let told = try await entries(nodes.states, .disclose, about: request.identifier)
                .filter { !$0.fields.isEmpty }
            #expect(told.count == 1)
            #expect(told.first?.fields.map(\.text) == ["purchaser.name"])
            #expect(try told.first?.addressee()?.text == "mx.trace.example")
            #expect(told.first?.policy == states.digest && told.first?.purpose == .criminalJustice)
            #expect(told.first?.actor == Pseudonym(badge: "B-1", key: try actor(nodes.mexico)))
        }
    }

    private func actor(_ folder: NodeFolder) throws -> [UInt8] {
        try KeyFile.read("actor", in: folder.keys)
    }

    @Test("whoever may not ask is refused by the own policy, and nothing is sent")
    func roles() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            for role in PolicyRole.allCases {
                let answer = try await submit(nodes, 1 + role.rawValue, role: role)
                switch (role, answer) {
                case (.officer, .taken), (.tracingCentre, .taken), (.investigator, .taken),
                    (.prosecutor, .taken):
                    break
                case (.custodian, .forbidden(let refusal)),
                    (.secretariat, .forbidden(let refusal)),
                    (.auditor, .forbidden(let refusal)), (.administrator, .forbidden(let refusal)):
                    #expect(refusal.question.role == role && refusal.question.action == .submit)
                    #expect(refusal.entry > 0)
                default: Issue.record("\(role.word) was answered otherwise")
                }
            }
            try await nodes.waitUntilDelivered()
            #expect(try await NodeReader(nodes.mexico).submissions().count == 4)
        }
    }

    @Test("for a return, the firearm alone is told, and no name comes back")
    func returns() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            guard case .forbidden = try await submit(nodes, 1, purpose: .firearmReturn) else {
                Issue.record("an officer can not ask for a return in Mexico")
                return
            }
            let answer = try await submit(
                nodes, 2, role: .tracingCentre, purpose: .firearmReturn)
            guard case .taken(_, 1, _, true) = answer else {
                Issue.record("not taken, or with all of it")
                return
            }
            let request = try await ended(nodes, 2)
            let messages = try await NodeReader(nodes.mexico).messages(about: request.identifier)
            let asked = try #require(messages.first { $0.message.kind == .traceRequest }?.message)
            #expect(asked.body["state"] == nil && asked.body["firearm"] != nil)
            let result = try #require(messages.first { $0.message.kind == .traceResult }?.message)
            #expect(result.sealed.isEmpty && result.body["reasons"] == nil)
            let told = try await entries(nodes.states, .disclose, about: request.identifier)
            #expect(told.allSatisfy { $0.fields.isEmpty })
        }
    }

    @Test(
        "a request that the answering node's policy forbids is refused with a code",
        arguments: [
            ("permit us.disclose\n  action disclose\n  role tracing-centre\n", "prosecutor"),
            (
                "permit us.lookup-serial\n  action lookup-serial\n  role tracing-centre custodian\n",
                "custodian"
            ),
        ])
    func forbidden(rule: String, role: String) async throws {
        let nodes = try await TwoNodes()
        let lines = rule.split(separator: "\n")
        try change(
            nodes.states, "us", rule, "\(lines[0])\n\(lines[1])\n  role \(role)\n")
        try await whileRunning(nodes) {
            _ = try await submit(nodes, 1)
            let request = try await ended(nodes, 1)
            #expect(request.conversation.state == .refused(.forbidden))
            let refusals = try await entries(nodes.states, .refuse, about: request.identifier)
            #expect(refusals.map(\.decision) == [.forbid] && refusals[0].policy != nil)
        }
    }

    @Test("a policy that forbids names lets the rest be told")
    func nameless() async throws {
        let nodes = try await TwoNodes()
        let head = "permit us.disclose\n  action disclose\n  role tracing-centre\n"
        try change(
            nodes.states, "us", head + "  class identity firearm custody\n",
            head + "  class firearm custody\n")
        try await whileRunning(nodes) {
            _ = try await submit(nodes, 1)
            let request = try await ended(nodes, 1)
            guard case .answered = request.conversation.state else {
                Issue.record("not answered")
                return
            }
            let messages = try await NodeReader(nodes.mexico).messages(about: request.identifier)
            let result = try #require(messages.first { $0.message.kind == .traceResult }?.message)
            #expect(result.sealed.isEmpty)
        }
    }

    @Test("a policy that changes while the node runs is logged and counts at once")
    func changes() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            _ = try await submit(nodes, 1)
            _ = try await ended(nodes, 1)
            try change(nodes.mexico, "mx", "version 1\n", "version 2\n")
            let bytes = try Data(contentsOf: URL(filePath: nodes.mexico.path + "/node.policy"))
            let digest = Digest.sha256(Array(bytes))
            let reader = try await NodeReader(nodes.mexico)
            try await nodes.wait(at: reader) { _ in
                try await nodes.entries(nodes.mexico, [.policy]).map(\.policy) == [digest]
            }
            _ = try await submit(nodes, 2)
            let request = try await ended(nodes, 2)
            let sent = try await entries(nodes.mexico, .messageOut, about: request.identifier)
            #expect(sent.map(\.policy) == [digest])
        }
    }

    @Test(
        "a policy that can not be read while the node runs is told once, and stops only what it decides"
    )
    func broken() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning {
            _ = try await submit(nodes, 1)
            _ = try await ended(nodes, 1)
            let path = nodes.states.path + "/node.policy"
            try Data([0xFF]).write(to: URL(filePath: path))
            let reader = try await NodeReader(nodes.states)
            try await nodes.wait(at: reader) { _ in !nodes.failures.isEmpty }
            _ = try await submit(nodes, 2)
            // Told once, and the timers go on behind it: what was sent before is witnessed as ever.
            let mexico = try await NodeReader(nodes.mexico)
            try await nodes.wait(at: mexico) { reader in
                let overview = try await reader.overview()
                return overview.checkpoint?.size == overview.entries
            }
            let open = try await mexico.requests(named: "F-2").first?.conversation.state
            #expect(open == .open)
            try FileManager.default.removeItem(atPath: path)
            guard case .answered = try await ended(nodes, 2).conversation.state else {
                Issue.record("not answered when there is a policy again")
                return
            }
        }
        let parts = nodes.failures.compactMap { news -> String? in
            guard case .failed(let part, _) = news else { return nil }
            return part
        }
        #expect(parts.count { $0 == "policy" } == 1)
        #expect(Set(parts).isSubset(of: ["policy", "receiving"]))
    }

    @Test("a node whose policy can not be read does not begin")
    func unreadable() async throws {
        let nodes = try await TwoNodes()
        try change(nodes.mexico, "mx", "rastro-policy 1\n", "rastro-policy 9\n")
        await #expect(throws: PolicyError.self) {
            _ = try await NodeService(nodes.mexico, surroundings: nodes.surroundings)
        }
    }
}

extension DoorTests {
    private func say(
        _ folder: NodeFolder, _ what: LocalTalk.What, _ request: UniqueIdentifier,
        role: PolicyRole = .tracingCentre, second: String? = "B-2"
    ) async throws -> TalkAnswer {
        try await LocalClient(folder).say(
            LocalTalk(what, officer: "B-1", role: role, second: second), about: request)
    }

    @Test(
        "what is marked H2 is passed on when the provider has permitted it, and as long as it does")
    func permissions() async throws {
        let nodes = try await TwoNodes()
        var configuration = try NodeConfiguration(nodes.states)
        configuration.handling = [.notPassedOn]
        try configuration.write(to: nodes.states)
        try await whileRunning(nodes) {
            _ = try await submit(nodes, 1)
            let request = try await ended(nodes, 1).identifier
            let refer = LocalTalk.What.refer(note: nil)
            guard case .forbidden(let refusal) = try await say(nodes.mexico, refer, request) else {
                Issue.record("passed on without a permission")
                return
            }
            #expect(refusal.question.handling.words == [.notPassedOn])
            // Another use than the one that is wanted does not count.
            for use in [PolicyAction.export, .refer] {
                guard case .forbidden = try await say(nodes.mexico, refer, request) else {
                    Issue.record("passed on with a permission for something else")
                    return
                }
                guard
                    case .said = try await say(nodes.mexico, .askPermission(use), request),
                    case .said = try await say(
                        nodes.states, .permit(use, isGiven: true), request)
                else {
                    Issue.record("not asked or not permitted")
                    return
                }
                try await nodes.waitUntilDelivered()
            }
            guard case .said = try await say(nodes.mexico, refer, request) else {
                Issue.record("not passed on")
                return
            }
            _ = try await say(nodes.states, .permit(.refer, isGiven: false), request)
            try await nodes.waitUntilDelivered()
            guard case .forbidden = try await say(nodes.mexico, refer, request) else {
                Issue.record("passed on after it was denied")
                return
            }
            let passed = try await entries(
                nodes.mexico, .secondaryDissemination, about: request)
            #expect(passed.count == 1 && passed[0].handling == [.notPassedOn])
            let given = try await entries(nodes.states, .permission, about: request)
            #expect(given.map(\.decision) == [.permit, .permit, .forbid])
        }
    }

    @Test("a note may name people: one officer alone does not pass it on; who may not, does not")
    func notes() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            _ = try await submit(nodes, 1)
            let request = try await ended(nodes, 1).identifier
            let note = LocalTalk.What.refer(note: "Sigue en Nogales")
            guard
                case .forbidden(let refusal) = try await say(
                    nodes.mexico, note, request, second: nil)
            else {
                Issue.record("one officer passed on a note")
                return
            }
            #expect(refusal.question.dataClass == .identity)
            for role in [PolicyRole.officer, .auditor, .investigator, .administrator] {
                guard case .forbidden = try await say(nodes.mexico, note, request, role: role)
                else {
                    Issue.record("\(role.word) passed it on")
                    return
                }
            }
            guard case .said = try await say(nodes.mexico, note, request, role: .prosecutor)
            else {
                Issue.record("not passed on")
                return
            }
            // What this node did not tell it can not permit; what it did not ask for it asks no leave for.
            guard
                case .unknown = try await say(
                    nodes.mexico, .permit(.refer, isGiven: true), request),
                case .unknown = try await say(nodes.states, .askPermission(.refer), request),
                case .forbidden = try await say(
                    nodes.states, .permit(.refer, isGiven: true), request, role: .officer)
            else {
                Issue.record("the wrong side was heard")
                return
            }
        }
    }
}
