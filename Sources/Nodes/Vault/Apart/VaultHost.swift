import Glibc
import Storage
import Transport

/// A vault that serves: its node at one socket, its own commands at another.
public struct VaultHost: Sendable {
    /// The vault.
    public let service: VaultService
    private let nodeServer: HTTPServer
    private let localServer: HTTPServer

    /// How long what is under way may take when it stops.
    private static let grace = Duration.seconds(5)

    /// Opens the servers of a vault.
    ///
    /// The node's socket is for the folder's group too, which has nobody in it but the node's user: who can open it is
    /// the node.
    ///
    /// - Throws: `TransportError`, among others `addressInUse`; `NodeError.file`.
    public init(_ service: VaultService) throws {
        self.service = service
        let folder = service.folder
        nodeServer = try HTTPServer(
            at: .socket(path: folder.vaultSocket), bodyPlan: VaultService.bodyPlan
        ) { await service.answer($0) }
        localServer = try HTTPServer(
            at: .socket(path: folder.localSocket), bodyPlan: NodeService.localBodyPlan
        ) { await service.answerLocally($0) }
        guard unsafe chmod(folder.vaultSocket, 0o660) == 0 else {
            throw NodeError.file(path: folder.vaultSocket, reason: errno)
        }
    }

    /// Ends the service in order.
    public func stop() async {
        await localServer.stop(grace: VaultHost.grace)
        await nodeServer.stop(grace: VaultHost.grace)
        await service.database.close()
    }
}
