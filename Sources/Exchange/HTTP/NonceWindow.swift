/// The nonces of the last ten minutes, by which a request that is sent again is known.
///
/// A signature is good for at most `HTTPSignature.mostLifetime` and the differences of two clocks, seven
/// minutes together: what is forgotten here is too old to be taken.
public struct NonceWindow: Sendable {
    /// What is said of a nonce.
    public enum Answer: Hashable, Sendable {
        /// It was not seen in the window, and is remembered now.
        case new
        /// It was seen.
        case seen
        /// There is no room to remember it, so the request can not be taken: ask again later.
        case full
    }

    private struct Key: Hashable {
        let signer: KeyReference
        let nonce: [UInt8]
    }

    /// How long a nonce is remembered, in milliseconds.
    public static let span: Int64 = 600_000

    /// How many nonces are remembered at most.
    public let capacity: Int

    private var seen: Set<Key> = []
    /// The nonces by when they came, from `oldest` on; before it stand those that were forgotten.
    private var arrivals: [(key: Key, time: Int64)] = []
    private var oldest = 0
    private var latest: Int64 = 0

    /// A window without nonces.
    ///
    /// - Precondition: the capacity is positive.
    public init(capacity: Int = 1 << 18) {
        precondition(capacity > 0, "a window remembers some nonces")
        self.capacity = capacity
    }

    /// How many nonces are remembered.
    public var count: Int { seen.count }

    /// Asks about the nonce of a signature that was checked, and remembers it.
    ///
    /// - Complexity: constant on average, over many calls.
    public mutating func take(
        _ nonce: [UInt8], of signer: KeyReference, at now: Moment
    ) -> Answer {
        // A clock that is set back must not make anything be forgotten later than its time, nor sooner.
        latest = max(latest, now.milliseconds)
        forget()
        let key = Key(signer: signer, nonce: nonce)
        guard !seen.contains(key) else { return .seen }
        guard seen.count < capacity else { return .full }
        seen.insert(key)
        arrivals.append((key, latest))
        return .new
    }

    private mutating func forget() {
        while oldest < arrivals.count, arrivals[oldest].time + NonceWindow.span <= latest {
            seen.remove(arrivals[oldest].key)
            oldest += 1
        }
        // The forgotten half goes at once, so that each nonce is moved about once.
        if oldest > 64, oldest * 2 > arrivals.count {
            arrivals.removeFirst(oldest)
            oldest = 0
        }
    }
}
