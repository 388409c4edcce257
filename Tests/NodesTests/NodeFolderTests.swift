import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Testing

@testable import Nodes

/// The folder of a node: its files, its lock, its keys.
final class NodeFolderTests {
    private let path = TestFolder.make()

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @Test("a path that leaves no room for a socket is refused, with what there is room for")
    func longPaths() throws {
        let most = 107 - "/run/local.sock".utf8.count
        for count in [most, most + 1, 300] {
            let long = "/" + String(repeating: "a", count: count - 1)
            do {
                let folder = try NodeFolder(long)
                #expect(count <= most)
                #expect(folder.localSocket.utf8.count <= 107)
            } catch .pathTooLong(let path, let room) {
                #expect(count > room && path == long)
            }
        }
        #expect(try NodeFolder("/a/").path == "/a")
        #expect(try NodeFolder("/").path == "/")
    }

    @Test("a folder in use is left as it is")
    func inUse() throws {
        let folder = try NodeFolder(path)
        try PrivateFiles.makeFolder(path)
        try folder.make()
        #expect(throws: NodeError.folderInUse(path: path)) { try folder.make() }
        let file = path + "/file"
        try PrivateFiles.write([1], to: file)
        let other = try NodeFolder(file)
        #expect(throws: NodeError.folderInUse(path: file)) { try other.make() }
        #expect(try PrivateFiles.read(file, atMost: 1) == [1])
    }

    @Test("its folders and files are for their owner alone")
    func modes() async throws {
        let folder = try NodeFolder(path)
        let nodes = try await TwoNodes()
        _ = try await folder.make(
            try TwoNodes.configuration("mx", 4000), surroundings: nodes.surroundings)
        let files = FileManager.default
        let names = try files.subpathsOfDirectory(atPath: path)
        #expect(names.count > 10)
        for name in names {
            let facts = try files.attributesOfItem(atPath: path + "/" + name)
            let mode = try #require(facts[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name)")
        }
    }

    @Test("one process has the lock; it is free again when that one lets go")
    func locks() throws {
        let folder = try NodeFolder(path)
        #expect(throws: NodeError.noNode(path: path)) { try folder.lock() }
        try folder.make()
        try PrivateFiles.write([], to: folder.configuration)
        do {
            let lock = try folder.lock()
            #expect(throws: NodeError.running(path: path)) { try folder.lock() }
            withExtendedLifetime(lock) {}
        }
        _ = try folder.lock()
    }

    @Test("a key's file is of its key alone")
    func keyFiles() throws {
        try PrivateFiles.makeFolder(path)
        try KeyFile.make("log", in: path)
        let file = KeyFile.path(of: "log", in: path)
        let key = try KeyFile.read("log", in: path)
        #expect(key.count == KeyFile.size)
        let text = "rastro-key/1 log\n\(Base64.encode(key))\n"
        #expect(try PrivateFiles.read(file, atMost: 1024) == Array(text.utf8))
        let fault = NodeError.malformed(path: file, member: "log")
        for bad in [
            "", "rastro-key/1 box\n\(Base64.encode(key))\n", "rastro-key/2 log\nAAAA\n",
            "rastro-key/1 log\n", "rastro-key/1 log\n\(Base64.encode(key.dropLast()))\n",
            "rastro-key/1 log\n\(Base64.encode(key))\nmore\n", "rastro-key/1 log\n!\n",
        ] {
            try PrivateFiles.write(Array(bad.utf8), to: file)
            #expect(throws: fault) { try KeyFile.read("log", in: self.path) }
        }
        #expect(throws: NodeError.malformed(path: path + "/none.key", member: "none")) {
            try KeyFile.read("none", in: self.path)
        }
        try PrivateFiles.write([UInt8](repeating: 0x61, count: 2000), to: file)
        #expect(throws: NodeError.tooLong(path: file, most: 1024)) {
            try KeyFile.read("log", in: self.path)
        }
    }
}

/// What a custodian hands over.
struct CustodianCardTests {
    private func card() throws -> CustodianCard {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let name = try #require(NodeName("dealer7.custodian.example"))
        let signer = try #require(MessageSigner(name: name.text + "/node", key: key))
        return CustodianCard(
            name: name, licence: "1-23-456-07-5K-12345", key: signer.verifier,
            channel: Digest.sha256([1]))
    }

    @Test("a card is read as it was written")
    func roundTrip() throws {
        let card = try card()
        #expect(CustodianCard(Array(card.text.utf8)) == card)
    }

    @Test("a line less, more, changed or in another place makes it no card")
    func damaged() throws {
        let card = try card()
        let lines = card.text.split(separator: "\n", omittingEmptySubsequences: false)
        for place in lines.indices.dropLast() {
            var fewer = lines
            fewer.remove(at: place)
            #expect(CustodianCard(Array(fewer.joined(separator: "\n").utf8)) == nil)
            var doubled = lines
            doubled.insert(lines[place], at: place)
            #expect(CustodianCard(Array(doubled.joined(separator: "\n").utf8)) == nil)
            var other = lines
            other[place] = lines[place].prefix(4) + " "
            #expect(CustodianCard(Array(other.joined(separator: "\n").utf8)) == nil)
        }
        for text in [
            String(card.text.dropLast()), card.text + "\n", " " + card.text,
            card.text.replacing("dealer7", with: "dealer8"),
            card.text.replacing("\n", with: "\r\n"), card.text.replacing("sha256/", with: "sha1/"),
            card.text.replacing("1-23-456", with: "1 23 456"),
            card.text + String(repeating: "x", count: CustodianCard.mostBytes),
        ] {
            #expect(CustodianCard(Array(text.utf8)) == nil)
        }
        #expect(CustodianCard(Array(card.text.utf8.dropLast(3)) + [0xFF, 0xFE, 0x0A]) == nil)
    }

    @Test(
        "a licence's number is of characters that are seen, 32 at most",
        arguments: [
            ("1-23-456-07-5K-12345", true), ("", false), ("a b", false), ("ñ", false),
            (String(repeating: "1", count: 32), true), (String(repeating: "1", count: 33), false),
        ])
    func licences(_ text: String, _ isOne: Bool) {
        #expect(CustodianCard.isLicence(text) == isOne)
    }
}
