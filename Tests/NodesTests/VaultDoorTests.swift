import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Ledger
import Policy
import Testing
import Vault

@testable import Nodes
@testable import Transport

struct VaultDoorTests {
    private func seed(_ number: UInt8) throws -> SecretBytes {
        var bytes = [UInt8](repeating: number, count: 32)
        return try #require(SecretBytes(wiping: &bytes))
    }

    private func key(_ number: UInt8) throws -> VaultKey {
        let seed = try seed(number)
        return try #require(VaultKey(seed: seed))
    }

    private func sealed(_ seed: SecretBytes, for door: VaultDoor) throws -> [UInt8] {
        let (letterbox, key) = (try #require(door.letterbox()), try #require(CipherKey(seed)))
        return try #require(letterbox.seal(key))
    }

    private func identifier(_ number: UInt8) throws -> UniqueIdentifier {
        let time = try #require(Moment(milliseconds: 1000))
        return try #require(
            UniqueIdentifier(at: time, random: [UInt8](repeating: number, count: 10)))
    }

    @Test("a door of a plain key is open and stays so")
    func plain() throws {
        let door = VaultDoor(try key(1).publicKey, plain: try key(1))
        #expect(door.isPlain && door.isOpen)
        #expect(!door.lock())
        #expect(door.isOpen)
    }

    @Test("a door is unlocked by its own key alone, sealed for its letterbox, and locked again")
    func unlocking() throws {
        let door = VaultDoor(try key(1).publicKey, plain: nil)
        #expect(!door.isOpen && !door.isPlain)
        #expect(door.unlock([]) == .otherKey)
        #expect(door.unlock(try sealed(try seed(2), for: door)) == .otherKey)
        #expect(!door.isOpen)
        let right = try sealed(try seed(1), for: door)
        var changed = right
        changed[50] ^= 1
        #expect(door.unlock(changed) == .otherKey)
        // The letterbox is another one after each try: what was sealed for the last one opens nothing.
        #expect(door.unlock(right) == .otherKey)
        #expect(door.unlock(try sealed(try seed(1), for: door)) == .open([]))
        #expect(door.isOpen)
        #expect(door.lock())
        #expect(!door.isOpen)
        #expect(door.unlock(right) == .otherKey)
    }

    @Test("the letterbox is one until it is used")
    func letterbox() throws {
        let door = VaultDoor(try key(1).publicKey, plain: nil)
        let first = try #require(door.letterbox())
        #expect(door.letterbox() == first)
        #expect(door.unlock(try sealed(try seed(1), for: door)) == .open([]))
        let second = try #require(door.letterbox())
        #expect(second != first)
        _ = door.lock()
        #expect(door.letterbox() != second)
    }

    @Test("who found it shut is told of when it opens, once")
    func waiting() throws {
        let door = VaultDoor(try key(1).publicKey, plain: nil)
        let requests = try (1...3).map { try identifier($0) }
        for request in requests { #expect(!door.isOpen(for: request)) }
        door.forget(requests[1])
        #expect(door.waiting == [requests[0], requests[2]])
        #expect(
            door.unlock(try sealed(try seed(1), for: door)) == .open([requests[0], requests[2]]))
        #expect(door.waiting.isEmpty)
        #expect(door.isOpen(for: requests[0]))
        #expect(door.waiting.isEmpty)
    }

