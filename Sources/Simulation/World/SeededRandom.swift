/// Random numbers of a seed, the same on every machine: xoshiro256** (Blackman and Vigna), seeded by SplitMix64.
struct SeededRandom {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        var mixer = seed
        func mix() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var mixed = mixer
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        state = (mix(), mix(), mix(), mix())
    }

    /// A generator in a state of four words, not all of them zero.
    init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        let result = SeededRandom.rotate(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = SeededRandom.rotate(state.3, 45)
        return result
    }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (value << bits) | (value >> (64 - bits))
    }

    /// A number below another, which is positive; the bias of so few bits in 64 does not matter here.
    mutating func below(_ bound: Int64) -> Int64 { Int64(next() % UInt64(bound)) }

    /// A number of a range.
    mutating func number(in range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// Tells whether something happens that happens so many times in ten thousand.
    mutating func happens(_ share: Int) -> Bool { share > 0 && below(10_000) < Int64(share) }

    /// One of some things.
    mutating func choice<Element>(_ elements: [Element]) -> Element {
        elements[Int(below(Int64(elements.count)))]
    }
}
