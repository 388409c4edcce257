import Cryptography
import Ledger
import Testing

@testable import Simulation

/// What a world is made of.
struct WorldPartTests {
    @Test("the generator is xoshiro256**, by its authors' first numbers")
    func generator() {
        var random = SeededRandom(state: (1, 2, 3, 4))
        let expected: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        ]
        let numbers = expected.map { _ in random.next() }
        #expect(numbers == expected)
    }

    @Test("numbers keep to their range, and shares to their share")
    func ranges() {
        var random = SeededRandom(seed: 1)
        var other = SeededRandom(seed: 2)
        let firsts = (random.next(), other.next())
        #expect(firsts.0 != firsts.1)
        var (met, happened) = (Set<Int64>(), 0)
        for _ in 0..<10_000 {
            met.insert(random.number(in: -2...2))
            happened += random.happens(2500) ? 1 : 0
            let never = random.happens(0)
            #expect(!never)
        }
        #expect(met == [-2, -1, 0, 1, 2])
        #expect((2200...2800).contains(happened))
    }

    @Test("what is planned happens in its order; what is planned for one time, as it was planned")
    func queue() {
        var random = SeededRandom(seed: 3)
        var queue = EventQueue()
        for number in 0..<1000 { queue.add(at: random.below(50), "\(number)") {} }
        var last: (Int64, Int) = (-1, -1)
        var count = 0
        while let event = queue.next() {
            #expect(last < (event.time, event.order))
            last = (event.time, event.order)
            count += 1
        }
        #expect(count == 1000)
        let isEmpty = queue.next().map { _ in false } ?? true
        #expect(isEmpty)
    }

    @Test("a log that was shown remembers each root")
    func shown() {
        var log = ShownLog()
        let empty = Checkpoint(origin: "x", size: 0, root: MerkleTree.emptyRoot)
        #expect(log.isConsistent(empty) == true)
        _ = log.add([1])
        let one = Checkpoint(origin: "x", size: 1, root: MerkleTree.leaf([1]))
        #expect(log.isConsistent(one) == true)
        _ = log.add([2])
        #expect(log.isConsistent(one) == true)
        let other = Checkpoint(origin: "x", size: 1, root: MerkleTree.leaf([2]))
        #expect(log.isConsistent(other) == false)
        let ahead = Checkpoint(origin: "x", size: 3, root: MerkleTree.leaf([2]))
        #expect(log.isConsistent(ahead) == nil)
    }

    @Test("each seed has its own knobs, and a third of the worlds is free of a fault")
    func knobs() {
        var lossless = 0
        for seed in 1...300 {
            var random = SeededRandom(seed: UInt64(seed))
            let knobs = Knobs(&random)
            lossless += knobs.loss == 0 ? 1 : 0
            #expect(knobs.patience > knobs.delay.upperBound)
            #expect(knobs.lifetime.upperBound <= 1_800_000)
        }
        #expect((60...150).contains(lossless))
    }
}
