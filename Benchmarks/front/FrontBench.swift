// Measures requests to a node's server: on loopback, on its socket, and through nginx with mutual TLS, in turns.
//
//     FrontBench FOLDER REQUESTS TASKS
import Cryptography
import Front
import Glibc
import Transport

/// What is measured: where a request goes, and by what both know each other.
struct Way {
    let name: String
    let url: HTTPURL
    var trust = HTTPTrust()
    /// Whether each request has a client, and so a connection, of its own.
    var isFresh = false
    var times: [Double] = []
    var seconds = 0.0
}

@main
enum FrontBench {
    static let rounds = 4

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let requests = Int(arguments[2]), let tasks = Int(arguments[3]) else {
            print("usage: FrontBench FOLDER REQUESTS TASKS")
            exit(2)
        }
        let folder = arguments[1]
        let body = [UInt8](repeating: 0x61, count: 1024)
        let answer: HTTPServer.Handler = { _ in HTTPResponse(status: 200, body: body) }
        let near = try HTTPServer(at: .socket(path: folder + "/s"), bodyPlan: { _ in .whole(limit: 1 << 20) }, handler: answer)
        let plain = try HTTPServer(at: .loopback(port: 0), bodyPlan: { _ in .whole(limit: 1 << 20) }, handler: answer)
        guard case .loopback(_, let port) = plain.address else { exit(1) }
        let (front, trust, outside) = try await secure(folder)
        var ways = [
            Way(name: "loopback, plain", url: try HTTPURL("http://127.0.0.1:\(port)/v1/messages")),
            Way(name: "the node's socket, plain", url: try HTTPURL(socket: folder + "/s", target: "/v1/messages")),
            Way(name: "nginx, mutual TLS, kept connections", url: outside, trust: trust),
            Way(name: "nginx, mutual TLS, each its own connection", url: outside, trust: trust, isFresh: true),
        ]
        for _ in 0..<rounds {
            for index in ways.indices {
                let count = requests / rounds / (ways[index].isFresh ? 10 : 1)
                try await measure(&ways[index], count, tasks)
            }
        }
        print("| way (\(tasks) tasks, 1 KiB there and back) | n | requests/s | p50 ms | p99 ms | most ms |")
        print("| --- | --- | --- | --- | --- | --- |")
        for way in ways { print(row(way)) }
        await front.stop()
        await near.stop()
        await plain.stop()
    }

    /// A front with keys made for it, and the trust of who asks.
    static func secure(_ folder: String) async throws -> (FrontProcess, HTTPTrust, HTTPURL) {
        let probe = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 200) }
        guard case .loopback(_, let port) = probe.address else { exit(1) }
        await probe.stop()
        let key = try ChannelKey()
        let peer = try ChannelKey()
        try write(folder + "/node.key", try key.pem())
        try write(folder + "/node.pem", try certificate(key).pem)
        var limits = FrontLimits()
        limits.requestsPerSecond = 1_000_000
        limits.burst = 1_000_000
        let front = try await FrontProcess.start(
            try FrontConfiguration(
                at: try FrontAddress(host: "127.0.0.1", port: port), hosts: ["127.0.0.1"],
                paths: FrontConfiguration.Paths(
                    folder: folder + "/front", certificate: folder + "/node.pem", key: folder + "/node.key",
                    socket: folder + "/s"),
                limits: limits, account: geteuid() == 0 ? "root" : nil))
        var trust = HTTPTrust(authorities: .pinsAlone)
        trust.pins = [KeyPin(digest: key.digest.bytes)].compactMap { $0 }
        trust.identity = HTTPTrust.Identity(certificate: try certificate(peer).pem, key: try peer.pem())
        return (front, trust, try HTTPURL("https://127.0.0.1:\(port)/v1/messages"))
    }

    static func certificate(_ key: ChannelKey) throws -> Certificate {
        try key.certificate(
            try CertificateTerms(
                name: "bench.example", hosts: ["127.0.0.1"], validFrom: Int64(time(nil)) - 60, days: 1,
                serial: SecureRandom.bytes(16)))
    }

    static func write(_ path: String, _ bytes: [UInt8]) throws {
        guard let file = fopen(path, "w"), fwrite(bytes, 1, bytes.count, file) == bytes.count else { exit(1) }
        fclose(file)
    }

    static func measure(_ way: inout Way, _ count: Int, _ tasks: Int) async throws {
        let (url, trust, isFresh) = (way.url, way.trust, way.isFresh)
        let shared = try HTTPClient(connectionsPerHost: tasks)
        let clock = ContinuousClock()
        let begun = clock.now
        way.times += try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var times: [Double] = []
                    for _ in 0..<count / tasks {
                        let start = clock.now
                        let client = isFresh ? try HTTPClient() : shared
                        let answer = try await client.send(
                            HTTPClientRequest(.post, url, body: [UInt8](repeating: 1, count: 1024), trust: trust))
                        guard answer.status == 200, answer.body.count == 1024 else { exit(3) }
                        if isFresh { client.stop() }
                        times.append((clock.now - start) / .milliseconds(1))
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        way.seconds += (clock.now - begun) / .seconds(1)
        shared.stop()
    }

    static func row(_ way: Way) -> String {
        let times = way.times.sorted()
        func at(_ share: Double) -> String { places(times[min(times.count - 1, Int(Double(times.count) * share))]) }
        let rate = Int(Double(times.count) / way.seconds)
        return "| \(way.name) | \(times.count) | \(rate) | \(at(0.5)) | \(at(0.99)) | \(at(1)) |"
    }

    static func places(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
