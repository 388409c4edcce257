public import Transport

/// A node that serves: its two servers, and all that goes on between requests.
public struct NodeHost: Sendable {
    /// The node.
    public let service: NodeService
    /// Where other nodes are served: on loopback, or on the socket behind nginx.
    public let address: HTTPServerAddress
    private let answerer: (any Answerer)?
    private let peerServer: HTTPServer
    private let localServer: HTTPServer

    /// How long what is under way may take when the node stops.
    private static let grace = Duration.seconds(5)
    /// The most connections: one for each message that the other side has under way.
    private static let connections = 1024

    /// Opens the servers of a node.
    ///
    /// - Parameter answerer: who traces what others ask; `nil` for a node that only asks.
    /// - Throws: `TransportError`, among others `addressInUse`.
    public init(
        _ service: NodeService, answerer: (any Answerer)? = nil
    ) throws(TransportError) {
        self.service = service
        self.answerer = answerer
        var limits = HTTPServerLimits()
        limits.connections = NodeHost.connections
        let place: HTTPServerAddress =
            switch service.configuration.channel {
            case .front: .socket(path: service.folder.peerSocket)
            case .loopback: try HTTPServerAddress(service.configuration.listen)
            }
        peerServer = try HTTPServer(at: place, limits: limits, bodyPlan: NodeService.bodyPlan) {
            await service.answer($0)
        }
        address = peerServer.address
        localServer = try HTTPServer(
            at: .socket(path: service.folder.localSocket), bodyPlan: NodeService.localBodyPlan
        ) { await service.answerLocally($0) }
    }

    /// Does what a node does, until the task is cancelled; then ends in order.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            group.addTask { await service.answerBlindly() }
            if let answerer { group.addTask { await service.traceRequests(by: answerer) } }
            await group.waitForAll()
        }
        await localServer.stop(grace: NodeHost.grace)
        await service.endWaiting()
        await peerServer.stop(grace: NodeHost.grace)
        await service.stop()
    }
}
