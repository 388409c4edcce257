public import Cryptography
import Exchange
public import Vault

/// A form in which the key of a node's vault is kept in its folder.
public enum VaultForm: CaseIterable, Sendable {
    /// The seed as it is: as a node is made.
    case plain
    /// Under a passphrase.
    case passphrase
    /// In shares that their holders have; the node has none of them.
    case shares
    /// Behind a token.
    case token

    /// What the plain key is called among the node's keys.
    static let plainName = "box"

    /// The form's file.
    func path(in folder: NodeFolder) -> String {
        switch self {
        case .plain: KeyFile.path(of: VaultForm.plainName, in: folder.keys)
        case .passphrase: folder.keys + "/vault.passphrase"
        case .shares: folder.keys + "/vault.shares"
        case .token: folder.keys + "/vault.token"
        }
    }
}

/// The forms in which the key of a node's vault is kept.
public struct VaultForms: Sendable {
    /// Tells whether the key lies in plain.
    public let isPlain: Bool
    /// The file under a passphrase.
    public let passphrase: VaultKeyFile?
    /// What is known of its shares.
    public let shares: VaultSplitFile?
    /// The file that a token wrapped.
    public let token: TokenKeyFile?

    /// The most bytes of a form's file.
    private static let mostBytes = 8192

    /// Reads the forms of a node.
    ///
    /// - Throws: `NodeError.malformed` for a file that is none; `otherKey` for one of another key.
    public init(_ folder: NodeFolder, of key: BoxPublicKey) throws(NodeError) {
        isPlain = PrivateFiles.exists(VaultForm.plain.path(in: folder))
        passphrase = try VaultForms.read(.passphrase, folder, key, \.publicKey) {
            bytes throws(MessageError) in try VaultKeyFile(bytes)
        }
        shares = try VaultForms.read(.shares, folder, key, \.publicKey) {
            bytes throws(MessageError) in try VaultSplitFile(bytes)
        }
        token = try VaultForms.read(.token, folder, key, \.publicKey) {
            bytes throws(MessageError) in try TokenKeyFile(bytes)
        }
    }

    /// Tells whether there is a form in which the key is protected.
    public var isProtected: Bool { passphrase != nil || shares != nil || token != nil }

    private static func read<File>(
        _ form: VaultForm, _ folder: NodeFolder, _ key: BoxPublicKey,
        _ publicKey: (File) -> BoxPublicKey, _ read: ([UInt8]) throws(MessageError) -> File
    ) throws(NodeError) -> File? {
        let path = form.path(in: folder)
        guard let bytes = try PrivateFiles.read(path, atMost: mostBytes) else { return nil }
        let file: File
        do throws(MessageError) {
            file = try read(bytes)
        } catch {
            throw .malformed(path: path, member: error.place)
        }
        guard publicKey(file) == key else { throw .otherKey(file: path) }
        return file
    }
}

extension NodeFolder {
    /// The vault's key as it lies in plain; `nil` where it is protected.
    ///
    /// - Throws: `NodeError.malformed` where it is neither in plain nor protected; `otherKey` for another key.
    func plainVaultKey(_ key: BoxPublicKey) throws(NodeError) -> VaultKey? {
        guard let seed = try plainVaultSeed() else { return nil }
        guard let vault = VaultKey(seed: seed), vault.publicKey == key else {
            throw .otherKey(file: VaultForm.plain.path(in: self))
        }
        return vault
    }

    /// The seed as it lies in plain; `nil` where it is protected.
    func plainVaultSeed() throws(NodeError) -> SecretBytes? {
        let path = VaultForm.plain.path(in: self)
        let isProtected = VaultForm.allCases.contains {
            $0 != .plain && PrivateFiles.exists($0.path(in: self))
        }
        // Where it should be and is not, the error is that of a missing key.
        guard PrivateFiles.exists(path) || !isProtected else { return nil }
        var bytes = try KeyFile.read(VaultForm.plainName, in: keys)
        guard let seed = SecretBytes(wiping: &bytes) else {
            throw .malformed(path: path, member: VaultForm.plainName)
        }
        return seed
    }

    /// Ends what was cut off when a form was taken away.
    func finishErasing() throws(NodeError) {
        for form in VaultForm.allCases { try PrivateFiles.finishErasing(form.path(in: self)) }
    }
}

extension MessageError {
    /// The member that is not of the form; empty for the whole.
    var place: String {
        switch self {
        case .missing(let member), .malformed(let member), .unknownMember(let member): member
        default: ""
        }
    }
}
