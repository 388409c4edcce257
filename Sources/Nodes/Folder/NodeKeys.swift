import Cryptography
import Encoding
import Exchange
import Ledger
import Transport
import Vault

/// The private keys of a node, each for one thing alone.
struct NodeKeys: Sendable {
    /// Signs the node's ledger and its manifests.
    let log: NoteSigner
    /// Cosigns the other's ledger.
    let witness: NoteSigner
    /// Signs messages and requests.
    let message: MessageSigner
    /// The digest of the key of the certificate in use.
    let channel: Digest
    /// Where the key is, or is not, that opens what is sealed for the node.
    let vault: VaultDoor
    /// Makes pseudonyms of officers.
    let actor: [UInt8]
    /// The grounds on which the node itself says something: its receipts.
    let office: Grounds

    private static let names = [
        "log", "witness", VaultForm.plainName, "actor", StoreKeys.name,
    ]

    /// Makes new keys in a folder.
    static func make(_ folder: NodeFolder) throws(NodeError) {
        for name in names { try KeyFile.make(name, in: folder.keys) }
    }

    /// Makes a new key for messages; its file is named by the key.
    static func makeMessageKey(
        _ folder: NodeFolder, of node: NodeName
    ) throws(NodeError) -> MessageKey {
        let seed = SecureRandom.bytes(KeyFile.size)
        guard let key = SigningKey(seed: seed),
            let signer = MessageSigner(name: node.text + "/node", key: key)
        else { throw .malformed(path: folder.configuration, member: "name") }
        try KeyFile.write(seed, as: fileName(of: signer.verifier), in: folder.keys)
        return signer.verifier
    }

    /// How the file of a message key is called.
    private static func fileName(of key: MessageKey) -> String {
        "message-\(Hexadecimal.encode(BigEndian.bytes(key.reference.identifier)))"
    }

    /// The door of a vault elsewhere; what is left here of its key is taken away for good.
    private static func door(
        _ key: BoxPublicKey, at socket: String, of folder: NodeFolder
    ) throws(NodeError) -> VaultDoor {
        for form in VaultForm.allCases { try PrivateFiles.erase(form.path(in: folder)) }
        do throws(TransportError) {
            return VaultDoor(key, apart: try VaultLink(socket: socket))
        } catch {
            throw .malformed(path: folder.configuration, member: "vault")
        }
    }

    /// Reads the keys of a node that its manifest names as those in use.
    init(
        _ folder: NodeFolder, _ configuration: NodeConfiguration, _ manifest: KeyManifest
    ) throws(NodeError) {
        let node = configuration.name
        let path = folder.keys
        let current = manifest.keys.messages[0]
        guard let channel = manifest.keys.channels.first(where: { !$0.isNext }) else {
            throw .malformed(path: folder.manifest, member: "tls")
        }
        self.channel = channel.digest
        guard
            let log = NoteSigner(
                name: node.text + "/ledger", kind: .log,
                key: try KeyFile.signing("log", in: path)),
            let witness = NoteSigner(
                name: node.text + "/witness", kind: .witness,
                key: try KeyFile.signing("witness", in: path)),
            let message = MessageSigner(
                name: node.text + "/node",
                key: try KeyFile.signing(NodeKeys.fileName(of: current), in: path)),
            let box = manifest.keys.boxes.first.flatMap({ BoxPublicKey($0) }),
            let reference = CaseReference(node.text)
        else { throw .malformed(path: folder.configuration, member: "name") }
        guard message.verifier == current, log.verifier == manifest.keys.log,
            manifest.keys.witnesses.contains(witness.verifier)
        else { throw .otherKey(file: path) }
        self.log = log
        self.witness = witness
        self.message = message
        if let socket = configuration.vault {
            vault = try NodeKeys.door(box, at: socket, of: folder)
        } else {
            vault = VaultDoor(box, plain: try folder.plainVaultKey(box))
        }
        actor = try KeyFile.read("actor", in: path)
        office = Grounds(
            purpose: .criminalJustice, basis: configuration.basis, caseReference: reference,
            requester: Requester(
                agency: configuration.agency, officer: Pseudonym(badge: node.text, key: actor)))
    }
}
