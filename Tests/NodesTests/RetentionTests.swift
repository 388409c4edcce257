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

/// What has expired can not be opened any more, by anybody, and both ledgers still hold.
@Suite(.serialized) struct RetentionTests {
    private func whileRunning(_ nodes: TwoNodes, _ work: () async throws -> Void) async throws {
        try await nodes.whileRunning(answerer: try NamingAnswerer(nodes.states), work)
        #expect(nodes.failures.isEmpty)
    }

    /// Hands in recoveries and waits for their answers.
    private func submit(_ nodes: TwoNodes, _ count: Int) async throws -> [UniqueIdentifier] {
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

    private func open(
        _ nodes: TwoNodes, _ request: UniqueIdentifier
    ) async throws -> OpeningAnswer? {
        let (basis, reference) = (
            try #require(LegalBasis("mx:lfafe")), try #require(CaseReference("FGR/1"))
        )
        return try await LocalClient(nodes.mexico).open(
            request,
            OpeningRequest(
                officer: "B-1", role: .investigator, purpose: .criminalJustice, basis: basis,
                caseReference: reference))
    }

    private func isErased(_ answer: OpeningAnswer?) -> Bool {
        guard case .erased? = answer else { return false }
        return true
    }

    /// What is sealed in the result of a request, in base64: the ciphertext and its wrapped key.
    private func secrets(
        _ nodes: TwoNodes, _ request: UniqueIdentifier
    ) async throws -> [String] {
        let messages = try await NodeReader(nodes.mexico).messages(about: request)
        let result = try #require(messages.first { $0.message.kind == .traceResult }?.message)
        let body = String(decoding: result.payload, as: UTF8.self)
        let sealed = try #require(try JSONValue(parsing: Array(body.utf8)).object?["sealed"]?.array)
        return sealed.flatMap { field in
            let parts = field.object
            return [parts?["ct"]?.string].compactMap(\.self)
                + (parts?["w"]?.array ?? []).compactMap(\.string)
        }
    }

    /// What the tables of a folder keep of the messages about a request that have sealed fields: enciphered, as it lies
    /// in the file, and in plain.
    private func kept(
        _ folder: NodeFolder, _ request: UniqueIdentifier
    ) async throws -> [(enciphered: [UInt8], plain: [UInt8])] {
        let database = try await folder.openTables(.readingOnly)
        let rows = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT dsse, deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
                WHERE request = $1 AND sealed <> 0
                UNION ALL SELECT dsse, deciphered(dsse, 'outbox.dsse', id) FROM outbox
                WHERE answered = $1 AND sealed <> 0
                """, KeptIdentifier(request), as: [UInt8].self, [UInt8].self)
        }
        await database.close()
        return rows
    }

    /// How many pieces of some bytes stand in any file below a folder.
    ///
    /// Pieces, because a long value lies on several pages.
    private func pieces(of bytes: [UInt8], in folder: NodeFolder) throws -> Int {
        let length = 40
        let pieces = stride(from: 0, to: bytes.count - length, by: length).map {
            Array(bytes[$0..<$0 + length])
        }
        var found = Set<Int>()
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard let content = FileManager.default.contents(atPath: folder.path + "/" + name)
            else { continue }
            for (number, piece) in pieces.enumerated() where !found.contains(number) {
                if TestFolder.holds(content, piece) { found.insert(number) }
            }
        }
        return found.count
    }

    /// Tells whether a text stands in bytes of an envelope, which has its payload in base64: at one of three turns.
    private func holds(_ envelope: [UInt8], _ secret: String) -> Bool {
        let text = String(decoding: envelope, as: UTF8.self)
        return (0..<3).contains { turn in
            let turned = String(repeating: " ", count: turn) + secret
            let encoded = Base64.encode(Array(turned.utf8.prefix(turned.utf8.count / 3 * 3)))
            return text.contains(encoded.dropFirst(turn == 0 ? 0 : 4))
        }
    }

    @Test("what has expired is erased on both sides, byte by byte, and the ledgers hold")
    func expiry() async throws {
        let nodes = try await TwoNodes()
        var (requests, secrets): ([UniqueIdentifier], [String]) = ([], [])
        var enciphered: [[UInt8]] = []
        try await whileRunning(nodes) {
            requests = try await submit(nodes, 3)
            guard case .opened(let fields, _)? = try await open(nodes, requests[0]) else {
                Issue.record("not opened while it counts")
                return
            }
            #expect(fields.map(\.path.text) == ["purchaser.name"])
            secrets = try await self.secrets(nodes, requests[0])
        }
        #expect(secrets.count == 2)
        for folder in [nodes.mexico, nodes.states] {
            let rows = try await kept(folder, requests[0])
            #expect(rows.count == 1)
            for (bytes, plain) in rows {
                for secret in secrets { #expect(holds(plain, secret)) }
                // The wrapped key is kept once more, among the record's keys; the ciphertext is not.
                #expect(try pieces(of: Array(secrets[0].utf8), in: folder) == 0)
                #expect(try pieces(of: bytes, in: folder) > bytes.count / 60)
                enciphered.append(bytes)
            }
        }
        nodes.ahead.withLock { $0 = 31 * 86_400_000 }
        try await whileRunning(nodes) {
            for folder in [nodes.mexico, nodes.states] {
                let reader = try await NodeReader(folder)
                for request in requests {
                    try await nodes.wait(at: reader) { reader in
                        try await reader.entries(about: request).contains {
                            $0.entry.kind == .erase
                        }
                    }
                }
            }
            for request in requests { #expect(isErased(try await open(nodes, request))) }
            try await nodes.waitUntilDelivered()
            let reader = try await NodeReader(nodes.mexico)
            let messages = try await reader.messages(about: requests[0])
            #expect(messages.contains { $0.message.kind == .traceResult })
            #expect(messages.allSatisfy { $0.message.sealed.isEmpty })
        }
        for folder in [nodes.mexico, nodes.states] {
            for bytes in enciphered { #expect(try pieces(of: bytes, in: folder) == 0) }
            let rows = try await kept(folder, requests[0])
            #expect(rows.count == 1)
            for (_, plain) in rows { for secret in secrets { #expect(!holds(plain, secret)) } }
        }
        try nodes.audit(nodes.mexico)
        try nodes.audit(nodes.states)
    }

    @Test("a policy that keeps names longer keeps them, and not for ever")
    func longer() async throws {
        let nodes = try await TwoNodes()
        for (folder, country) in [(nodes.mexico, "mx"), (nodes.states, "us")] {
            let path = "Sources/CData/files/policy/\(country)-2026-01-01.policy"
            let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            try text.replacing("retain identity 0\n", with: "retain identity 20\n")
                .write(toFile: folder.path + "/node.policy", atomically: true, encoding: .utf8)
        }
        var request: UniqueIdentifier?
        try await whileRunning(nodes) { request = try await submit(nodes, 1).first }
        let known = try #require(request)
        for (days, isGone) in [(Int64(45), false), (51, true)] {
            nodes.ahead.withLock { $0 = days * 86_400_000 }
            try await whileRunning(nodes) {
                let reader = try await NodeReader(nodes.mexico)
                var answer: OpeningAnswer?
                try await nodes.wait(at: reader) { reader in
                    answer = try await open(nodes, known)
                    let entries = try await reader.entries(about: known).map(\.entry)
                    return answer != nil && (!isGone || entries.contains { $0.kind == .erase })
                }
                if isGone { answer = try await open(nodes, known) }
                // It has expired in both cases, so that nobody may read it.
                switch answer {
                case .forbidden?: #expect(!isGone)
                case .erased?: #expect(isGone)
                default: Issue.record("opened after it has expired")
                }
            }
        }
    }

    @Test("two administrators erase a name before its time, and one does not")
    func early() async throws {
        let nodes = try await TwoNodes()
        try await whileRunning(nodes) {
            let request = try #require(try await submit(nodes, 1).first)
            let client = try LocalClient(nodes.mexico)
            for (role, second) in [
                (PolicyRole.administrator, nil), (.officer, "B-2"), (.auditor, "B-2"),
                (.prosecutor, "B-2"),
            ] {
                let answer = try await client.erase(
                    request, ErasingRequest(officer: "B-1", role: role, second: second))
                guard case .forbidden = answer else {
                    Issue.record("\(role.word) erased")
                    return
                }
            }
            let erasing = ErasingRequest(officer: "B-1", role: .administrator, second: "B-2")
            #expect(try await client.erase(request, erasing) == .erased(messages: 1))
            #expect(try await client.erase(request, erasing) == .nothingSealed)
            #expect(isErased(try await open(nodes, request)))
            let entries = try await NodeReader(nodes.mexico).entries(about: request).map(\.entry)
            let erased = try #require(entries.first { $0.kind == .erase })
            #expect(erased.actor != nil && erased.fields.map(\.text) == ["purchaser.name"])
            #expect(entries.count { $0.kind == .refuse } == 4)
        }
    }
}
