import Books
import Chronology
import Cryptography
import Delivery
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Inquiries
import Ledger
import SerialIndex
import Testing
import Vault

@testable import Nodes
@testable import Transport

/// A custodian of one book, and a node that may ask it.
private final class Custody: Sendable {
    static let licence = "1-23-456-07-5K-12345"
    let nodes: TwoNodes
    let folder: CustodianFolder
    let card: CustodianCard
    let service: CustodianService
    private let path = TestFolder.make()

    init() async throws {
        nodes = try await TwoNodes()
        let files = FileManager.default
        try files.createDirectory(atPath: path + "/books", withIntermediateDirectories: true)
        var text =
            "manufacturer,importer,model,serial_number,type,caliber_or_gauge,acquired_on,"
            + "acquired_from,disposed_on,disposed_to,disposed_to_address_or_license\n"
        for number in 0..<100 {
            let serial = "ABCD" + (number < 10 ? "0" : "") + String(number)
            text +=
                "COLT,,1911,\(serial),PISTOL,45 ACP,2015-01-02,Maker,2016-01-02,"
                + "Quincy Nightingale,\"1 Elm, Waco TX\"\n"
        }
        try PrivateFiles.write(Array(text.utf8), to: "\(path)/books/\(Custody.licence).csv")
        folder = CustodianFolder(path + "/custodian")
        card = try folder.make(
            .init(
                name: try #require(NodeName("dealer.custodian.example")), licence: Custody.licence,
                listen: "127.0.0.1:1", channel: .loopback, books: path + "/books"),
            surroundings: nodes.surroundings)
        let bytes = try #require(try PrivateFiles.read(nodes.states.manifest, atMost: 1 << 16))
        _ = try folder.allow(try SignedNote(bytes))
        let today = Day(number: 20_500)
        let shelf = try await BookShelf.read(
            directory: path + "/books", tables: .carried, today: today)
        let dealer = Licensee(
            number: Custody.licence, kind: .dealer, name: "Dealer", city: "Waco", state: "TX")
        service = try CustodianService(
            folder, custodians: Custodians(licensees: [dealer], books: shelf.books), today: today,
            surroundings: nodes.surroundings)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A question, signed as its asker signs it.
    func question(
        _ body: JSONObject, by asker: NodeFolder? = nil, to audience: NodeName? = nil
    ) async throws -> SignedMessage {
        let asker = asker ?? nodes.states
        let keys = try await asker.keysInUse(nodes.surroundings)
        let now = nodes.surroundings.now()
        var message = Message(
            .custodianQuestion, identifier: nodes.surroundings.circumstances.identifier(),
            route: Message.Route(
                from: try NodeConfiguration(asker).name, to: audience ?? card.name),
            lifetime: try #require(Lifetime(from: now, until: now.later(by: 60_000))),
            grounds: keys.office)
        message.answered = nodes.surroundings.circumstances.identifier()
        message.body = body
        return try SignedMessage(message, signers: [keys.message])
    }

    /// Asks, and reads the answer; `nil` for none.
    func ask(_ body: JSONObject) async throws -> Message? {
        try await ask(try await question(body).envelope.bytes)
    }

    func ask(_ body: [UInt8]) async throws -> Message? {
        var call = SignedCall(
            method: .post, path: "/v1/questions", body: body, now: nodes.surroundings.now())
        call.signer = try await nodes.states.keysInUse(nodes.surroundings).message
        let response = try await call.answer(at: service, signedBy: [card.key])
        guard response.status == 200, case .bytes(let bytes) = response.body else {
            #expect(response.status == 400)
            return nil
        }
        return try SignedMessage(bytes, trusted: [card.key]).message
    }

    /// How many entries its ledger has promised.
    func entries() async throws -> Int {
        await service.flush()
        let log = try VerifierKey(try folder.ledgerKey())
        let report = LedgerAudit(LedgerFolder(path: folder.ledger), log: log).run()
        #expect(report.isSound)
        return Int(report.checkpoint?.checkpoint.size ?? 0)
    }
}

@Suite(.serialized) struct CustodianServiceTests {
    private func firearm(_ serial: String, mistakes: Int64 = 0) -> JSONObject {
        var body = JSONObject()
        body["ask"] = .string("firearm")
        body["serial"] = .string(serial)
        body["mistakes"] = .integer(mistakes)
        body["makes"] = .array([.string("COLT")])
        return body
    }

