import Glibc

/// Paths that no other test has.
enum TestFolder {
    /// A path at which nothing is; short enough for a socket below it.
    static func make() -> String { "/tmp/rn-\(getpid())-\(UInt64.random(in: 0...UInt64.max))" }
}
