import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Glibc
import Testing
import Vault

@testable import Nodes

/// Files of a vault's key that cost little.
enum VaultFiles {
    static func passphrase(
        _ seed: SecretBytes, _ text: String = "a passphrase of tests"
    ) throws -> (file: VaultKeyFile, phrase: SecretBytes) {
        var bytes = Array(text.utf8)
        let phrase = try #require(SecretBytes(wiping: &bytes))
        return (try VaultKeyFile(seed: seed, under: phrase, with: try chance()), phrase)
    }

    static func chance() throws -> PassphraseChance {
        let cost = try #require(PassphraseCost(passes: 1, memory: 8 << 20))
        return try #require(
            PassphraseChance(
                salt: SecureRandom.bytes(16), nonce: SecureRandom.bytes(24), cost: cost))
    }

    static func split(_ seed: SecretBytes) throws -> [VaultShareFile] {
        let holders = try (1...3).map { number in
            var bytes = Array("a passphrase of holder \(number)".utf8)
            let phrase = try #require(SecretBytes(wiping: &bytes))
            return VaultShareFile.Holder(passphrase: phrase, with: try chance())
        }
        return try VaultShareFile.split(
            seed, needing: 2, among: holders, splitting: SecureRandom.bytes(16),
            by: ShamirSharing { SecureRandom.bytes($0) })
    }
}

/// How the key of a vault is kept: one form at least opens, at each moment.
final class VaultKeepingTests {
    private let folder: NodeFolder
    private let seed: SecretBytes
    private let nodes: TwoNodes

    init() async throws {
        nodes = try await TwoNodes()
        folder = nodes.mexico
        seed = try #require(try folder.plainVaultSeed())
    }

    private func path(_ form: VaultForm) -> String { form.path(in: folder) }

    private var names: Set<String> {
        Set(PrivateFiles.names(in: folder.keys).filter { $0 == "box.key" || $0.contains("vault") })
    }

    private func bytes(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    @Test(
        "the plain key goes when a form opened as it came from the disk, and others by what is said"
    )
    func forms() async throws {
        let keeping = try await VaultKeeping(folder)
        #expect(try keeping.forms().isPlain && !keeping.forms().isProtected)
        let (file, phrase) = try VaultFiles.passphrase(seed)
        try keeping.keep(file.bytes, as: .passphrase) {
            try VaultKeyFile($0).openSeed(with: phrase)
        }
        #expect(names == ["vault.passphrase"])
        #expect(try keeping.plainSeed() == nil)
        let seed = seed
        let splitting = VaultSplitFile(of: try VaultFiles.split(seed)[0])
        try keeping.keep(splitting.bytes, as: .shares, besideOthers: true) { _ in seed }
        #expect(names == ["vault.passphrase", "vault.shares"])
        let forms = try keeping.forms()
        #expect(forms.passphrase == file && forms.shares == splitting && forms.token == nil)
        let token = try #require(
            TokenKeyFile.make(seed, token: "t", key: "k", nonce: [UInt8](1...12)) { _ in
                [UInt8](repeating: 9, count: 48)
            })
        try keeping.keep(token.bytes, as: .token) { _ in seed }
        #expect(names == ["vault.token"])
        #expect(try keeping.forms().token == token)
        // Every key that the node had is still had, but for that one.
        let keys = try await folder.keysInUse(nodes.surroundings)
        #expect(!keys.vault.isOpen && keys.vault.publicKey == keeping.publicKey)
    }