    @Test("a question about one firearm is answered, and both are in its ledger")
    func answered() async throws {
        let custody = try await Custody()
        let answer = try #require(try await custody.ask(firearm("ABCD07")))
        #expect(answer.body["reply"]?.string == "found" && answer.body["total"]?.integer == 1)
        #expect(!String(decoding: answer.payload, as: UTF8.self).contains("Nightingale"))
        #expect(try await custody.entries() == 2)
        let none = try #require(try await custody.ask(firearm("ABCE07")))
        #expect(none.body["reply"]?.string == "no_record")
        #expect(try await custody.entries() == 4)
    }

    @Test("whom a line names is sealed for who asked")
    func sealed() async throws {
        let custody = try await Custody()
        let answer = try #require(try await custody.ask(firearm("ABCD07")))
        let line = try #require(answer.body["lines"]?.array?.first?.object)
        let row = try #require(line["row"]?.integer)
        var body = JSONObject()
        body["ask"] = .string("recipient")
        body["row"] = .integer(row)
        body["serial"] = .string("ABCD07")
        let named = try #require(try await custody.ask(body))
        #expect(!String(decoding: named.payload, as: UTF8.self).contains("Nightingale"))
        let seed = try #require(try custody.nodes.states.plainVaultSeed())
        let key = try #require(BoxKey(seed: seed))
        let opened = try named.sealed.map { try $0.open(with: key, in: named.identifier).value }
        #expect(opened.map { String(decoding: $0, as: UTF8.self) } == ["Quincy Nightingale"])
        // The row alone, or with another serial, tells nothing.
        body["serial"] = .string("ABCD08")
        let other = try await custody.ask(body)
        #expect(other?.sealed.isEmpty ?? true)
    }

    @Test("a question that more firearms fit than an answer tells is refused")
    func tooWide() async throws {
        let custody = try await Custody()
        let answer = try #require(try await custody.ask(firearm("ABCD??")))
        #expect(answer.body["code"]?.string == "TOO_WIDE" && answer.body["lines"] == nil)
        let short = try #require(try await custody.ask(firearm("A?")))
        #expect(short.body["code"]?.string == "TOO_FEW_CHARACTERS")
        var nowhere = firearm("ABCD07")
        nowhere["makes"] = nil
        let fault = try #require(try await custody.ask(nowhere)).body["code"]?.string
        #expect(fault == "NO_ORIGIN")
    }

    @Test("there is no question about a person, and none for a list")
    func noPerson() async throws {
        let custody = try await Custody()
        for member in ["name", "purchaser", "born", "address", "recipient"] {
            var body = firearm("ABCD07")
            body[member] = .string("Quincy Nightingale")
            #expect(try await custody.ask(body) == nil)
        }
        for ask in ["person", "recipients", "list", ""] {
            var body = firearm("ABCD07")
            body["ask"] = .string(ask)
            #expect(try await custody.ask(body) == nil)
        }
        #expect(try await custody.ask([]) == nil)
        #expect(try await custody.ask([UInt8](repeating: 0x7B, count: 5000)) == nil)
        // What is no question is in no ledger.
        #expect(try await custody.entries() == 0)
    }

