import Cryptography
import Exchange
import Ledger

/// The private keys of a node, each for one thing alone.
struct NodeKeys: Sendable {
    /// Signs the node's ledger and its manifests.
    let log: NoteSigner
    /// Cosigns the other's ledger.
    let witness: NoteSigner
    /// Signs messages and requests.
    let message: MessageSigner
    /// Opens what is sealed for the node.
    let box: BoxKey
    /// Makes pseudonyms of officers.
    let actor: [UInt8]
    /// The grounds on which the node itself says something: its receipts.
    let office: Grounds

    private static let names = ["log", "witness", "message", "box", "actor"]

    /// Makes new keys in a folder.
    static func make(_ folder: NodeFolder) throws(NodeError) {
        for name in names { try KeyFile.make(name, in: folder.keys) }
    }

    /// Reads the keys of a node.
    init(_ folder: NodeFolder, _ configuration: NodeConfiguration) throws(NodeError) {
        let node = configuration.name
        let path = folder.keys
        guard
            let log = NoteSigner(
                name: node.text + "/ledger", kind: .log,
                key: try KeyFile.signing("log", in: path)),
            let witness = NoteSigner(
                name: node.text + "/witness", kind: .witness,
                key: try KeyFile.signing("witness", in: path)),
            let message = MessageSigner(
                name: node.text + "/node", key: try KeyFile.signing("message", in: path)),
            let box = BoxKey(seed: try KeyFile.read("box", in: path)),
            let reference = CaseReference(node.text)
        else { throw .malformed(path: folder.configuration, member: "name") }
        self.log = log
        self.witness = witness
        self.message = message
        self.box = box
        actor = try KeyFile.read("actor", in: path)
        office = Grounds(
            purpose: .criminalJustice, basis: configuration.basis, caseReference: reference,
            requester: Requester(
                agency: configuration.agency, officer: Pseudonym(badge: node.text, key: actor)))
    }
}
