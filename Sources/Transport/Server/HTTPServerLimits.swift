/// What a server takes at most, and how long it waits.
public struct HTTPServerLimits: Equatable, Sendable {
    /// How many bytes the head of a request may have; more is answered with 431.
    public var headSize = 16 * 1024
    /// How many header fields a request may have; more is answered with 431.
    public var fieldCount = 100
    /// How many connections may be open at once; more wait until one of them is closed.
    public var connections = 1024
    /// How many threads speak the protocol, and run what a handler does before it first waits.
    public var threads = 2
    /// How long a head may take from its first line on.
    public var headTime = Duration.seconds(10)
    /// How long a body may take.
    public var bodyTime = Duration.seconds(120)
    /// How long a connection may be silent, between requests or while an answer is taken from it.
    public var idleTime = Duration.seconds(60)
    /// How often it is looked whether clients have left and times are up.
    public var lookEvery = Duration.milliseconds(250)
    /// How many bytes of a body too large are read and thrown away so that its sender hears the refusal.
    public var drainedSize = 1024 * 1024

    /// Makes the limits that fit a node of a few hundred users.
    public init() {}
}