    @Test("who is allowed while it is in service may ask, soon and without a restart")
    func allowedLater() async throws {
        let custody = try await Custody()
        let now = custody.nodes.surroundings.now()
        let list = try AskerList(custody.folder, now: now)
        let mexico = try #require(
            try PrivateFiles.read(custody.nodes.mexico.manifest, atMost: 1 << 16))
        let name = try custody.folder.allow(try SignedNote(mexico))
        #expect(!list.all.contains { $0.latest.node == name })
        // Not for each stranger, and not for anybody at once.
        let soon = now.later(by: AskerList.soonest - 1)
        #expect(!list.refresh(at: soon, isUnknown: true))
        let due = now.later(by: AskerList.soonest)
        #expect(!list.refresh(at: due, isUnknown: false))
        #expect(list.refresh(at: due, isUnknown: true))
        #expect(list.all.contains { $0.latest.node == name } && list.all.count == 2)
        #expect(!list.refresh(at: due, isUnknown: true))
        #expect(list.refresh(at: due.later(by: AskerList.latest), isUnknown: false))
        // A file that can not be read takes the right from nobody.
        try PrivateFiles.write([1, 2, 3], to: "\(custody.folder.askers)/\(name.text).note")
        #expect(!list.refresh(at: due.later(by: 2 * AskerList.latest), isUnknown: false))
        #expect(list.all.count == 2)
    }

    @Test("nobody else may ask, and nobody twice with one request")
    func strangers() async throws {
        let custody = try await Custody()
        let nodes = custody.nodes
        let body = try await custody.question(firearm("ABCD07")).envelope.bytes
        var call = SignedCall(
            method: .post, path: "/v1/questions", body: body, now: nodes.surroundings.now())
        #expect(try await call.answer(at: custody.service, signedBy: []).status == 401)
        call.signer = try await nodes.mexico.keysInUse(nodes.surroundings).message
        #expect(try await call.answer(at: custody.service, signedBy: []).status == 401)
        call.signer = try await nodes.states.keysInUse(nodes.surroundings).message
        let keys = [custody.card.key]
        #expect(try await call.answer(at: custody.service, signedBy: keys).status == 200)
        #expect(try await call.answer(at: custody.service, signedBy: keys).status == 401)
        // A question of another node, or to another custodian, in a request of the one that may ask.
        for (asker, audience) in [(nodes.mexico, nil), (nodes.states, NodeName("other.example"))] {
            let question = try await custody.question(
                firearm("ABCD07"), by: asker, to: audience)
            #expect(try await custody.ask(question.envelope.bytes) == nil)
        }
        #expect(try await custody.entries() == 2)
    }

    @Test("other paths are none, and no body is read that is longer than an envelope")
    func paths() async throws {
        let custody = try await Custody()
        var call = SignedCall(path: "/v1/summary", now: custody.nodes.surroundings.now())
        call.signer = try await custody.nodes.states.keysInUse(custody.nodes.surroundings).message
        let keys = [custody.card.key]
        let summary = try await call.answer(at: custody.service, signedBy: keys)
        guard case .bytes(let bytes) = summary.body else {
            Issue.record("no summary")
            return
        }
        #expect(summary.status == 200)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("Nightingale"))
        for path in ["/v1/questions", "/", "/v1/keys", "/books"] {
            call.path = path
            call.nonce = call.nonce.map { $0 &+ 1 }
            #expect(try await call.answer(at: custody.service, signedBy: keys).status == 404)
        }
        let head = HTTPRequestHead(
            method: .post, target: try HTTPTarget("/v1/questions"), fields: HTTPFields(),
            bodyLength: nil)
        guard case .whole(let limit) = CustodianService.bodyPlan(head) else {
            Issue.record("read in pieces")
            return
        }
        #expect(limit == Envelope.mostBytes)
    }

    @Test("a book that is not there, and a folder without a custodian, are told")
    func missing() async throws {
        let custody = try await Custody()
        #expect(throws: NodeError.noBook(licence: Custody.licence)) {
            try CustodianService(
                custody.folder, custodians: Custodians(licensees: [], books: []),
                today: Day(number: 20_500), surroundings: custody.nodes.surroundings)
        }
        let none = CustodianFolder("/nonexistent")
        #expect(throws: NodeError.noCustodian(path: "/nonexistent")) { try none.read() }
    }
}
