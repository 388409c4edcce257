import Cryptography
import Encoding
import Exchange
import Testing
import Vault

struct ShamirSharingTests {
    private let sharing = ShamirSharing { SecureRandom.bytes($0) }

    private func seed() throws -> SecretBytes { try TestVault.secret([UInt8](0..<32)) }

    private func bytes(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    private func numbered(_ shares: [SecretBytes], _ numbers: Int...) -> [Int: SecretBytes] {
        Dictionary(uniqueKeysWithValues: numbers.map { ($0, shares[$0 - 1]) })
    }

    @Test("any two of three shares give the secret back, and one nothing")
    func joins() throws {
        let seed = try seed()
        let shares = try #require(sharing.split(seed, into: 3, needing: 2))
        #expect(shares.count == 3)
        for (one, other) in [(1, 2), (1, 3), (2, 3)] {
            let joined = try #require(sharing.join(numbered(shares, one, other)))
            #expect(joined.isEqual(to: seed))
        }
        #expect(sharing.join(numbered(shares, 1, 2, 3))?.isEqual(to: seed) == true)
        #expect(sharing.join(numbered(shares, 2)) == nil)
        #expect(sharing.join([:]) == nil)
        for share in shares {
            #expect(share.count < 128 && !bytes(share).starts(with: bytes(seed)))
        }
    }

    @Test(
        "a share under another number, changed, of another splitting, or none at all gives nothing")
    func refuses() throws {
        let shares = try #require(sharing.split(try seed(), into: 3, needing: 2))
        let others = try #require(sharing.split(try seed(), into: 3, needing: 2))
        #expect(sharing.join([1: shares[0], 3: shares[1]]) == nil)
        #expect(sharing.join([1: shares[0], 2: others[1]]) == nil)
        var changed = bytes(shares[1])
        changed[20] ^= 1
        #expect(sharing.join([1: shares[0], 2: try TestVault.secret(changed)]) == nil)
        #expect(sharing.join([1: shares[0], 2: try TestVault.secret("short")]) == nil)
    }

    @Test("what can not be split so, or by too few random bytes, is not split")
    func unsplit() throws {
        let seed = try seed()
        for (count, needed) in [(3, 1), (3, 0), (3, -2), (1, 2), (2, 3), (256, 2)] {
            #expect(sharing.split(seed, into: count, needing: needed) == nil)
        }
        #expect(sharing.split(try TestVault.secret([]), into: 3, needing: 2) == nil)
        let poor = ShamirSharing { SecureRandom.bytes($0 - 1) }
        #expect(poor.split(seed, into: 3, needing: 2) == nil)
    }

    @Test("holders' files are split and joined by it, and the node's file knows its own")
    func files() throws {
        let cost = try #require(PassphraseCost(passes: 1, memory: 8 << 20))
        let phrases = try (1...3).map { try TestVault.secret("a passphrase of holder \($0)") }
        func split(_ splitting: UInt8) throws -> [VaultShareFile] {
            let holders = try phrases.map { phrase in
                let chance = try #require(
                    PassphraseChance(
                        salt: SecureRandom.bytes(16), nonce: SecureRandom.bytes(24), cost: cost))
                return VaultShareFile.Holder(passphrase: phrase, with: chance)
            }
            return try VaultShareFile.split(
                try seed(), needing: 2, among: holders,
                splitting: [UInt8](repeating: splitting, count: 16), by: sharing)
        }
        let (first, second) = (try split(1), try split(2))
        let opened = try [0, 2].map {
            (file: first[$0], share: try first[$0].open(with: phrases[$0]))
        }
        #expect(try VaultShareFile.join(opened, by: sharing).isEqual(to: try seed()))
        let file = VaultSplitFile(of: first[0])
        #expect(first.allSatisfy { file.has($0) } && second.allSatisfy { !file.has($0) })
        #expect(try VaultSplitFile(file.bytes) == file)
    }

    @Test("the node's file of a splitting is read strictly")
    func splitFile() throws {
        let key = Base64.encode([UInt8](repeating: 9, count: 32))
        let set = Base64.encode([UInt8](repeating: 1, count: 16))
        func text(
            kind: String = "rastro-vault-split", needed: String = "2", shares: String = "3",
            set: String? = nil, more: String = ""
        ) -> [UInt8] {
            let set = set ?? Base64.encode([UInt8](repeating: 1, count: 16))
            return Array(
                (#"{"kind":"\#(kind)","needed":\#(needed),"pk":"\#(key)","set":"\#(set)","#
                    + #""shares":\#(shares),"v":1\#(more)}"#).utf8)
        }
        let file = try VaultSplitFile(text())
        #expect(file.plan == .usual && Base64.encode(file.splitting) == set)
        #expect(file.bytes == text())
        let wrong: [[UInt8]] = [
            text(kind: "rastro-vault-share"), text(needed: "1"), text(needed: "4"),
            text(shares: "17"), text(shares: "1"), text(set: "AAAA"), text(more: #","x":1"#),
            Array(text().dropLast()), [], [UInt8](repeating: 0x20, count: 9000),
        ]
        for bytes in wrong { #expect(throws: MessageError.self) { try VaultSplitFile(bytes) } }
    }

    @Test("a token's file gives the seed of its own key, and of no other")
    func tokenSeed() throws {
        let seed = try seed()
        let file = try #require(
            TokenKeyFile.make(seed, token: "vault", key: "first", nonce: [UInt8](1...12)) { _ in
                [UInt8](repeating: 9, count: 48)
            })
        #expect(file.openSeed { _ in seed }?.isEqual(to: seed) == true)
        let other = try TestVault.secret([UInt8](repeating: 1, count: 32))
        #expect(file.openSeed { _ in other } == nil)
        #expect(file.open { _ in other } == nil)
        let short = try TestVault.secret([1])
        #expect(file.openSeed { _ in short } == nil)
    }
}
