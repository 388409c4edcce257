public import Exchange

/// Where a node keeps everything: one folder, for its owner alone.
///
/// | path | what |
/// | --- | --- |
/// | `node.json` | what the node is; written once, may be edited while it rests |
/// | `keys/` | its private keys |
/// | `manifest.note` | its public keys, to be handed to the other side |
/// | `node.sqlite` | its tables |
/// | `books/` | the books that it has taken in, enciphered |
/// | `ledger/` | its ledger (tlog-tiles) |
/// | `mirrors/NAME/` | the other's ledger |
/// | `alarms/` | what proves that somebody signed what can not be |
/// | `front/` | the configuration, the certificate and the files of nginx |
/// | `run/` | sockets and the lock; made anew at each start |
public struct NodeFolder: Hashable, Sendable {
    /// The folder.
    public let path: String

    /// The longest path of a socket that the system takes.
    private static let longestSocket = 107

    /// A folder, whether there is a node in it or not.
    ///
    /// - Throws: `NodeError.pathTooLong` where it leaves no room for a socket.
    public init(_ path: String) throws(NodeError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        // The longer of the two.
        guard localSocket.utf8.count <= NodeFolder.longestSocket else {
            let room = NodeFolder.longestSocket - (localSocket.utf8.count - self.path.utf8.count)
            throw .pathTooLong(path: path, most: room)
        }
    }

    /// What the node is.
    public var configuration: String { path + "/node.json" }
    /// The private keys.
    var keys: String { path + "/keys" }
    /// The own manifest of keys, to be handed to the other side.
    public var manifest: String { path + "/manifest.note" }
    /// The tables.
    public var database: String { path + "/node.sqlite" }
    /// The own ledger.
    public var ledger: String { path + "/ledger" }
    /// All mirrors.
    var mirrors: String { path + "/mirrors" }
    /// What proves that somebody signed what can not be.
    var alarms: String { path + "/alarms" }
    /// What belongs to nginx.
    public var front: String { path + "/front" }
    /// Sockets and the lock.
    var run: String { path + "/run" }
    /// The socket at which other nodes are served, behind nginx.
    public var peerSocket: String { run + "/peer.sock" }
    /// The socket at which the own commands are served.
    public var localSocket: String { run + "/local.sock" }
    var lockFile: String { run + "/lock" }

    /// The copy of another's ledger.
    public func mirror(of node: NodeName) -> String { mirrors + "/" + node.text }

    /// Tells whether there is a node.
    public var hasNode: Bool { PrivateFiles.exists(configuration) }

    /// Takes the right to run the node, or to change it at rest.
    ///
    /// - Throws: `NodeError.running` when another process has it, `noNode` when there is none.
    public func lock() throws(NodeError) -> NodeLock {
        guard hasNode || hasVault else { throw .noNode(path: path) }
        try PrivateFiles.makeFolder(run)
        return try NodeLock(self)
    }

    /// Makes the folders of a node.
    ///
    /// - Throws: `NodeError.folderInUse` when something is there already.
    func make() throws(NodeError) {
        guard !PrivateFiles.exists(path) || PrivateFiles.isEmptyFolder(path) else {
            throw .folderInUse(path: path)
        }
        for folder in [path, keys, ledger, mirrors, alarms, front, run] {
            try PrivateFiles.makeFolder(folder)
        }
    }
}
