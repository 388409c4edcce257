import Delivery
import Cryptography
public import Exchange
public import Ledger
import Storage

extension NodeFolder {
    /// How long a node's first manifest counts, in days.
    private static let manifestDays: Int64 = 730

    /// Makes a node: its folder, its keys, its first manifest, and the first entries of its ledger.
    ///
    /// - Parameter now: when it is made; its keys count from then on.
    /// - Returns: the note that the other side needs, which is also in `manifest.note`.
    /// - Throws: `NodeError`, `StorageError`; what was made is left for a person to look at.
    public func make(
        _ configuration: NodeConfiguration, surroundings: NodeSurroundings
    ) async throws -> SignedNote {
        try make()
        try NodeKeys.make(self)
        let name = configuration.name
        var pending = PendingManifest(
            messages: [
                try NodeKeys.makeMessageKey(self, of: name),
                try NodeKeys.makeMessageKey(self, of: name),
            ], channels: [try makeChannel(), try makeChannel()], boxes: [try vaultKeyMade()])
        pending.serial = 1
        let note = try sign(pending, configuration, now: surroundings.now())
        let database = try await openTables()
        try await database.write { transaction in
            let circumstances = surroundings.circumstances
            var entry = LedgerEntry(
                .keyManifest, identifier: circumstances.identifier(), at: circumstances.now,
                node: name)
            entry.message = Digest.sha256(note.bytes)
            _ = try transaction.append(entry)
            try transaction.execute(
                "INSERT INTO manifest(node, serial, note) VALUES ($1, 1, $2)", Kept(name),
                note.bytes)
        }
        await database.close()
        try PrivateFiles.write(note.bytes, to: manifest)
        // Last: only a folder with it has a node.
        try configuration.write(to: self)
        return note
    }

    /// The public half of the vault's key, of a node that was made just now.
    private func vaultKeyMade() throws(NodeError) -> [UInt8] {
        guard let key = BoxKey(seed: try KeyFile.read(VaultForm.plainName, in: keys)) else {
            throw .malformed(path: VaultForm.plain.path(in: self), member: VaultForm.plainName)
        }
        return key.publicKey.bytes
    }

    /// What a manifest is made of that changes from one to the next.
    struct PendingManifest {
        /// The key in use first, then the next, which others know before it is used.
        var messages: [MessageKey]
        /// The same of the certificates.
        var channels: [Digest]
        /// The keys to which others seal; they stay.
        var boxes: [[UInt8]]
        var serial: UInt64 = 1
        var revocations: [KeyManifest.Revocation] = []
    }

    /// Makes a manifest and signs it with the ledger's key.
    func sign(
        _ pending: PendingManifest, _ configuration: NodeConfiguration, now: Moment
    ) throws -> SignedNote {
        let start = Moment(seconds: now.seconds) ?? now
        let days = NodeFolder.manifestDays
        let name = configuration.name.text
        guard let validity = Lifetime(from: start, until: start.later(by: days * 86_400_000)),
            let log = NoteSigner(
                name: name + "/ledger", kind: .log, key: try KeyFile.signing("log", in: keys)),
            let witness = NoteSigner(
                name: name + "/witness", kind: .witness,
                key: try KeyFile.signing("witness", in: keys))
        else { throw NodeError.malformed(path: self.configuration, member: "name") }
        var said = KeyManifest.Keys(log: log.verifier, messages: pending.messages)
        said.witnesses = [witness.verifier]
        said.boxes = pending.boxes
        said.channels = pending.channels.enumerated().map {
            KeyManifest.Channel($1, isNext: $0 > 0)
        }
        return try KeyManifest(
            node: configuration.name, serial: pending.serial, validity: validity, keys: said,
            revocations: pending.revocations
        ).note(signers: [log])
    }
}

extension NodeFolder {
    /// Puts the next keys of messages and certificates into use, and makes new next ones.
    ///
    /// Others know the next keys already, so nothing stops; they take the new manifest from the node once its
    /// ledger, which they cosign, has it.
    ///
    /// - Parameter reason: why the key of messages in use is not trusted from now on; `nil` when it was only time.
    /// - Returns: the new manifest's note, which is also in `manifest.note`.
    /// - Throws: `NodeError.running`; `StorageError`; the node is then as it was.
    public func rotate(
        because reason: KeyManifest.Revocation.Reason?, surroundings: NodeSurroundings
    ) async throws -> SignedNote {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let configuration = try NodeConfiguration(self)
        let name = configuration.name
        let database = try await openTables()
        let last = try await database.read { try $0.history(of: name).latest }
        let now = surroundings.now()
        var pending = PendingManifest(
            messages: [
                last.keys.messages[last.keys.messages.count - 1],
                try NodeKeys.makeMessageKey(self, of: name),
            ], channels: last.keys.channels.filter(\.isNext).map(\.digest) + [try makeChannel()],
            boxes: last.keys.boxes)
        pending.serial = last.serial + 1
        pending.revocations = last.revocations
        if let reason, let second = Moment(seconds: now.seconds) {
            pending.revocations.append(
                .init(last.keys.messages[0].reference, at: second, reason: reason))
        }
        let note = try sign(pending, configuration, now: now)
        let serial = KeptCount(pending.serial)
        try await database.write { transaction in
            let circumstances = surroundings.circumstances
            var entry = LedgerEntry(
                .keyManifest, identifier: circumstances.identifier(), at: circumstances.now,
                node: name)
            entry.message = Digest.sha256(note.bytes)
            _ = try transaction.append(entry)
            try transaction.execute(
                "INSERT INTO manifest(node, serial, note) VALUES ($1, $2, $3)", Kept(name), serial,
                note.bytes)
        }
        await database.close()
        try PrivateFiles.write(note.bytes, to: manifest)
        return note
    }
}
