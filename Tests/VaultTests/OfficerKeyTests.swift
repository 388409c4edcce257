import Cryptography
import Exchange
import Testing
import Vault

struct OfficerKeyTests {
    private func secret(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try #require(SecretBytes(wiping: &bytes))
    }

    private func chance() throws -> PassphraseChance {
        let cost = try #require(PassphraseCost(passes: 1, memory: 8 << 20))
        return try #require(
            PassphraseChance(
                salt: [UInt8](repeating: 1, count: 16), nonce: [UInt8](repeating: 2, count: 24),
                cost: cost))
    }

    private func file(_ passphrase: String = "una frase de prueba") throws -> OfficerKeyFile {
        var seed = [UInt8](repeating: 7, count: SigningKey.seedSize)
        return try OfficerKeyFile(
            seed: try #require(SecretBytes(wiping: &seed)), under: try secret(passphrase),
            with: try chance())
    }

    @Test("an officer's key comes back by its passphrase alone, and signs as it did")
    func roundTrip() throws {
        let made = try file()
        let read = try OfficerKeyFile(made.bytes)
        #expect(read == made)
        let key = try read.open(with: try secret("una frase de prueba"))
        let plain = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        #expect(key.verifyingKey == plain.verifyingKey && made.publicKey == plain.verifyingKey)
        #expect(key.sign([1, 2, 3]) == plain.sign([1, 2, 3]))
        #expect(throws: VaultKeyError.wrongPassphrase) {
            try read.open(with: secret("otra frase de prueba"))
        }
        #expect(throws: VaultKeyError.shortPassphrase(least: OfficerKeyFile.leastPassphrase)) {
            try file("corta")
        }
        var short = [UInt8](repeating: 7, count: 31)
        let seed = try #require(SecretBytes(wiping: &short))
        #expect(throws: VaultKeyError.malformed) {
            try OfficerKeyFile(seed: seed, under: secret("una frase de prueba"), with: chance())
        }
        #expect(SigningKey(seed: seed) == nil)
    }

    @Test("a file that was changed, or is another's, is none")
    func changed() throws {
        let bytes = try file().bytes
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 1
            guard let read = try? OfficerKeyFile(other) else { continue }
            #expect(throws: VaultKeyError.self, "byte \(place)") {
                try read.open(with: secret("una frase de prueba"))
            }
        }
        #expect(throws: MessageError.self) { try OfficerKeyFile([]) }
        #expect(throws: MessageError.self) {
            try OfficerKeyFile([UInt8](repeating: 0x20, count: OfficerKeyFile.mostBytes + 1))
        }
        var seed = [UInt8](repeating: 7, count: 32)
        let vault = try VaultKeyFile(
            seed: try #require(SecretBytes(wiping: &seed)),
            under: try secret("una frase de prueba"), with: try chance())
        #expect(throws: MessageError.self) { try OfficerKeyFile(vault.bytes) }
        #expect(throws: MessageError.self) { try VaultKeyFile(bytes) }
    }
}

struct KeptEmergencyTests {
    private let start: Int64 = 1_767_225_600_000

    private func moment(_ hours: Int64) throws -> Moment {
        try #require(Moment(milliseconds: start + hours * 3_600_000))
    }

    private func entry() throws -> LedgerEntry {
        var entry = LedgerEntry(
            .breakGlass,
            identifier: try #require(UniqueIdentifier("01a215d1-97e5-789e-86ea-000000000001")),
            at: try moment(0), node: try #require(NodeName("mx.trace.example")))
        entry.actor = Pseudonym(badge: "7", key: [7])
        return entry
    }

    @Test("emergencies that are kept are reviewed as their ledger is")
    func alike() throws {
        let entry = try entry()
        for hours in [1, 23, 24, 25, 60] as [Int64] {
            var justification = LedgerEntry(
                .justify,
                identifier: try #require(UniqueIdentifier("01a215d1-97e5-789e-86ea-000000000002")),
                at: try moment(hours), node: entry.node)
            justification.answered = entry.identifier
            for now in [hours, hours + 30] {
                let now = try moment(now)
                #expect(
                    EmergencyReview(
                        kept: [.init(entry, justified: justification.time)], at: now)
                        == EmergencyReview(of: [entry, justification], at: now))
                #expect(
                    EmergencyReview(kept: [.init(entry, justified: nil)], at: now)
                        == EmergencyReview(of: [entry], at: now))
            }
        }
        let late = EmergencyReview(kept: [.init(entry, justified: nil)], at: try moment(25))
        #expect(late.suspended == [Pseudonym(badge: "7", key: [7])])
    }
}
