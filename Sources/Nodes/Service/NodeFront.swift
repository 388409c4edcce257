import Cryptography
import Exchange
public import Front
import Glibc

/// nginx in front of a node, with a certificate that is always fresh.
public struct NodeFront: Sendable {
    private let process: FrontProcess
    private let folder: NodeFolder
    private let configuration: NodeConfiguration
    private let surroundings: NodeSurroundings
    private let channel: Digest

    /// How often the certificate is made anew: long before it ends.
    private static let renewal = Duration.seconds(86_400)

    /// What nginx is told for a node.
    ///
    /// - Throws: `FrontValueError` when the node's address or folder can not be written for nginx.
    public static func configuration(_ service: NodeService) throws -> FrontConfiguration {
        let (folder, configuration) = (service.folder, service.configuration)
        guard let (host, port) = configuration.listenParts else {
            throw NodeError.malformed(path: folder.configuration, member: "listen")
        }
        var limits = FrontLimits()
        // A node is one address, and has as many requests under way as it has messages.
        limits.requestsAtOnce = 1024
        limits.requestsPerSecond = 5000
        limits.burst = 10_000
        return try FrontConfiguration(
            at: try FrontAddress(host: host, port: port),
            hosts: [configuration.name.text, host],
            paths: .init(
                folder: folder.front, certificate: folder.certificate,
                key: folder.channelKey(service.keys.channel),
                socket: folder.peerSocket),
            limits: limits,
            // The node's folder and socket are for its user alone.
            account: geteuid() == 0 ? "root" : nil)
    }

    /// Writes what nginx is told, for one that others run.
    public static func write(_ service: NodeService) throws {
        let text = try NodeFront.configuration(service).text
        try PrivateFiles.write(Array(text.utf8), to: service.folder.front + "/nginx.conf")
    }

    /// Starts nginx; returns when it listens.
    ///
    /// - Throws: `FrontError`, `FrontValueError`, `NodeError`.
    public static func start(_ service: NodeService) async throws -> NodeFront {
        let process = try await FrontProcess.start(try NodeFront.configuration(service))
        return NodeFront(
            process: process, folder: service.folder, configuration: service.configuration,
            surroundings: service.surroundings, channel: service.keys.channel)
    }

    /// Renews the certificate until the task is cancelled, then stops nginx.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await surroundings.pause(NodeFront.renewal)
                    guard !Task.isCancelled else { break }
                    await renew()
                }
                await process.stop()
            }
            group.addTask {
                await process.waitForEnd()
                if !Task.isCancelled {
                    surroundings.say(.failed(part: "front", reason: "nginx ended"))
                }
            }
        }
    }

    private func renew() async {
        do {
            try folder.certify(configuration, channel, now: surroundings.now())
            try await process.reload()
        } catch {
            surroundings.say(.failed(part: "front", reason: String(describing: error)))
        }
    }
}