    @Test("what does not open, or not as this key, changes nothing")
    func refused() async throws {
        struct Broken: Error {}
        let keeping = try await VaultKeeping(folder)
        let (file, _) = try VaultFiles.passphrase(seed)
        #expect(throws: Broken.self) {
            try keeping.keep(file.bytes, as: .passphrase) { _ in throw Broken() }
        }
        var other = [UInt8](repeating: 1, count: 32)
        let foreign = try #require(SecretBytes(wiping: &other))
        #expect(throws: NodeError.self) {
            try keeping.keep(file.bytes, as: .passphrase) { _ in foreign }
        }
        let seed = seed
        #expect(throws: NodeError.self) {
            try keeping.keep(file.bytes, as: .plain) { _ in seed }
        }
        #expect(try keeping.forms().isPlain && !keeping.forms().isProtected)
        #expect(try keeping.plainSeed()?.isEqual(to: seed) == true)
    }

    @Test("a node that is in service, or is none, is not changed")
    func running() async throws {
        let lock = try folder.lock()
        await #expect(throws: NodeError.running(path: folder.path)) {
            _ = try await VaultKeeping(folder)
        }
        withExtendedLifetime(lock) {}
        let nowhere = try NodeFolder(TestFolder.make())
        await #expect(throws: NodeError.noNode(path: nowhere.path)) {
            _ = try await VaultKeeping(nowhere)
        }
    }

    @Test("a form's file that is damaged or another node's is told by its path")
    func damaged() async throws {
        let key = try await folder.vaultPublicKey()
        for form in [VaultForm.passphrase, .shares, .token] {
            try PrivateFiles.write([0x7B], to: path(form))
            #expect(throws: NodeError.malformed(path: path(form), member: "")) {
                _ = try VaultForms(folder, of: key)
            }
            try PrivateFiles.write([UInt8](repeating: 0x20, count: 9000), to: path(form))
            #expect(throws: NodeError.tooLong(path: path(form), most: 8192)) {
                _ = try VaultForms(folder, of: key)
            }
            unsafe unlink(path(form))
        }
        var other = [UInt8](repeating: 1, count: 32)
        let foreign = try #require(SecretBytes(wiping: &other))
        let (file, _) = try VaultFiles.passphrase(foreign)
        try PrivateFiles.write(file.bytes, to: path(.passphrase))
        #expect(throws: NodeError.otherKey(file: path(.passphrase))) {
            _ = try VaultForms(folder, of: key)
        }
    }

    @Test("a key that is another's, or in no form, is an error and not a locked vault")
    func missing() async throws {
        try KeyFile.write([UInt8](repeating: 1, count: 32), as: "box", in: folder.keys)
        await #expect(throws: NodeError.otherKey(file: path(.plain))) {
            _ = try await folder.keysInUse(nodes.surroundings)
        }
        unsafe unlink(path(.plain))
        await #expect(throws: NodeError.malformed(path: path(.plain), member: "box")) {
            _ = try await folder.keysInUse(nodes.surroundings)
        }
    }

    @Test("a share is written over nothing")
    func shares() async throws {
        let keeping = try await VaultKeeping(folder)
        let share = try VaultFiles.split(seed)[0]
        let out = folder.path + ".share"
        defer { unsafe unlink(out) }
        #expect(try keeping.handOut(share, to: out) == share)
        #expect(throws: NodeError.file(path: out, reason: EEXIST)) {
            try keeping.handOut(share, to: out)
        }
        #expect(throws: NodeError.file(path: out + "/x", reason: ENOTDIR)) {
            try keeping.handOut(share, to: out + "/x")
        }
    }
}

/// Files that go for good.
final class ErasingTests {
    private let folder = TestFolder.make()

    init() throws { try PrivateFiles.makeFolder(folder) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var path: String { folder + "/file" }

    /// What a file has that is open, whatever it is called by now.
    private func content(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe pread(descriptor, &bytes, 64, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    private let secret = Array("a secret of many bytes".utf8)

    @Test("an erased file's bytes are overwritten where they were")
    func erasing() throws {
        try PrivateFiles.write(secret, to: path)
        let descriptor = unsafe open(path, O_RDONLY)
        defer { close(descriptor) }
        #expect(content(descriptor) == secret)
        try PrivateFiles.erase(path)
        #expect(content(descriptor) != secret && content(descriptor).count == secret.count)
        #expect(PrivateFiles.names(in: folder).isEmpty)
        // What is not there is gone already.
        try PrivateFiles.erase(path)
    }

    @Test("a replaced file's bytes are overwritten, and the new one stands")
    func replacing() throws {
        try PrivateFiles.write(secret, to: path)
        try PrivateFiles.write([1, 2], to: path + ".new")
        let descriptor = unsafe open(path, O_RDONLY)
        defer { close(descriptor) }
        try PrivateFiles.replace(path, by: path + ".new")
        #expect(content(descriptor) != secret)
        #expect(try PrivateFiles.read(path, atMost: 2) == [1, 2])
        #expect(PrivateFiles.names(in: folder) == ["file"])
        // Also where there was none before.
        try PrivateFiles.write([3], to: path + ".new")
        unsafe unlink(path)
        try PrivateFiles.replace(path, by: path + ".new")
        #expect(try PrivateFiles.read(path, atMost: 2) == [3])
    }

    @Test("what was cut off is ended: before the new one stood, the old one is left as it is")
    func cutOff() throws {
        try PrivateFiles.write(secret, to: path)
        #expect(unsafe link(path, path + ".gone") == 0)
        try PrivateFiles.finishErasing(path)
        #expect(try PrivateFiles.read(path, atMost: 64) == secret)
        #expect(PrivateFiles.names(in: folder) == ["file"])
        #expect(unsafe rename(path, path + ".gone") == 0)
        let descriptor = unsafe open(path + ".gone", O_RDONLY)
        defer { close(descriptor) }
        try PrivateFiles.finishErasing(path)
        #expect(content(descriptor) != secret)
        #expect(PrivateFiles.names(in: folder).isEmpty)
    }
}
