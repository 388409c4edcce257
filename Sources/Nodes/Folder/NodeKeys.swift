import Cryptography
import Encoding
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

    /// The keys that have a file of their own.
    private enum Name: String, CaseIterable {
        case log, witness, message, box, actor
    }

    private static let heading = "rastro-key/1"
    private static let size = 32

    /// Makes new keys in a folder.
    static func make(_ folder: NodeFolder) throws(NodeError) {
        for name in Name.allCases {
            let text = "\(heading) \(name.rawValue)\n\(Base64.encode(SecureRandom.bytes(size)))\n"
            try PrivateFiles.write(Array(text.utf8), to: path(of: name, in: folder))
        }
    }

    /// Reads the keys of a node.
    init(_ folder: NodeFolder, _ configuration: NodeConfiguration) throws(NodeError) {
        let node = configuration.name
        func signing(_ name: Name) throws(NodeError) -> SigningKey {
            guard let key = SigningKey(seed: try NodeKeys.read(name, folder)) else {
                throw .malformed(path: NodeKeys.path(of: name, in: folder), member: name.rawValue)
            }
            return key
        }
        guard
            let log = NoteSigner(
                name: node.text + "/ledger", kind: .log, key: try signing(.log)),
            let witness = NoteSigner(
                name: node.text + "/witness", kind: .witness, key: try signing(.witness)),
            let message = MessageSigner(name: node.text + "/node", key: try signing(.message)),
            let box = BoxKey(seed: try NodeKeys.read(.box, folder))
        else { throw .malformed(path: folder.configuration, member: "name") }
        self.log = log
        self.witness = witness
        self.message = message
        self.box = box
        actor = try NodeKeys.read(.actor, folder)
        guard let reference = CaseReference(node.text) else {
            throw .malformed(path: folder.configuration, member: "name")
        }
        office = Grounds(
            purpose: .criminalJustice, basis: configuration.basis, caseReference: reference,
            requester: Requester(
                agency: configuration.agency, officer: Pseudonym(badge: node.text, key: actor)))
    }

    private static func path(of name: Name, in folder: NodeFolder) -> String {
        "\(folder.keys)/\(name.rawValue).key"
    }

    private static func read(_ name: Name, _ folder: NodeFolder) throws(NodeError) -> [UInt8] {
        let path = path(of: name, in: folder)
        let bytes = try PrivateFiles.read(path, atMost: 1024) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, lines[0] == "\(heading) \(name.rawValue)",
            let key = Base64.decode(lines[1]), key.count == size
        else { throw .malformed(path: path, member: name.rawValue) }
        return key
    }
}
