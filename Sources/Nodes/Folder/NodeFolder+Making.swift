import Delivery
import Cryptography
import Exchange
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
        let channel = try makeChannel(configuration, now: surroundings.now())
        let keys = try NodeKeys(self, configuration)
        let note = try firstManifest(
            keys, configuration, channel: channel, now: surroundings.now())
        let database = try await Database.open(tables)
        let name = configuration.name
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

    private func firstManifest(
        _ keys: NodeKeys, _ configuration: NodeConfiguration, channel: Digest, now: Moment
    ) throws -> SignedNote {
        let start = Moment(seconds: now.seconds) ?? now
        let days = NodeFolder.manifestDays
        guard let validity = Lifetime(from: start, until: start.later(by: days * 86_400_000))
        else { throw NodeError.malformed(path: path, member: "valid") }
        var said = KeyManifest.Keys(log: keys.log.verifier, messages: [keys.message.verifier])
        said.witnesses = [keys.witness.verifier]
        said.boxes = [keys.box.publicKey.bytes]
        said.channels = [KeyManifest.Channel(channel)]
        let manifest = try KeyManifest(
            node: configuration.name, serial: 1, validity: validity, keys: said)
        return manifest.note(signers: [keys.log])
    }
}
