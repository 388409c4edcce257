import Cryptography
import Exchange
import Glibc
import Nodes

extension NodeSurroundings {
    /// The surroundings of this process.
    ///
    /// - Parameter say: tells whoever runs the node.
    static func ofProcess(say: @escaping @Sendable (NodeNews) -> Void) -> NodeSurroundings {
        NodeSurroundings(
            now: now, pause: { try? await Task.sleep(for: $0) }, random: random, say: say,
            lanes: Processors.count)
    }

    /// The time by the system's clock.
    @Sendable private static func now() -> Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        guard let moment = Moment(milliseconds: milliseconds) else {
            preconditionFailure("the system's clock is set to a time outside of 1970 to 10889")
        }
        return moment
    }

    @Sendable private static func random() -> UInt64 {
        SecureRandom.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The machine's processors.
enum Processors {
    /// The most that are counted.
    static let most = 64
    /// How many threads can run at once.
    static var count: Int { min(most, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
}
