public import Cryptography
import Exchange
import Storage
public import Vault

/// The right to change how the key of a node's vault is kept; the node is at rest as long as somebody has it.
///
/// A form is taken away only when another was written, lasts, and was opened as it came from the disk. Whenever it is
/// cut off, one form at least opens.
public struct VaultKeeping: Sendable {
    /// The vault's key, by its public half.
    public let publicKey: BoxPublicKey
    private let folder: NodeFolder
    private let lock: NodeLock

    /// Takes the right, and ends what was cut off before.
    ///
    /// - Throws: `NodeError.running` while a process runs the node, `noNode`; `StorageError`.
    public init(_ folder: NodeFolder) async throws {
        try folder.requireOwnVault()
        lock = try folder.lock()
        self.folder = folder
        publicKey = try await folder.vaultPublicKey()
        try folder.finishErasing()
    }

    /// The forms as they are.
    public func forms() throws(NodeError) -> VaultForms {
        try VaultForms(folder, of: publicKey)
    }

    /// The seed, where it lies in plain.
    ///
    /// - Throws: `NodeError.malformed` where it is in no form.
    public func plainSeed() throws(NodeError) -> SecretBytes? { try folder.plainVaultSeed() }

    /// Keeps the key in a form, in the place of the others.
    ///
    /// - Parameters:
    ///   - bytes: the form's file.
    ///   - form: which it is; not the plain one, to which there is no way back.
    ///   - keepsOthers: whether the other protected forms stay; the plain one never does.
    ///   - open: opens the file as it came from the disk, and gives the seed.
    /// - Throws: `NodeError`, among others `otherKey` when the form does not open as this node's key: then all is as it was.
    public func keep(
        _ bytes: [UInt8], as form: VaultForm, besideOthers keepsOthers: Bool = false,
        opening open: ([UInt8]) throws -> SecretBytes
    ) throws {
        let path = form.path(in: folder)
        let new = path + ".new"
        guard form != .plain else { throw NodeError.otherKey(file: path) }
        try PrivateFiles.write(bytes, to: new)
        let kept = try PrivateFiles.read(new, atMost: bytes.count) ?? []
        guard kept == bytes, let key = VaultKey(seed: try open(kept)), key.publicKey == publicKey
        else { throw NodeError.otherKey(file: new) }
        try PrivateFiles.replace(path, by: new)
        for other in VaultForm.allCases where other != form && (other == .plain || !keepsOthers) {
            try PrivateFiles.erase(other.path(in: folder))
        }
    }

    /// Writes a share for its holder, to a place that has nothing yet (0600), and reads it back.
    ///
    /// - Throws: `NodeError.file` when something is there; `malformed` when it is not what was written.
    public func handOut(
        _ share: VaultShareFile, to path: String
    ) throws(NodeError) -> VaultShareFile {
        let bytes = share.bytes
        try PrivateFiles.writeNew(bytes, to: path)
        guard let kept = try PrivateFiles.read(path, atMost: bytes.count), kept == bytes,
            let read = try? VaultShareFile(kept)
        else { throw .malformed(path: path, member: "") }
        return read
    }
}

extension NodeFolder {
    /// Checks that the vault of this folder's node has no process of its own, in whose folder its key is changed, unlocked
    /// and locked.
    ///
    /// - Throws: `NodeError.vaultApart`; what reading the configuration throws.
    public func requireOwnVault() throws(NodeError) {
        guard hasNode, let socket = try NodeConfiguration(self).vault else { return }
        throw .vaultApart(socket: socket)
    }

    /// The public half of the vault's key, as the node's last manifest has it.
    ///
    /// - Throws: `NodeError.noNode`, `malformed`; `StorageError`.
    public func vaultPublicKey() async throws -> BoxPublicKey {
        if let vault = try VaultConfiguration(self) {
            guard let key = BoxPublicKey(vault.publicKey) else {
                throw NodeError.malformed(path: vaultConfiguration, member: "box")
            }
            return key
        }
        let name = try NodeConfiguration(self).name
        let database = try await openTables(.readingOnly)
        let boxes: [[UInt8]]
        do {
            boxes = try await database.read { try $0.history(of: name).latest.keys.boxes }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        guard let key = boxes.first.flatMap({ BoxPublicKey($0) }) else {
            throw NodeError.malformed(path: manifest, member: "box")
        }
        return key
    }
}