    /// The keys of a node that asks, and what opens what is sealed for it.
    private func asker(_ nodes: TwoNodes) throws -> (manifest: KeyManifest, key: BoxKey) {
        let bytes = try #require(try PrivateFiles.read(nodes.mexico.manifest, atMost: 1 << 16))
        let seed = try #require(try nodes.mexico.plainVaultSeed())
        return (try KeyManifest(SignedNote(bytes).text), try #require(BoxKey(seed: seed)))
    }

    @Test("a name is sealed anew for a node that is known, and for nobody while it is shut")
    func resealing() async throws {
        let (asker, asking) = try asker(try await TwoNodes())
        let (told, answer) = (try identifier(1), try identifier(2))
        let path = try #require(FieldPath("recipient.name"))
        let node = try #require(NodeName("us.trace.example"))
        let field = try SealedField.seal(
            Array("Wren Quillfeather".utf8),
            for: SealedField.Place(message: told, path: path, recipient: node),
            to: [try key(1).publicKey], with: try SealedField.Chance.made())
        let name = try #require(FieldPath("purchaser.name"))
        let door = VaultDoor(try key(1).publicKey, plain: try key(1))
        await #expect(throws: VaultDoor.PassingError.stranger) {
            try await door.reseal(.message(field, of: told), as: name, of: answer, for: asker)
        }
        door.know([asker])
        let sealed = try #require(
            try await door.reseal(.message(field, of: told), as: name, of: answer, for: asker))
        #expect(sealed.path == name && sealed.recipient == asker.node)
        let opened = try sealed.open(with: asking, in: answer).value
        #expect(String(decoding: opened, as: UTF8.self) == "Wren Quillfeather")
        // A field of another message, and one for another vault.
        await #expect(throws: VaultDoor.PassingError.sealing(.changed)) {
            try await door.reseal(.message(field, of: answer), as: name, of: answer, for: asker)
        }
        let other = VaultDoor(try key(2).publicKey, plain: try key(2))
        other.know([asker])
        await #expect(throws: VaultDoor.PassingError.sealing(.otherKey)) {
            try await other.reseal(.message(field, of: told), as: name, of: answer, for: asker)
        }
        let shut = VaultDoor(try key(1).publicKey, plain: nil)
        shut.know([asker])
        let nothing = try await shut.reseal(
            .message(field, of: told), as: name, of: answer, for: asker)
        #expect(nothing == nil)
    }

    @Test("a token is nobody's name, and stands for nothing in another trace")
    func tokens() async throws {
        let nodes = try await TwoNodes()
        let path = try #require(FieldPath("recipient.name"))
        let node = try #require(NodeName("us.trace.example"))
        let told = try identifier(1)
        let field = PassedField.message(
            try SealedField.seal(
                Array("Wren Quillfeather".utf8),
                for: SealedField.Place(message: told, path: path, recipient: node),
                to: [try key(1).publicKey], with: try SealedField.Chance.made()), of: told)
        var names: NameTokens = [:]
        let token = names.add(field, by: nodes.surroundings)
        #expect(try names.field(token) == field)
        // No name is sealed from a text, whatever it says.
        for text in ["Wren Quillfeather", ""] {
            #expect(throws: UnknownToken.self) { try names.field(text) }
        }
        #expect(throws: UnknownToken.self) { try NameTokens().field(token) }
        #expect(names.add(field, by: nodes.surroundings) != token)
    }

    @Test("how it stands is read as it is said, and nothing else is")
    func state() throws {
        let state = VaultState(
            isOpen: true, isPlain: false, waiting: 7, socket: nil, letterbox: try key(3).publicKey)
        #expect(VaultState(state.object) == state)
        for member in ["open", "plain", "waiting", "letterbox"] {
            var object = state.object
            object[member] = .string("x")
            #expect(VaultState(object) == nil)
            object[member] = nil
            #expect(VaultState(object) == nil)
        }
    }

    @Test("a locked vault is said with the entry that was logged before, if any")
    func lockedAnswer() {
        for entry in [nil, 12] as [UInt64?] {
            let (status, object) = OpeningAnswer.locked(entry: entry).answer
            #expect(status == 423)
            guard case .locked(entry)? = OpeningAnswer(status: status, object) else {
                Issue.record("not read as it was said")
                continue
            }
        }
    }
}

