import Cryptography
import Encoding
import Exchange
import Testing
import Vault

/// Shares of two, on a line over the field of 256 elements; of three for tests of what does not fit.
struct TestSharing: SecretSharing {
    var isBroken = false

    static func times(_ one: UInt8, _ other: UInt8) -> UInt8 {
        var (result, one, other) = (UInt8(0), one, other)
        while other > 0 {
            if other & 1 == 1 { result ^= one }
            one = one &<< 1 ^ (one >> 7) &* 0x1B
            other >>= 1
        }
        return result
    }

    func split(_ secret: SecretBytes, into count: Int, needing threshold: Int) -> [SecretBytes]? {
        guard threshold == 2, !isBroken else { return nil }
        let bytes = secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        return (1...count).compactMap { number in
            var share = bytes.indices.map {
                bytes[$0]
                    ^ TestSharing.times(UInt8(truncatingIfNeeded: $0 &* 37 &+ 11), UInt8(number))
            }
            return SecretBytes(wiping: &share)
        }
    }

    func join(_ shares: [Int: SecretBytes]) -> SecretBytes? {
        guard shares.count >= 2, !isBroken else { return nil }
        let two = shares.sorted { $0.key < $1.key }.prefix(2)
        let points = two.map {
            (UInt8($0.key), $0.value.withBytes { b in b.indices.map { b[$0] } })
        }
        let difference = points[0].0 ^ points[1].0
        guard let inverse = (1...255).first(where: { TestSharing.times($0, difference) == 1 }),
            points[0].1.count == points[1].1.count
        else { return nil }
        var secret = points[0].1.indices.map { index in
            TestSharing.times(
                TestSharing.times(points[0].1[index], points[1].0)
                    ^ TestSharing.times(points[1].1[index], points[0].0), inverse)
        }
        return SecretBytes(wiping: &secret)
    }
}

struct KeyFileTests {
    private let phrase = "una frase de prueba"

