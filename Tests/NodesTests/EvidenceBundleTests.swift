import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Glibc
import Testing

@testable import Nodes

/// A bundle of evidence goes over the socket, and becomes a folder.
struct EvidenceBundleTests {
    @Test(
        "a bundle comes over the socket as it is, and not with other paths, twice the same or too much"
    )
    func handedOver() throws {
        let files = try ["a.txt", "messages/b.json"].map {
            try #require(EvidenceFile($0, Array($0.utf8)))
        }
        let bundle = EvidenceBundle(
            request: try #require(UniqueIdentifier("01890000-0000-7000-8000-000000000000")),
            peer: try #require(NodeName("us.trace.example")), entry: 1,
            time: try #require(Moment(milliseconds: 1)), content: Digest.sha256([]), files: files)
        #expect(EvidenceBundle(bundle.json) == bundle)
        for member in bundle.json.members {
            var object = bundle.json
            object[member.name] = nil
            #expect(EvidenceBundle(object) == nil)
        }
        let one = JSONValue.array([.string("a.txt"), .string("YQ==")])
        for wrong in [
            [one, one], [.string("a.txt")], [.array([.string("a.txt")])],
            [.array([.string("../a"), .string("YQ==")])],
            [.array([.string("a.txt"), .string("YQ")])],
        ] {
            var object = bundle.json
            object["files"] = .array(wrong)
            #expect(EvidenceBundle(object) == nil)
        }
        #expect(EvidenceBundle.fits(files))
        #expect(!EvidenceBundle.fits(Array(repeating: files[0], count: 8193)))
        let large = try #require(EvidenceFile("a", [UInt8](repeating: 0, count: 32 << 20)))
        #expect(EvidenceBundle.fits([large]) && !EvidenceBundle.fits([large] + files))
        #expect(
            ExportAnswer(status: 200, JSONObject()) == nil && ExportAnswer(status: 500, nil) == nil)
        for answer in [ExportAnswer.unknown, .tooLarge, .ended(.erased), .exported(bundle)] {
            let (status, object) = answer.answer
            let read = ExportAnswer(status: status, object)
            #expect(read?.answer.status == status)
        }
    }

    @Test("a bundle is written whole, for its user alone, or not at all")
    func folder() throws {
        let base = "/tmp/rastro-evidence-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: base, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: base) }
        let files = try ["a.txt", "messages/b.json"].map {
            try #require(EvidenceFile($0, Array($0.utf8)))
        }
        let bundle = EvidenceBundle(
            request: try #require(UniqueIdentifier("01890000-0000-7000-8000-000000000000")),
            peer: try #require(NodeName("us.trace.example")), entry: 1,
            time: try #require(Moment(milliseconds: 1)), content: Digest.sha256([]), files: files)
        try bundle.write(to: base + "/out")
        for (path, mode) in [
            ("", 0o700), ("/messages", 0o700), ("/a.txt", 0o600), ("/messages/b.json", 0o600),
        ] {
            let found = try FileManager.default.attributesOfItem(atPath: base + "/out" + path)
            #expect(found[FileAttributeKey.posixPermissions] as? Int == mode)
        }
        let list = try Data(contentsOf: URL(filePath: base + "/out/MANIFEST.sha256"))
        #expect(Array(list) == bundle.manifest && bundle.count(in: "messages") == 1)
        // What is there stays, and nothing is left beside it.
        #expect(throws: NodeError.self) { try bundle.write(to: base + "/out") }
        #expect(throws: NodeError.self) { try bundle.write(to: base + "/none/out") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: base) == ["out"])
        #expect(try Data(contentsOf: URL(filePath: base + "/out/a.txt")) == Data("a.txt".utf8))
        for path in ["", "../a", "a/../b", "/a", "a/b/c", ".a", "a/.b", "a b", "a/", "ä"] {
            #expect(EvidenceFile(path, []) == nil)
        }
    }
}