/// A node that serves with its vault locked, by the socket of its own commands.
@Suite(.serialized) struct VaultServiceTests {
    private func answer(
        _ service: NodeService, _ method: HTTPMethod, _ path: String, _ object: JSONObject? = nil
    ) async throws -> (Int, JSONObject?) {
        let body = object.map { JSONValue.object($0).canonicalBytes } ?? []
        let request = HTTPRequest(
            head: HTTPRequestHead(
                method: method, target: try HTTPTarget(path), fields: HTTPFields(),
                bodyLength: body.count),
            body: body, pieces: nil)
        let response = await service.answerLocally(request)
        guard case .bytes(let bytes) = response.body else { return (response.status, nil) }
        return (response.status, try JSONValue(parsing: bytes).object)
    }

    @Test("its commands see it locked, hand the key in, and have it forgotten")
    func serving() async throws {
        let nodes = try await TwoNodes()
        let seed = try #require(try nodes.mexico.plainVaultSeed())
        try await protect(nodes.mexico)
        let service = try await NodeService(nodes.mexico, surroundings: nodes.surroundings)
        #expect(service.isVaultLocked)
        let (status, object) = try await answer(service, .get, "/vault")
        let state = try #require(object.flatMap { VaultState($0) })
        #expect(status == 200 && !state.isOpen && !state.isPlain && state.waiting == 0)
        var other = JSONObject()
        other["sealed"] = .string("?")
        for body in [nil, JSONObject(), other] as [JSONObject?] {
            #expect(try await answer(service, .post, "/vault/unlock", body).0 == 400)
        }
        var wrong = JSONObject()
        wrong["sealed"] = .string(Base64.encode([UInt8](repeating: 1, count: 80)))
        #expect(try await answer(service, .post, "/vault/unlock", wrong).0 == 422)
        #expect(try await answer(service, .post, "/vault/open").0 == 404)
        #expect(try await answer(service, .get, "/vault/lock").0 == 404)
        #expect(service.isVaultLocked)
        let again = try await answer(service, .get, "/vault").1
        let letterbox = try #require(again.flatMap { VaultState($0) }).letterbox
        let key = try #require(CipherKey(seed))
        let sealed = try #require(letterbox.seal(key))
        var right = JSONObject()
        right["sealed"] = .string(Base64.encode(sealed))
        #expect(try await answer(service, .post, "/vault/unlock", right).0 == 200)
        #expect(!service.isVaultLocked)
        #expect(try await answer(service, .post, "/vault/lock").0 == 200)
        #expect(service.isVaultLocked)
        await service.stop()
    }

    @Test("a node whose key lies in plain never locks")
    func plain() async throws {
        let nodes = try await TwoNodes()
        let service = try await NodeService(nodes.mexico, surroundings: nodes.surroundings)
        #expect(!service.isVaultLocked)
        #expect(try await answer(service, .post, "/vault/lock").0 == 409)
        #expect(!service.isVaultLocked)
        await service.stop()
    }

    @Test("how old a cosignature may be is what the policy says")
    func freshness() async throws {
        let nodes = try await TwoNodes()
        let path = "Sources/CData/files/policy/mx-2026-01-01.policy"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        for (line, expected) in [("", 300), ("cosigned 45\n", 45)] as [(String, Int64)] {
            try text.replacing("retain identity 0\n", with: "retain identity 0\n" + line)
                .write(toFile: nodes.mexico.policy, atomically: true, encoding: .utf8)
            let service = try await NodeService(nodes.mexico, surroundings: nodes.surroundings)
            let terms = try #require(service.terms(try service.policy()))
            #expect(terms.limits.cosignature == expected && terms.limits.entry == 900)
            await service.stop()
        }
    }

    private func protect(_ folder: NodeFolder) async throws {
        let keeping = try await VaultKeeping(folder)
        let seed = try #require(try keeping.plainSeed())
        let (file, phrase) = try VaultFiles.passphrase(seed)
        try keeping.keep(file.bytes, as: .passphrase) {
            try VaultKeyFile($0).openSeed(with: phrase)
        }
    }
}