    private func chance(_ number: UInt8 = 1) throws -> PassphraseChance {
        let cost = try #require(PassphraseCost(passes: 1, memory: 8 << 20))
        return try #require(
            PassphraseChance(
                salt: [UInt8](repeating: number, count: 16),
                nonce: [UInt8](repeating: number + 1, count: 24), cost: cost))
    }

    private func seed(_ number: UInt8 = 7) throws -> SecretBytes {
        try TestVault.secret([UInt8](repeating: number, count: 32))
    }

    private func error<Value>(_ body: () throws(VaultKeyError) -> Value) -> VaultKeyError? {
        do throws(VaultKeyError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("a file under a passphrase is the one that PyNaCl 1.6 makes")
    func vector() throws {
        let expected =
            #"{"box":{"ct":"ycr/QfONF+qsaA+NTVKxQwDz9w3ftra1M5m3KL33MCO5wJH5q72ysviZyV1jMKP+","#
            + #""kdf":"argon2id","memory":8388608,"n":"AgICAgICAgICAgICAgICAgICAgICAgIC","passes":1,"#
            + #""salt":"AQEBAQEBAQEBAQEBAQEBAQ=="},"kind":"rastro-vault-key","#
            + #""pk":"dh2I7IMEE5Gd/p1NHVbxfmU8jJlAgt9bE3uQoK5u33Q=","v":1}"#
        let file = try VaultKeyFile(
            seed: try seed(), under: try TestVault.secret(phrase), with: try chance())
        #expect(String(decoding: file.bytes, as: UTF8.self) == expected)
        let read = try VaultKeyFile(Array(expected.utf8))
        #expect(read == file)
        let key = try read.open(with: try TestVault.secret(phrase))
        #expect(key.publicKey == file.publicKey)
        #expect(try read.openSeed(with: try TestVault.secret(phrase)).isEqual(to: try seed()))
    }

    @Test("a wrong passphrase, a short one and a changed file open nothing")
    func refused() throws {
        let secret = try TestVault.secret(phrase)
        let file = try VaultKeyFile(seed: try seed(), under: secret, with: try chance())
        let wrong = try TestVault.secret(phrase + " ")
        #expect(
            error { () throws(VaultKeyError) in try file.open(with: wrong) } == .wrongPassphrase)
        let none = try TestVault.secret("")
        #expect(error { () throws(VaultKeyError) in try file.open(with: none) } == .wrongPassphrase)
        let (short, chance, seed) = (try TestVault.secret("once letras"), try chance(), try seed())
        #expect(
            error { () throws(VaultKeyError) in
                try VaultKeyFile(seed: seed, under: short, with: chance)
            } == .shortPassphrase(least: 12))
        #expect(
            error { () throws(VaultKeyError) in
                try VaultKeyFile(seed: short, under: secret, with: chance)
            } == .malformed)
        let text = String(decoding: file.bytes, as: UTF8.self)
        let other = try TestVault.vaultKey(8).publicKey
        for (old, new) in [
            (Base64.encode(file.publicKey.bytes), Base64.encode(other.bytes)),
            ("AQEBAQEBAQEBAQEBAQEBAQ==", "AQEBAQEBAQEBAQEBAQEBAg=="),
            ("AgICAgICAgICAgICAgICAgICAgICAgIC", "AgICAgICAgICAgICAgICAgICAgICAgID"),
            ("\"passes\":1", "\"passes\":2"), ("8388608", "8389632"), ("ycr/", "ycs/"),
        ] {
            let changed = try VaultKeyFile(Array(text.replacing(old, with: new).utf8))
            #expect(changed != file)
            #expect(
                error { () throws(VaultKeyError) in try changed.open(with: secret) }
                    == .wrongPassphrase)
        }
    }

    @Test("files that ask for more than a machine has, or are of another form, are refused")
    func malformed() throws {
        let file = try VaultKeyFile(
            seed: try seed(), under: try TestVault.secret(phrase), with: try chance())
        let text = String(decoding: file.bytes, as: UTF8.self)
        for (old, new) in [
            ("8388608", "1099511627776"), ("8388608", "8388609"), ("8388608", "1024"),
            ("\"passes\":1", "\"passes\":17"), ("\"passes\":1", "\"passes\":0"),
            ("argon2id", "scrypt"), ("\"v\":1", "\"v\":2"),
            ("rastro-vault-key", "rastro-vault-share"),
            ("AQEBAQEBAQEBAQEBAQEBAQ==", "AQEBAQEBAQEBAQEBAQEB"), ("\"pk\":\"dh2I", "\"pk\":\""),
            ("\"v\":1", "\"v\":1,\"w\":1"), ("{\"box\"", " {\"box\""),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try VaultKeyFile(Array(changed.utf8)) }
        }
        let long = [UInt8](repeating: 0x20, count: 8193)
        #expect(throws: MessageError.malformed(member: "")) { try VaultKeyFile(long) }
        #expect(PassphraseCost(passes: 3, memory: 256 << 20) == .usual)
        #expect(PassphraseChance(salt: [], nonce: Array(0..<24)) == nil)
        #expect(PassphraseChance(salt: Array(0..<16), nonce: []) == nil)
    }

    private func made(_ seed: UInt8 = 7, splitting: UInt8 = 1) throws -> [VaultShareFile] {
        try VaultShareFile.split(
            try self.seed(seed), needing: 2,
            among: try (0..<3).map { number in
                VaultShareFile.Holder(
                    passphrase: try TestVault.secret("\(phrase) \(number)"),
                    with: try chance(UInt8(number) + 10))
            }, splitting: [UInt8](repeating: splitting, count: 16), by: TestSharing())
    }

    private func open(_ files: [VaultShareFile]) throws -> [(
        file: VaultShareFile, share: SecretBytes
    )] {
        try files.map {
            ($0, try $0.open(with: try TestVault.secret("\(phrase) \($0.number - 1)")))
        }
    }

    @Test("any two of three holders have the key, and one has not")
    func shares() throws {
        let files = try made()
        #expect(files.map(\.number) == [1, 2, 3] && files[0].plan == .usual)
        for (one, other) in [(0, 1), (0, 2), (2, 1)] {
            let opened = try open([files[one], files[other]])
            let joined = try VaultShareFile.join(opened, by: TestSharing())
            #expect(joined.isEqual(to: try seed()))
        }
        #expect(try VaultShareFile.join(try open(files), by: TestSharing()).isEqual(to: try seed()))
        for file in files { #expect(try VaultShareFile(file.bytes) == file) }
        let wrong = try TestVault.secret("\(phrase) 1")
        #expect(
            error { () throws(VaultKeyError) in try files[0].open(with: wrong) }
                == .wrongPassphrase)
    }

    @Test("shares that do not go together are told apart")
    func sharesRefused() throws {
        let files = try made()
        let opened = try open(files)
        func join(_ shares: [(file: VaultShareFile, share: SecretBytes)], isBroken: Bool = false)
            -> VaultKeyError?
        {
            error { () throws(VaultKeyError) in
                try VaultShareFile.join(shares, by: TestSharing(isBroken: isBroken))
            }
        }
        #expect(join([]) == .tooFewShares(given: 0, needed: 2))
        #expect(join([opened[1]]) == .tooFewShares(given: 1, needed: 2))
        #expect(join([opened[1], opened[1]]) == .repeatedShare(number: 2))
        #expect(join([opened[0], try open(try made(splitting: 2))[1]]) == .otherShares)
        #expect(join([opened[0], try open(try made(8))[1]]) == .otherShares)
        #expect(join([opened[0], (files[1], opened[2].share)]) == .otherKey)
        #expect(join(opened, isBroken: true) == .notSplit)
        let holders = [
            VaultShareFile.Holder(
                passphrase: try TestVault.secret(phrase), with: try chance())
        ]
        let (seed, splitting) = (try seed(), [UInt8](repeating: 1, count: 16))
        func split(_ count: Int, _ needed: Int, _ splitting: [UInt8], isBroken: Bool = false)
            -> VaultKeyError?
        {
            error { () throws(VaultKeyError) in
                try VaultShareFile.split(
                    seed, needing: needed, among: Array(repeatElement(holders[0], count: count)),
                    splitting: splitting, by: TestSharing(isBroken: isBroken))
            }
        }
        for (count, needed) in [(1, 1), (3, 1), (2, 3), (17, 2), (0, 0)] {
            #expect(split(count, needed, splitting) == .malformed)
        }
        #expect(split(3, 2, []) == .malformed)
        #expect(split(3, 2, splitting, isBroken: true) == .notSplit)
        #expect(split(3, 3, splitting) == .notSplit)
    }

    @Test("share files of another form are refused")
    func sharesMalformed() throws {
        let file = try made()[2]
        let text = String(decoding: file.bytes, as: UTF8.self)
        for (old, new) in [
            ("\"number\":3", "\"number\":4"), ("\"number\":3", "\"number\":0"),
            ("\"needed\":2", "\"needed\":1"), ("\"needed\":2", "\"needed\":4"),
            ("\"shares\":3", "\"shares\":17"), ("\"set\":\"AQ", "\"set\":\""),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try VaultShareFile(Array(changed.utf8)) }
        }
        // What stands beside the share is bound to it.
        let renumbered = try VaultShareFile(
            Array(text.replacing("\"number\":3", with: "\"number\":1").utf8))
        let secret = try TestVault.secret("\(phrase) 2")
        #expect(
            error { () throws(VaultKeyError) in try renumbered.open(with: secret) }
                == .wrongPassphrase)
    }
}
