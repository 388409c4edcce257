import Exchange
import Front
import Glibc
import Transport

/// A custodian that serves.
public struct CustodianHost: Sendable {
    private let service: CustodianService
    private let server: HTTPServer
    private let front: FrontProcess?

    /// How long what is under way may take when it stops.
    private static let grace = Duration.seconds(5)

    /// Opens the server of a custodian, and nginx in front of it where other machines reach it.
    ///
    /// - Throws: `TransportError`, `FrontError`, `NodeError`.
    public init(_ service: CustodianService, surroundings: NodeSurroundings) async throws {
        self.service = service
        let (folder, configuration) = (service.folder, service.configuration)
        let place: HTTPServerAddress =
            switch configuration.channel {
            case .front: .socket(path: folder.socket)
            case .loopback: try HTTPServerAddress(configuration.listen)
            }
        server = try HTTPServer(at: place, bodyPlan: CustodianService.bodyPlan) {
            await service.answer($0)
        }
        guard configuration.channel == .front else {
            front = nil
            return
        }
        try folder.certify(configuration, now: surroundings.now())
        guard let (host, port) = NodeConfiguration.parts(of: configuration.listen) else {
            throw NodeError.malformed(path: folder.configuration, member: "listen")
        }
        front = try await FrontProcess.start(
            try FrontConfiguration(
                at: try FrontAddress(host: host, port: port),
                hosts: [configuration.name.text, host],
                paths: .init(
                    folder: folder.front, certificate: folder.certificate,
                    key: folder.channelKey, socket: folder.socket),
                account: geteuid() == 0 ? "root" : nil, messagesPath: "/v1/questions"))
    }

    /// Ends the service in order.
    public func stop() async {
        await front?.stop()
        await server.stop(grace: CustodianHost.grace)
        await service.flush()
    }
}
