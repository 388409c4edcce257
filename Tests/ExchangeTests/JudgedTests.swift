import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Glibc
import Testing

/// Others' libraries on what this room makes, and this room on what they make: `Tests/EndToEnd/judge_exchange.py`.
@Suite(.enabled(if: Judge.isThere, "the libraries of Tools/setup test are not there"))
struct JudgedTests {
    private static let types = [
        "application/vnd.trace.request.v1+json", "a", "text/plain;charset=utf-8",
        "application/vnd.in-toto+json",
    ]

    /// Payloads of many lengths, of any bytes.
    private static let payloads: [[UInt8]] = (0..<40).map { number in
        let length = number < 20 ? number : number * number * 9
        return (0..<length).map { UInt8(truncatingIfNeeded: ($0 &* 167) ^ number ^ ($0 >> 3)) }
    }

    @Test("envelopes and canonical JSON are what other libraries make of the same, both ways")
    func both() throws {
        let judge = try Judge()
        let signers = try [
            TestWorld.north(), TestWorld.south(), TestWorld.signer("ca.trace.example/node", 7),
        ]
        let seeds: [UInt8] = [1, 4, 7]
        let keys = zip(signers, seeds).map { signer, seed in
            let seed = [UInt8](repeating: seed, count: 32)
            return "\(signer.verifier.reference.text) "
                + "\(Hexadecimal.encode(signer.verifier.key.bytes)) \(Hexadecimal.encode(seed))\n"
        }
        try judge.write(Array(keys.joined().utf8), to: "keys")
        var made: [Envelope] = []
        for (number, payload) in Self.payloads.enumerated() {
            let who = signers.prefix(1 + number % 3)
            made.append(
                try Envelope(
                    payloadType: Self.types[number % 4], payload: payload, signers: Array(who)))
            try judge.write(made[number].bytes, to: "ours/\(number).json")
        }
        try judge.run()
        for (number, ours) in made.enumerated() {
            let theirs = try Envelope(judge.read("theirs/\(number).json"))
            #expect(theirs.payload == ours.payload && theirs.payloadType == ours.payloadType)
            #expect(Set(theirs.signatures) == Set(ours.signatures), "\(number)")
            let signed = try theirs.signers(
                among: signers.map(\.verifier), atLeast: 1 + number % 3)
            #expect(signed.count == 1 + number % 3)
        }
        for number in 0..<2000 {
            let expected = try judge.read("values/\(number).out")
            let value = try JSONValue(parsing: judge.read("values/\(number).in"))
            #expect(value.canonicalBytes == expected, "\(number)")
            #expect(try JSONValue(canonical: expected) == value, "\(number)")
        }
    }
}

/// A folder that is written by the tests and judged by a script.
private final class Judge {
    private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let script = "/\(root)/Tests/EndToEnd/judge_exchange.py"
    private static let python = "/\(root)/.venv/bin/python"

    static let isThere = shell(
        "'\(python)' -c 'import rfc8785, securesystemslib.dsse, cryptography'")

    private let folder: String

    init() throws {
        let number = UInt64.random(in: 0...UInt64.max)
        folder = FileManager.default.temporaryDirectory.path + "/rastro-judge-\(number)"
        try FileManager.default.createDirectory(
            atPath: folder + "/ours", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: folder + "/" + name)))
    }

    func run() throws {
        let isGood = Judge.shell(
            "'\(Judge.python)' '\(Judge.script)' '\(folder)' >'\(folder)/said' 2>&1")
        try #require(isGood, "\(String(decoding: (try? read("said")) ?? [], as: UTF8.self))")
    }

    private static func shell(_ script: String) -> Bool {
        unsafe system("{ \(script); } >/dev/null 2>&1") == 0
    }
}
