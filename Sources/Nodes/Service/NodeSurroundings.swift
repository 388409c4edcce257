import Delivery
public import Exchange

/// What a node has of the world outside: a clock, pauses, and randomness.
public struct NodeSurroundings: Sendable {
    /// The time now.
    public let now: @Sendable () -> Moment
    /// Waits; returns early when the task is cancelled.
    public let pause: @Sendable (Duration) async -> Void
    /// Random bits that nobody can guess.
    public let random: @Sendable () -> UInt64
    /// Writes a line for whoever runs the node.
    public let say: @Sendable (NodeNews) -> Void
    /// How many parts of a long work go on at once.
    public let lanes: Int

    /// The surroundings of a node.
    public init(
        now: @escaping @Sendable () -> Moment, pause: @escaping @Sendable (Duration) async -> Void,
        random: @escaping @Sendable () -> UInt64, say: @escaping @Sendable (NodeNews) -> Void,
        lanes: Int = 1
    ) {
        self.now = now
        self.pause = pause
        self.random = random
        self.say = say
        self.lanes = max(1, lanes)
    }
}

/// What a node tells whoever runs it; none of it names a firearm or a person.
public enum NodeNews: Hashable, Sendable {
    /// It serves; the address where other nodes reach it.
    case serving(address: String)
    /// The witness does not answer, so nothing is published.
    case witnessSilent(NodeName)
    /// The witness answers again.
    case witnessBack(NodeName)
    /// Somebody should look: what, and about which node or message.
    case alarm(kind: String, about: String)
    /// The vault is locked: nobody reads names at the node in this folder.
    case vaultLocked(folder: String)
    /// The vault has a process of its own, and is locked or does not answer at its socket.
    case vaultAway(socket: String)
    /// The vault is unlocked.
    case vaultUnlocked
    /// A part of the node failed and goes on; the reason in the words of the code.
    case failed(part: String, reason: String)
}

extension NodeSurroundings {
    /// The time and the chance of something that happens now.
    var circumstances: Delivery.Circumstances {
        Delivery.Circumstances(at: now(), random: random)
    }
}
