import Cryptography
public import Exchange
import Glibc
public import Ledger
import Storage

/// Whose a vault's folder is to be, by the system's numbers.
public struct VaultOwner: Hashable, Sendable {
    /// The user who runs the vault; `nil` for whoever makes it.
    public var user: UInt32?
    /// The group that the node's user is in, and nobody else, by which the node reaches the vault's socket; `nil` where
    /// both have one user.
    public var group: UInt32?

    /// An owner.
    public init(user: UInt32? = nil, group: UInt32? = nil) {
        self.user = user
        self.group = group
    }
}

extension NodeFolder {
    /// Parts the vault of this node from it: into a folder of its own, for a process of its own.
    ///
    /// The forms of the key, the policy, officers' keys, permits that were used, emergencies and manifests are copied; the
    /// node's configuration then says where its vault is; and at last the forms are taken away here. What was cut off is
    /// taken up again by the same call.
    ///
    /// - Throws: `NodeError.running` while a process runs the node, `vaultApart` when it is parted already, `noWitness`,
    ///   `folderInUse`; `StorageError`.
    public func partVault(
        into vault: NodeFolder, for owner: VaultOwner, surroundings: NodeSurroundings
    ) async throws -> VaultConfiguration {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        var configuration = try NodeConfiguration(self)
        if let socket = configuration.vault {
            guard socket == vault.vaultSocket, let made = try VaultConfiguration(vault) else {
                throw NodeError.vaultApart(socket: socket)
            }
            try takeFormsAway()
            return made
        }
        _ = try policyInForce(configuration, at: surroundings.now())
        let key = try await vaultPublicKey()
        try finishErasing()
        let made: VaultConfiguration
        if let known = try VaultConfiguration(vault) {
            guard known.node == configuration.name, known.publicKey == key.bytes else {
                throw NodeError.folderInUse(path: vault.path)
            }
            made = known
        } else {
            made = try await makeVault(in: vault, configuration, key)
        }
        try vault.give(to: owner)
        configuration.vault = vault.vaultSocket
        var status = stat()
        let isKnown = unsafe stat(self.configuration, &status) == 0
        try configuration.write(to: self)
        if isKnown, unsafe chown(self.configuration, status.st_uid, status.st_gid) != 0 {
            throw NodeError.file(path: self.configuration, reason: errno)
        }
        try takeFormsAway()
        return made
    }

    private func takeFormsAway() throws(NodeError) {
        for form in VaultForm.allCases { try PrivateFiles.erase(form.path(in: self)) }
    }

    private func makeVault(
        in vault: NodeFolder, _ configuration: NodeConfiguration, _ key: BoxPublicKey
    ) async throws -> VaultConfiguration {
        // A folder that was begun and has no configuration yet is begun anew; any other is somebody's.
        let ours = [
            vault.keys, vault.run, vault.database, vault.policy, vault.vaultConfiguration,
        ]
        let files = PrivateFiles.names(in: vault.path).map { "\(vault.path)/\($0)" }
        guard files.allSatisfy({ file in ours.contains { file.hasPrefix($0) } }) else {
            throw NodeError.folderInUse(path: vault.path)
        }
        for folder in [vault.path, vault.keys, vault.run] { try PrivateFiles.makeFolder(folder) }
        for form in VaultForm.allCases {
            guard let bytes = try PrivateFiles.read(form.path(in: self), atMost: 8192) else {
                continue
            }
            try PrivateFiles.write(bytes, to: form.path(in: vault))
        }
        if let bytes = try PrivateFiles.read(policy, atMost: 1 << 20) {
            try PrivateFiles.write(bytes, to: vault.policy)
        }
        for file in files where file.hasPrefix(vault.database) { unsafe unlink(file) }
        try KeyFile.make(StoreKeys.name, in: vault.keys)
        let witness = try await copyTables(to: vault, of: configuration.name)
        let made = VaultConfiguration(
            node: configuration.name, jurisdiction: configuration.jurisdiction,
            witness: witness, publicKey: key.bytes)
        // Last: only a folder with it has a vault.
        try made.write(to: vault)
        return made
    }

    /// Copies what the vault is to know; returns the node's witness.
    private func copyTables(
        to vault: NodeFolder, of node: NodeName
    ) async throws -> NodeName {
        let own = try await openTables()
        let known = try await own.peers()
        guard let witness = known.first(where: { $0.witnesses && $0.witness != nil })?.name else {
            throw NodeError.noWitness
        }
        let copied = try await own.read { try VaultRows($0, of: node) }
        await own.close()
        let tables = try await vault.openTables()
        try await tables.write { try copied.write(to: $0) }
        await tables.close()
        return witness
    }

