/// What the front takes at most, and how long it waits.
///
/// Of one address are meant all who come from behind it: a peer's node, or the officers of a building.
public struct FrontLimits: Hashable, Sendable {
    /// How many processes serve.
    public var workers = 2
    /// How many connections a process holds; a request takes two, one from outside and one to the node.
    public var connections = 4096
    /// How many requests of one address are answered at the same time; more are answered with 429.
    public var requestsAtOnce = 256
    /// How many requests of one address are taken in a second; more are answered with 429.
    public var requestsPerSecond = 1000
    /// How many requests of one address may come at once beyond that rate.
    public var burst = 2000
    /// How many bytes the body of a message may have; more is answered with 413.
    public var messageBytes = 512 * 1024
    /// How many bytes any other body may have; more is answered with 413.
    public var bodyBytes = 2 * 1024 * 1024
    /// In how many seconds a head must be there, TLS included; then the connection is cut.
    public var headSeconds = 10
    /// How many seconds a body, or an answer on its way, may make no headway.
    public var stallSeconds = 10
    /// How many seconds a connection is kept for a further request.
    public var idleSeconds = 30
    /// In how many seconds the node must begin to answer, and go on.
    public var answerSeconds = 120

    /// Makes the limits that fit a node of a few hundred users.
    public init() {}

    /// Throws for the first limit that is not within its bounds.
    func check() throws(FrontValueError) {
        let bounds: [(String, Int, ClosedRange<Int>)] = [
            ("workers", workers, 1...64), ("connections", connections, 64...65_536),
            ("requestsAtOnce", requestsAtOnce, 1...65_536),
            ("requestsPerSecond", requestsPerSecond, 1...1_000_000),
            ("burst", burst, 1...1_000_000), ("messageBytes", messageBytes, 1...1 << 30),
            ("bodyBytes", bodyBytes, 1...1 << 30), ("headSeconds", headSeconds, 1...3600),
            ("stallSeconds", stallSeconds, 1...3600), ("idleSeconds", idleSeconds, 1...3600),
            ("answerSeconds", answerSeconds, 1...86_400),
        ]
        for (name, value, range) in bounds where !range.contains(value) { throw .limit(name) }
    }
}
