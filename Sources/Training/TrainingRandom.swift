/// Chances that repeat: xoshiro256** seeded through SplitMix64, with draws of our own.
///
/// The standard library's draws may change with its version; a training world must not.
/// See prng.di.unimi.it for both generators.
struct TrainingRandom: Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    init(seed: UInt64) {
        var state = seed
        s0 = TrainingRandom.split(&state)
        s1 = TrainingRandom.split(&state)
        s2 = TrainingRandom.split(&state)
        s3 = TrainingRandom.split(&state)
    }

    /// The chances of one thing among many of a kind, the same whatever else was drawn.
    init(seed: UInt64, kind: UInt64, number: Int) {
        var state = seed
        let first = TrainingRandom.split(&state)
        state = first ^ (kind &* 0xD6E8_FEB8_6659_FD93) ^ UInt64(truncatingIfNeeded: number)
        self.init(seed: TrainingRandom.split(&state))
    }

    private static func split(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The next 64 bits.
    mutating func bits() -> UInt64 {
        let result = TrainingRandom.rotate(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = TrainingRandom.rotate(s3, 45)
        return result
    }

    private static func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }

    /// A whole number from 0 up to, not including, a bound; 0 for a bound below 1.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(bits().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number from 0 up to, not including, 1.
    mutating func unit() -> Double { Double(bits() >> 11) * 0x1p-53 }

    /// Tells whether something of a probability comes about.
    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// A whole number of a closed range.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// One of several, each as likely.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}

/// Several things, each with a share of the draws.
struct Shares<Value: Sendable>: Sendable {
    private var values: [Value] = []
    private var upTo: [Int] = []

    init() {}

    var isEmpty: Bool { values.isEmpty }

    mutating func add(_ value: Value, share: Int) {
        values.append(value)
        upTo.append((upTo.last ?? 0) + max(share, 1))
    }

    func draw(_ random: inout TrainingRandom) -> Value {
        let mark = random.below(upTo.last ?? 0)
        var low = 0
        var high = upTo.count - 1
        while low < high {
            let middle = (low + high) / 2
            if upTo[middle] > mark { high = middle } else { low = middle + 1 }
        }
        return values[low]
    }
}
