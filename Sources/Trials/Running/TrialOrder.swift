/// An order of queries that looks like chance and is the same for the same seed.
struct TrialOrder: RandomNumberGenerator {
    // SplitMix64: prng.di.unimi.it
    private var state: UInt64

    private init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The numbers 0..<count in the order of one pass.
    static func shuffled(_ count: Int, seed: UInt64, pass: Int) -> [Int] {
        var chance = TrialOrder(
            seed: seed &+ UInt64(truncatingIfNeeded: pass) &* 0xD134_2543_DE82_EF95)
        return (0..<count).shuffled(using: &chance)
    }
}
