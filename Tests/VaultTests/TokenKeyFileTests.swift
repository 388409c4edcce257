import Cryptography
import Encoding
import Exchange
import Testing
import Vault

struct TokenKeyFileTests {
    private struct Refused: Error {}

    private let nonce = [UInt8](1...12)

    private func seed() throws -> SecretBytes {
        try TestVault.secret([UInt8](repeating: 7, count: 32))
    }

    /// A file that a key of a cipher wrapped, as a token would but for the nonce.
    private func file(_ body: ((TokenKeyFile.Wrapping) -> Void)? = nil) throws -> TokenKeyFile? {
        TokenKeyFile.make(try seed(), token: "vault", key: "first", nonce: nonce) { wrapping in
            body?(wrapping)
            return [UInt8](repeating: 9, count: 48)
        }
    }

    @Test("what a token is asked for is bound to the key, the token and its key")
    func context() throws {
        var contexts: [[UInt8]] = []
        let file = try #require(
            try self.file { wrapping in
                contexts.append(wrapping.context)
                #expect(wrapping.key == "first" && wrapping.nonce == nonce)
                #expect(wrapping.seed.count == 32)
            })
        let read = try TokenKeyFile(file.bytes)
        #expect(read == file)
        let seed = try seed()
        let opened = read.open { unwrapping in
            contexts.append(unwrapping.context)
            #expect(unwrapping.wrapped == [UInt8](repeating: 9, count: 48))
            return seed
        }
        #expect(opened?.publicKey == file.publicKey)
        #expect(contexts.count == 2 && contexts[0] == contexts[1])
        let other = try TestVault.secret([UInt8](repeating: 8, count: 32))
        #expect(read.open { _ in other } == nil)
        let short = try TestVault.secret("A")
        #expect(read.open { _ in short } == nil)
        #expect(throws: Refused.self) {
            try read.open { _ throws(Refused) in throw Refused() }
        }
    }

    @Test("what can not be a token's file is refused")
    func refused() throws {
        let seed = try seed()
        let short = try TestVault.secret("A")
        func make(
            _ seed: SecretBytes, _ token: String, _ key: String, _ nonce: [UInt8], _ size: Int = 48
        ) -> TokenKeyFile? {
            TokenKeyFile.make(seed, token: token, key: key, nonce: nonce) { _ in
                [UInt8](repeating: 1, count: size)
            }
        }
        #expect(make(seed, "t", "k", nonce) != nil && make(seed, "a b", "k", nonce) != nil)
        #expect(make(short, "t", "k", nonce) == nil && make(seed, "t", "k", []) == nil)
        #expect(make(seed, "", "k", nonce) == nil && make(seed, "t", " k", nonce) == nil)
        #expect(make(seed, "t", "clavé", nonce) == nil)
        #expect(make(seed, String(repeating: "t", count: 33), "k", nonce) == nil)
        #expect(make(seed, "t", "k", nonce, 47) == nil)
        let text = String(decoding: try #require(try file()).bytes, as: UTF8.self)
        for (old, new) in [
            ("\"token\":\"vault\"", "\"token\":\"\""), ("\"key\":\"first\"", "\"key\":\" \""),
            ("\"n\":\"AQ", "\"n\":\""), ("\"w\":\"CQ", "\"w\":\""), ("\"v\":1", "\"v\":1,\"x\":1"),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try TokenKeyFile(Array(changed.utf8)) }
        }
    }
}
