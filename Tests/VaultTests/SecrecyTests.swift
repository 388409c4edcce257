@testable import Cryptography
import Exchange
import Glibc
import Testing
import Vault

/// What is said of secrets, and what stays of them.
struct SecrecyTests {
    /// All that a program can show of a value without asking it.
    private func shown(_ value: Any) -> String {
        var text = String(describing: value) + String(reflecting: value)
        dump(value, to: &text)
        return text
    }

    @Test("no description, mirror or dump has a secret in it")
    func descriptions() async throws {
        let scene = try Scene()
        let chance = try #require(
            PassphraseChance(
                salt: [UInt8](repeating: 1, count: 16), nonce: [UInt8](repeating: 1, count: 24)))
        let texts = [
            shown(try TestVault.secret(TestVault.name)), shown(try TestVault.vaultKey()),
            shown(scene.held.keys), shown(scene.held.record),
            shown(
                VaultShareFile.Holder(
                    passphrase: try TestVault.secret(TestVault.name), with: chance)),
            shown(Vault(key: try TestVault.vaultKey(), register: TestRegister())),
            shown(try TestVault.sealer()),
            shown(VaultError.unopenable), shown(VaultError.emergency(.sameOfficer)),
        ]
        // As text, and as the numbers of a dumped array: of a name, of the seed and of the record's keys.
        let name = Array(TestVault.name.utf8).prefix(3)
        let runs = [Array(name), [50, 50, 50], [1, 1, 1], [2, 2, 2]]
        for (index, text) in texts.enumerated() {
            #expect(!text.contains("PRUEBA"))
            for run in runs where index != 3 && !(index == 4 && run == [1, 1, 1]) {
                #expect(!text.contains(run.map { "\($0)" }.joined(separator: ", ")))
                #expect(!text.contains(run.map { "- \($0)\n" }.joined(separator: "    ")))
            }
        }
        #expect(texts[0].contains("(secret)") && texts[2].contains("(keys of a record)"))
    }

    private static let canRead = {
        let memory = unsafe open("/proc/self/mem", O_RDONLY)
        return memory >= 0 && close(memory) == 0
    }()

    /// Where in this process's memory some bytes stand, given with every bit turned over.
    private func places(ofInverted needle: [UInt8]) throws -> Int {
        guard let maps = unsafe fopen("/proc/self/maps", "r") else { return -1 }
        defer { unsafe fclose(maps) }
        let memory = unsafe open("/proc/self/mem", O_RDONLY)
        try #require(memory >= 0)
        defer { close(memory) }
        var count = 0
        var line = [CChar](repeating: 0, count: 4096)
        while unsafe fgets(&line, Int32(line.count), maps) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            let parts = text.split(separator: " ")
            let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard parts[1].hasPrefix("r"), ends.count == 2, ends[1] - ends[0] < 1 << 30,
                parts.count < 6 || !parts[5].hasPrefix("/")
            else { continue }
            count += occurrences(ofInverted: needle, in: memory, from: ends[0], to: ends[1])
        }
        return count
    }

    private func occurrences(
        ofInverted needle: [UInt8], in memory: Int32, from low: UInt, to high: UInt
    ) -> Int {
        let size = Int(high - low)
        // Memory that is given back by itself, so that what is read does not become what is found.
        guard
            let buffer = unsafe mmap(
                nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe buffer != MAP_FAILED
        else { return 0 }
        defer { unsafe munmap(buffer, size) }
        let got = unsafe pread(memory, buffer, size, off_t(low))
        guard got >= needle.count else { return 0 }
        let start = UnsafeRawPointer(buffer)
        var (count, index) = (0, 0)
        while index <= got - needle.count,
            let found = unsafe memchr(
                start + index, Int32(~needle[0]), got - needle.count - index + 1)
        {
            index = unsafe UnsafeRawPointer(found) - start
            let isWhole = needle.indices.allSatisfy { offset in
                unsafe start.load(fromByteOffset: index + offset, as: UInt8.self) == ~needle[offset]
            }
            if isWhole { count += 1 }
            index += 1
        }
        return count
    }

    @Test(
        "of a field that was sealed, opened, read and dropped, no copy stays in memory",
        .enabled(if: canRead, "this process may not read its own memory: not tried"))
    func wiped() async throws {
        let inverted = SecureRandom.bytes(40)
        var scene = try Scene()
        var sealer = try TestVault.sealer(3, chance: 3)
        do {
            let secret = try #require(
                unsafe SecretBytes(inverted.count) { start in
                    for (index, byte) in inverted.enumerated() { unsafe start[index] = ~byte }
                    return true
                })
            try sealer.seal(
                secret, as: try TestVault.word("purchaser.name"),
                nonce: [UInt8](repeating: 1, count: 24),
                opening: try TestVault.secret([UInt8](repeating: 1, count: 32)))
            // Here it stands, or the search could find nothing.
            #expect(try places(ofInverted: inverted) == 1)
            withExtendedLifetime(secret) {}
        }
        #expect(try places(ofInverted: inverted) == 0)
        let (record, keys) = try sealer.finished()
        scene.entry = try Scene.entry(.read, of: keys, scene.terms.policy)
        scene.fields = [try TestVault.word("purchaser.name")]
        let vault = Vault(key: try TestVault.vaultKey(), register: TestRegister())
        let opened = try await vault.open(
            scene.request, of: record, keys, with: try scene.permit(), under: scene.terms)
        var seen = 0
        var isSame = false
        opened.read { _, bytes in
            isSame = inverted.indices.allSatisfy { bytes[$0] == ~inverted[$0] }
            seen = (try? places(ofInverted: inverted)) ?? -1
        }
        #expect(isSame && seen >= 1)
        #expect(try places(ofInverted: inverted) == 0)
    }
}
