import Books
import Chronology
import Cryptography
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Inquiries
import Ledger
import Testing
import Tracing
import Vault

@testable import Nodes

/// Books that a node has taken in answer as they did in plain, and name nobody.
@Suite(.serialized) struct TakenBooksTests {
    @Test(
        "all answers are those of the plain books to the letter, and so are the names once opened")
    func sameAnswers() async throws {
        let stage = try await TakenBooks()
        try await stage.takeAll()
        let shelf = try await BookShelf.read(
            directory: stage.books, tables: TakenBooks.tables, today: TakenBooks.today)
        let plain = try stage.tracer(shelf.books).tracer
        let service = try await NodeService(
            stage.nodes.states, surroundings: stage.nodes.surroundings)
        let answerer = try await stage.answerer(service)
        var describer = FirearmDescriber(tables: TakenBooks.tables)
        var names: Set<String> = []
        var outcomes: Set<Outcome> = []
        for body in try stage.requests() {
            let finding = plain.trace(
                try TraceRequestBody.recovery(body, describer: &describer))
            let written = TraceResultBody.write(finding)
            let answer = try await answerer.answer(
                try await stage.message(body), now: stage.nodes.surroundings.now)
            var said = answer.body
            said["x-threshold"] = nil
            #expect(said == written.body)
            let opened = try await stage.opened(answer.secrets, by: service.keys.vault)
            #expect(
                opened
                    == Dictionary(
                        uniqueKeysWithValues: written.sealedPlaintexts.map {
                            ($0.path.text, $0.text)
                        }))
            names.formUnion(opened.values)
            outcomes.insert(finding.outcome)
        }
        #expect(names.count > 20 && outcomes.contains(.purchaser) && outcomes.count > 4)
        await service.stop()
        try await noTrace(of: names, and: shelf.books, in: stage)
    }

    /// Looks for names and serials in every byte of the node's folder.
    private func noTrace(
        of names: Set<String>, and books: [Book], in stage: TakenBooks
    ) async throws {
        let files = try stage.files()
        #expect(files.keys.count { $0.hasPrefix("books/") && $0.hasSuffix(".book") } == books.count)
        let serials = Set(books.flatMap { book in (0..<book.count).map(book.serial(ofLine:)) })
            .filter { $0.utf8.count >= 7 }
        #expect(serials.count > 500)
        for (name, bytes) in files {
            // What is no ASCII parts words: so every run of letters and digits is looked at.
            let text = String(decoding: bytes.map { $0 < 128 ? $0 : 32 }, as: UTF8.self)
            let found = Set(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
            #expect(found.isDisjoint(with: serials), "\(name)")
            #expect(!names.contains { $0.utf8.count >= 7 && text.contains($0) }, "\(name)")
        }
    }

    private func protect(_ folder: NodeFolder, _ seed: SecretBytes) async throws {
        let keeping = try await VaultKeeping(folder)
        let (file, phrase) = try VaultFiles.passphrase(seed)
        try keeping.keep(file.bytes, as: .passphrase) {
            try VaultKeyFile($0).openSeed(with: phrase)
        }
    }

    @Test("while the vault is locked books are taken in, and an answer that names somebody waits")
    func locked() async throws {
        let stage = try await TakenBooks(firearms: 300, recoveries: 40)
        let seed = try #require(try stage.nodes.states.plainVaultSeed())
        try await protect(stage.nodes.states, seed)
        try await stage.takeAll()
        let service = try await NodeService(
            stage.nodes.states, surroundings: stage.nodes.surroundings)
        #expect(service.isVaultLocked)
        let answerer = try await stage.answerer(service)
        var waiting: [Message] = []
        for body in try stage.requests() {
            let message = try await stage.message(body)
            do {
                let answer = try await answerer.answer(message, now: stage.nodes.surroundings.now)
                #expect(answer.secrets.isEmpty && answer.body["outcome"]?.string != "purchaser")
            } catch let delay as AnswerDelay {
                waiting.append(message)
                #expect(delay.partial.secrets.isEmpty && !delay.licence.isEmpty)
                #expect(delay.partial.body["outcome"]?.string != "purchaser")
            }
        }
        #expect(waiting.count > 5)
        let door = service.keys.vault
        #expect(door.waiting == Set(waiting.map(\.identifier)))
        let (letterbox, key) = (try #require(door.letterbox()), try #require(CipherKey(seed)))
        let sealed = try #require(letterbox.seal(key))
        #expect(door.unlock(sealed) == .open(Set(waiting.map(\.identifier))))
        for message in waiting {
            let answer = try await answerer.answer(message, now: stage.nodes.surroundings.now)
            #expect(answer.secrets.count > 0)
        }
        // Locked between the answer and its sending: it is not sealed, and no error.
        let answer = try await answerer.answer(
            waiting[0], now: stage.nodes.surroundings.now)
        #expect(door.lock())
        let manifest = try #require(
            try PrivateFiles.read(stage.nodes.mexico.manifest, atMost: 1 << 16))
        let sealing = try await door.reseal(
            answer.secrets[0].value, as: answer.secrets[0].path, of: waiting[0].identifier,
            for: try KeyManifest(SignedNote(manifest).text))
        #expect(sealing == nil)
        await service.stop()
    }

    @Test("the ledger is told of the books at each start, and of no other thing about them")
    func logged() async throws {
        let stage = try await TakenBooks(firearms: 100, recoveries: 5)
        func start() async throws {
            let service = try await NodeService(
                stage.nodes.states, surroundings: stage.nodes.surroundings)
            _ = try await service.books(tables: TakenBooks.tables, licensees: [])
            try await service.noteStart()
            await service.stop()
        }
        try await start()
        let paths = try BookShelf.paths(in: stage.books)
        for path in paths.prefix(2) {
            _ = try await stage.intake().take(path, isReplacing: false)
            try await start()
        }
        try await start()
        try stage.intake().remove(BookShelf.licence(ofPath: paths[1]))
        try await start()
        let entries = try await stage.nodes.entries(stage.nodes.states, [.nodeStart])
        let told = entries.map { $0.extensions[NodeBooks.member]?.string }
        #expect(told.count == 5 && told[0] == nil)
        #expect(told[1] != told[2] && told[2] == told[3] && told[4] == told[1])
        #expect(
            told.dropFirst().allSatisfy {
                $0.map { Hexadecimal.decode($0)?.count == Digest.size } ?? false
            })
    }
}