    /// Makes a vault's folder that of its user, with its group's way to the socket and to nothing else.
    private func give(to owner: VaultOwner) throws(NodeError) {
        let keep = UInt32.max
        let files = [path, keys, run].flatMap { folder in
            [folder] + PrivateFiles.names(in: folder).map { "\(folder)/\($0)" }
        }
        for file in Set(files).sorted() {
            let isOnTheWay = file == path || file == run
            guard
                unsafe lchown(
                    file, owner.user ?? keep, isOnTheWay ? owner.group ?? keep : keep) == 0
            else { throw .file(path: file, reason: errno) }
        }
        guard owner.group != nil else { return }
        // What is made in `run` is the group's; the group may go through both and list neither.
        for (folder, mode) in [(path, mode_t(0o710)), (run, 0o2710)] {
            guard unsafe chmod(folder, mode) == 0 else { throw .file(path: folder, reason: errno) }
        }
    }
}

/// What of a node's tables its vault is to know.
private struct VaultRows: Sendable {
    private let manifests: [(String, Int64, [UInt8])]
    private let officers: [(String, [UInt8], Int64)]
    private let permits: [(Int64, Int64)]
    private let emergencies: [(String, String, Int64, [UInt8], Int64?, Int64)]
    private let next: Int64

    init(_ transaction: borrowing Transaction<Reading>, of node: NodeName) throws {
        manifests = try transaction.rows(
            "SELECT node, serial, note FROM manifest ORDER BY node, serial", as: String.self,
            Int64.self, [UInt8].self)
        officers = try transaction.rows(
            "SELECT pseudonym, key, time FROM officer", as: String.self, [UInt8].self, Int64.self)
        permits = try transaction.rows(
            "SELECT entry, time FROM used_permit", as: Int64.self, Int64.self)
        emergencies = try transaction.rows(
            """
            SELECT node, entry, number, bytes, justified, latest FROM emergency WHERE node = $1
            """, Kept(node), as: String.self, String.self, Int64.self, [UInt8].self, Int64?.self,
            Int64.self)
        next = try transaction.value("SELECT next FROM ledger")
    }

    func write(to transaction: borrowing Transaction<Writing>) throws {
        for (node, serial, note) in manifests {
            try transaction.execute(
                "INSERT INTO manifest(node, serial, note) VALUES ($1, $2, $3)", node, serial, note)
        }
        for (pseudonym, key, time) in officers {
            try transaction.execute(
                "INSERT INTO officer(pseudonym, key, time) VALUES ($1, $2, $3)", pseudonym, key,
                time)
        }
        for (entry, time) in permits {
            try transaction.execute(
                "INSERT INTO used_permit(entry, time) VALUES ($1, $2)", entry, time)
        }
        for (node, entry, number, bytes, justified, latest) in emergencies {
            try transaction.execute(
                """
                INSERT INTO emergency(node, entry, number, bytes, justified, latest)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, node, entry, number, bytes, justified, latest)
        }
        try transaction.execute("UPDATE vault_heard SET next = $1", next)
    }
}

extension VaultOwner {
    /// The number of a user; `nil` for a name that the system does not know.
    public static func user(_ name: String) -> UInt32? {
        if let number = UInt32(name) { return number }
        guard let found = unsafe getpwnam(name) else { return nil }
        return unsafe found.pointee.pw_uid
    }

    /// The number of a group; `nil` for a name that the system does not know.
    public static func group(_ name: String) -> UInt32? {
        if let number = UInt32(name) { return number }
        guard let found = unsafe getgrnam(name) else { return nil }
        return unsafe found.pointee.gr_gid
    }
}

extension NodeFolder {
    /// Makes another node known to the vault in this folder, which then seals names anew for it.
    ///
    /// - Throws: `NodeError.noVault`, `running`, `knownPeer`, `manifest`; `StorageError`.
    public func knowInVault(_ note: SignedNote) async throws -> NodeName {
        guard let vault = try VaultConfiguration(self) else { throw NodeError.noVault(path: path) }
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let manifest: KeyManifest
        do throws(ManifestError) {
            manifest = try KeyHistory(first: note).latest
        } catch {
            throw NodeError.manifest(error)
        }
        let name = manifest.node
        let database = try await openTables()
        let isNew = try await database.write { transaction in
            let known = try transaction.value(
                "SELECT COUNT(*) FROM manifest WHERE node = $1", Kept(name), as: Int.self)
            guard known == 0, name != vault.node else { return false }
            try transaction.execute(
                "INSERT INTO manifest(node, serial, note) VALUES ($1, $2, $3)", Kept(name),
                KeptCount(manifest.serial), note.bytes)
            return true
        }
        await database.close()
        guard isNew else { throw NodeError.knownPeer(name: name) }
        return name
    }
}
