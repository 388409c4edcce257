import Encoding
public import Exchange

/// What a vault with a process of its own is: `vault.json` in its folder.
///
/// The folder is laid out as a node's is, as far as a vault has anything there: `keys/` with the forms of its key,
/// `node.policy`, `node.sqlite` with what it remembers, `run/` with its sockets.
public struct VaultConfiguration: Hashable, Sendable {
    /// The node whose vault it is.
    public let node: NodeName
    /// The node's country, whose policy holds.
    public let jurisdiction: String
    /// The node whose cosignature every reading needs.
    public let witness: NodeName
    /// The key to which names are sealed for the node.
    public let publicKey: [UInt8]

    private static let mostBytes = 4096

    init(node: NodeName, jurisdiction: String, witness: NodeName, publicKey: [UInt8]) {
        self.node = node
        self.jurisdiction = jurisdiction
        self.witness = witness
        self.publicKey = publicKey
    }

    /// Reads the file of a folder; `nil` where there is no vault.
    ///
    /// - Throws: `NodeError.malformed` with the member that is not of the form.
    init?(_ folder: NodeFolder) throws(NodeError) {
        let path = folder.vaultConfiguration
        guard let bytes = try PrivateFiles.read(path, atMost: VaultConfiguration.mostBytes) else {
            return nil
        }
        do throws(MessageError) {
            var reader = try MemberReader(canonical: bytes.last == 10 ? bytes.dropLast() : bytes)
            node = try reader.word("node")
            jurisdiction = try reader.required("jurisdiction") { value in
                value.string.flatMap { NodeConfiguration.isJurisdiction($0) ? $0 : nil }
            }
            witness = try reader.word("witness")
            publicKey = try reader.required("box") { $0.string.flatMap { Base64.decode($0) } }
            try reader.finish()
        } catch {
            throw .malformed(path: path, member: error.place)
        }
    }

    func write(to folder: NodeFolder) throws(NodeError) {
        var object = JSONObject()
        object["node"] = .string(node.text)
        object["jurisdiction"] = .string(jurisdiction)
        object["witness"] = .string(witness.text)
        object["box"] = .string(Base64.encode(publicKey))
        try PrivateFiles.write(
            JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")],
            to: folder.vaultConfiguration)
    }
}

extension NodeFolder {
    /// What the vault in this folder is.
    var vaultConfiguration: String { path + "/vault.json" }

    /// Tells whether there is a vault with a process of its own.
    public var hasVault: Bool { PrivateFiles.exists(vaultConfiguration) }

    /// The socket at which a vault answers its node.
    public var vaultSocket: String { run + "/vault.sock" }
}
