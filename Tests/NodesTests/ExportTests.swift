import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Ledger
import Policy
import Storage
import Synchronization
import Testing

@testable import Nodes

/// Evidence goes to a court when the policy lets it, once the ledger says so, and with the names that were asked for alone.
@Suite(.serialized) struct ExportTests {
    private func submit(_ nodes: TwoNodes, _ count: Int = 1) async throws -> [UniqueIdentifier] {
        let rows = (1...count).map {
            Submission.Row(row: $0, reference: "F-\($0)", body: EchoAnswerer.body($0))
        }
        let answer = try await LocalClient(nodes.mexico).submit(
            Submission(
                file: "r.csv", digest: Digest.sha256([]), terms: .init(officer: "B-1"), rows: rows))
        guard case .taken(let submission, _, _, _) = answer else {
            Issue.record("not taken")
            return []
        }
        try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
        try await nodes.waitUntilDelivered()
        let reader = try await NodeReader(nodes.mexico)
        var requests: [UniqueIdentifier] = []
        for number in 1...count {
            requests += try await reader.requests(named: "F-\(number)").map(\.identifier)
        }
        return requests
    }

    private func asking(
        role: PolicyRole = .prosecutor, purpose: Purpose = .criminalJustice,
        fields: Set<String> = [], second: String? = nil, law: String = "mx:lfafe"
    ) throws -> OpeningRequest {
        OpeningRequest(
            fields: Set(try fields.map { try #require(FieldPath($0)) }), officer: "B-1",
            role: role, purpose: PolicyPurpose(purpose), basis: try #require(LegalBasis(law)),
            caseReference: try #require(CaseReference("FGR/7")), second: second)
    }

    private func export(
        _ folder: NodeFolder, _ request: UniqueIdentifier, _ asking: OpeningRequest
    ) async throws -> EvidenceBundle? {
        guard case .exported(let bundle)? = try await LocalClient(folder).export(request, asking)
        else { return nil }
        return bundle
    }

    private func refusal(
        _ nodes: TwoNodes, _ request: UniqueIdentifier, _ asking: OpeningRequest
    ) async throws -> PolicyQuestion? {
        let answer = try await LocalClient(nodes.mexico).export(request, asking)
        guard case .ended(.forbidden(let refusal))? = answer else { return nil }
        let entry = try await NodeReader(nodes.mexico).entries(about: request)
            .first { $0.index == refusal.entry }?.entry
        #expect(entry?.kind == .refuse && entry?.decision == .forbid && entry?.caseFile != nil)
        return refusal.question
    }

    private func text(_ bundle: EvidenceBundle) -> String {
        bundle.files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    }

    private func file(_ bundle: EvidenceBundle, _ path: String) throws -> [UInt8] {
        try #require(bundle.files.first { $0.path == path }?.bytes)
    }

    private func object(_ bytes: [UInt8]) throws -> JSONObject {
        try #require(try JSONValue(parsing: bytes).object)
    }

    @Test("the entry stands in the ledger, cosigned, and has the digest of what was put together")
    func logged() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            let bundle = try #require(try await export(nodes.mexico, request, try asking()))
            #expect(bundle.request == request && bundle.peer.text == "us.trace.example")
            #expect(!text(bundle).contains(NamingAnswerer.name))
            let name = "mx.trace.example.\(bundle.entry)"
            let bytes = try file(bundle, "entries/\(name).json")
            let entry = try LedgerEntry(bytes)
            #expect(entry.kind == .export && entry.decision == .permit && entry.fields.isEmpty)
            #expect(try entry.deed() == "export" && entry.request() == request)
            #expect(
                entry.extensions["x-content"]?.string
                    == Hexadecimal.encode(bundle.content.bytes))
            let evidence = try InclusionEvidence(try file(bundle, "proofs/\(name).tlog-proof"))
            let own = try await NodeReader(nodes.mexico).ownLedger()
            let checkpoint = try evidence.verify(bytes, log: own.log)
            #expect(try checkpoint.cosigned(by: own.witnesses[0]) != nil)
            #expect(evidence.index == bundle.entry)
            let content = bundle.files.filter { file in
                file.path != "entries/\(name).json" && !file.path.hasPrefix("proofs/")
                    && file.path != "policy/mx.trace.example.note"
            }
            #expect(
                Digest.sha256(EvidenceBundle.manifest(of: content)) == bundle.content)
        }
        #expect(nodes.failures.isEmpty)
    }

    @Test(
        "messages and entries are the bytes that were sent and logged, of both nodes, each proved")
    func whole() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let requests = try await submit(nodes, 2)
            let bundle = try #require(try await export(nodes.mexico, requests[0], try asking()))
            let entries = bundle.files.filter { $0.path.hasPrefix("entries/") }
            let digests = Set(try entries.compactMap { try LedgerEntry($0.bytes).message })
            for file in entries {
                #expect(try LedgerEntry(file.bytes).request() == requests[0])
                let proof = file.path.replacing("entries/", with: "proofs/")
                    .replacing(".json", with: ".tlog-proof")
                _ = try self.file(bundle, proof)
            }
            #expect(Set(try entries.map { try LedgerEntry($0.bytes).node.text }).count == 2)
            let messages = bundle.files.filter { $0.path.hasPrefix("messages/") }
            let kinds = try messages.map { file in
                let envelope = try Envelope(file.bytes)
                let message = try Message(payload: envelope.payload)
                #expect(message.kind == .receipt || digests.contains(envelope.digest))
                return message.kind
            }
            #expect(Set(kinds) == [.traceRequest, .traceResult, .receipt])
            #expect(bundle.count(in: "keys") == 2)
            let policy = try file(bundle, "policy/mx.trace.example.policy")
            let note = try SignedNote(try file(bundle, "policy/mx.trace.example.note"))
            try note.verify(by: try await NodeReader(nodes.mexico).ownLedger().log)
            #expect(note.text.contains(Hexadecimal.encode(Digest.sha256(policy).bytes)))
            // The provider may do the same at its own node, with a law of its own.
            let other = try await export(
                nodes.states, requests[0], try asking(law: "us:18usc923g7"))
            #expect(other?.files.contains { $0.path.hasPrefix("entries/us.") } == true)
            #expect(other?.peer.text == "mx.trace.example")
        }
    }

    @Test("a name takes two officers, a reading of its own, and opens its commitment")
    func named() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            let alone = try await refusal(nodes, request, try asking(fields: ["purchaser.name"]))
            #expect(alone?.dataClass == .identity && alone?.action == .export)
            let asked = try asking(fields: ["purchaser.name"], second: "B-2")
            let bundle = try #require(try await export(nodes.mexico, request, asked))
            let openings = try bundle.files.filter { $0.path.hasPrefix("openings/") }
                .map { try object($0.bytes) }
            let name = try #require(openings.first { $0["label"]?.string == "purchaser.name" })
            #expect(name["value"]?.string == NamingAnswerer.name)
            let commitment = try #require(name["commitment"]?.string.flatMap { Commitment($0) })
            let opening = try #require(name["opening"]?.string.flatMap { Base64.decode($0) })
            #expect(
                commitment.isOpened(
                    by: opening, value: Array(NamingAnswerer.name.utf8), label: "purchaser.name"))
            let result = try #require(
                try await NodeReader(nodes.mexico).messages(about: request)
                    .first { $0.message.kind == .traceResult }?.message)
            #expect(result.sealed.map(\.commitment) == [commitment])
            #expect(openings.contains { $0["label"]?.string == "vault.record" })
            #expect(openings.count { $0["value"]?.string == "FGR/7" } == 3)
            let entries = try bundle.files.filter { $0.path.hasPrefix("entries/mx") }
                .map { try LedgerEntry($0.bytes) }
            #expect(entries.contains { $0.kind == .read && $0.fields.count == 1 })
            #expect(entries.first { $0.kind == .export }?.fields.map(\.text) == ["purchaser.name"])
            #expect(entries.filter { $0.kind == .read }.count == 1)
        }
    }

    @Test("numbers of other cases are not opened")
    func cases() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            let opening = OpeningRequest(
                officer: "B-1", role: .investigator, purpose: .criminalJustice,
                basis: try #require(LegalBasis("mx:lfafe")),
                caseReference: try #require(CaseReference("OTRO-CASO")))
            guard case .opened? = try await LocalClient(nodes.mexico).open(request, opening) else {
                Issue.record("not opened")
                return
            }
            let bundle = try #require(try await export(nodes.mexico, request, try asking()))
            #expect(text(bundle).contains("\"kind\":\"READ\""))
            #expect(!text(bundle).contains("OTRO-CASO") && text(bundle).contains("FGR/7"))
        }
    }

    @Test("who may not, for another purpose, or under no law of the policy, is refused")
    func refused() async throws {
        let nodes = try await TwoNodes()
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            for role in PolicyRole.allCases where role != .prosecutor {
                #expect(try await refusal(nodes, request, try asking(role: role))?.role == role)
            }
            for purpose in [Purpose.firearmReturn, .exigent] {
                #expect(try await refusal(nodes, request, try asking(purpose: purpose)) != nil)
            }
            let law = try await refusal(nodes, request, try asking(law: "mx:otra"))
            #expect(law?.action == .export)
            let unknown = try #require(UniqueIdentifier("01890000-0000-7000-8000-000000000000"))
            let answer = try await LocalClient(nodes.mexico).export(unknown, try asking())
            guard case .unknown? = answer else {
                Issue.record("an unknown request was taken")
                return
            }
            let missing = try await LocalClient(nodes.mexico).export(
                request, try asking(fields: ["purchaser.born"], second: "B-2"))
            guard case .ended(.nothingSealed)? = missing else {
                Issue.record("a field that is not there was opened")
                return
            }
            let kinds = try await NodeReader(nodes.mexico).entries(about: request).map(\.entry.kind)
            #expect(!kinds.contains(.export) && !kinds.contains(.read))
        }
    }

    @Test("an officer whose permits are suspended, or who agrees with one who is, is refused")
    func suspended() async throws {
        let nodes = try await TwoNodes()
        try await suspend("B-3", at: nodes.mexico)
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            #expect(try await export(nodes.mexico, request, try asking(second: "B-2")) != nil)
            let question = try await refusal(nodes, request, try asking(second: "B-3"))
            #expect(question?.facts.contains(.standing) == false)
        }
    }

    /// Keeps an emergency of an officer at a node at rest that nobody has explained in time.
    private func suspend(_ badge: String, at folder: NodeFolder) async throws {
        let past = try #require(Moment(milliseconds: 1_700_000_000_000))
        let random = [UInt8](repeating: 7, count: UniqueIdentifier.randomSize)
        var entry = LedgerEntry(
            .breakGlass, identifier: try #require(UniqueIdentifier(at: past, random: random)),
            at: past, node: try NodeConfiguration(folder).name)
        entry.actor = Pseudonym(badge: badge, key: try KeyFile.read("actor", in: folder.keys))
        let kept = entry
        let database = try await folder.openTables()
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO emergency(node, entry, number, bytes, justified, latest)
                VALUES ($1, $2, 0, $3, NULL, $4)
                """, Kept(kept.node), KeptIdentifier(kept.identifier), try kept.bytes(),
                KeptMoment(past))
        }
        await database.close()
    }

    @Test("what is marked H1 waits for the provider's permission, and for no other use's")
    func permission() async throws {
        let nodes = try await TwoNodes()
        var configuration = try NodeConfiguration(nodes.states)
        configuration.handling = [.notInCourt]
        try configuration.write(to: nodes.states)
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let request = try await submit(nodes)[0]
            for use in [PolicyAction.refer, .export] {
                let question = try await refusal(nodes, request, try asking())
                #expect(question?.handling.words == [.notInCourt])
                try await say(nodes.states, .permit(use, isGiven: true), request)
                try await nodes.waitUntilDelivered()
            }
            #expect(try await export(nodes.mexico, request, try asking()) != nil)
            try await say(nodes.states, .permit(.export, isGiven: false), request)
            try await nodes.waitUntilDelivered()
            #expect(try await refusal(nodes, request, try asking()) != nil)
        }
    }

    private func say(
        _ folder: NodeFolder, _ what: LocalTalk.What, _ request: UniqueIdentifier
    ) async throws {
        let answer = try await LocalClient(folder).say(
            LocalTalk(what, officer: "U-1", role: .tracingCentre), about: request)
        guard case .said = answer else {
            Issue.record("not said")
            return
        }
    }

    @Test(
        "what was erased is said to be erased, with its digest; what has expired goes to no court")
    func erased() async throws {
        let nodes = try await TwoNodes()
        var request: UniqueIdentifier?
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let found = try await submit(nodes)[0]
            request = found
            let answer = try await LocalClient(nodes.mexico).erase(
                found, ErasingRequest(officer: "A-1", role: .administrator, second: "A-2"))
            #expect(answer == .erased(messages: 1))
            let bundle = try #require(try await export(nodes.mexico, found, try asking()))
            let gone = bundle.files.filter { $0.path.hasSuffix(".erased.json") }
            #expect(gone.count == 1)
            let said = try object(try #require(gone.first).bytes)
            #expect(said["typ"]?.string == "TRACE_RESULT")
            let digest = try #require(said["digest"]?.string)
            #expect(text(bundle).contains("\"msg\":\"\(digest)\""))
            #expect(text(bundle).contains("\"kind\":\"ERASE\""))
            let asked = try asking(fields: ["purchaser.name"], second: "B-2")
            guard case .ended(.erased)? = try await LocalClient(nodes.mexico).export(found, asked)
            else {
                Issue.record("an erased name was read")
                return
            }
        }
        nodes.ahead.withLock { $0 = 31 * 86_400_000 }
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states)) {
            let found = try #require(request)
            // Until the ledger is open, nothing is decided.
            try await nodes.wait { _ in
                try await LocalClient(nodes.mexico).export(found, try asking()) != nil
            }
            let question = try await refusal(nodes, found, try asking())
            #expect(question?.facts.contains(.live) == false)
        }
    }

    @Test("while the other does not cosign, nothing is handed out")
    func unwitnessed() async throws {
        let nodes = try await TwoNodes()
        let one = try await nodes.start(nodes.mexico, answerer: nil)
        let other = try await nodes.start(nodes.states, answerer: try NamingAnswerer(nodes.states))
        let request = try await submit(nodes)[0]
        await nodes.stop(other)
        let answer = try await LocalClient(nodes.mexico).export(request, try asking())
        await nodes.stop(one)
        guard case .ended(.unwitnessed)? = answer else {
            Issue.record("handed out without a cosignature")
            return
        }
    }
}
