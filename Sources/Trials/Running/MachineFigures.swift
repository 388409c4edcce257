/// What the machine can do at best: how fast it reads memory in order, and how long one load takes.
///
/// No search can be faster than the loads that it needs.
public struct MachineFigures: Sendable, Equatable {
    /// How long a load takes from a buffer of some size.
    public struct Load: Sendable, Equatable {
        /// The size of the buffer, in bytes.
        public let bytes: Int
        /// Nanoseconds a load, where each needs the one before.
        public let dependent: Double
        /// Nanoseconds a load, where none needs another.
        public let overlapped: Double
    }

    /// Bytes a second read in order, by the number of threads from 1 on.
    public let reading: [Double]
    /// The loads, by the size of their buffer.
    public let loads: [Load]

    /// What is measured.
    public struct Plan: Sendable {
        /// The bytes that are read in order.
        public var readBytes = 512 << 20
        /// The most threads that read.
        public var threads = 2
        /// The sizes of the buffers that are loaded from: powers of two, 1 KiB at least.
        public var loadBytes = [1 << 20, 16 << 20, 1 << 30]
        /// How many loads are timed.
        public var loads = 1 << 21
        /// Of so many times the best counts.
        public var times = 3

        /// The usual plan.
        public init() {}
    }

    /// Measures the machine.
    ///
    /// - Parameter now: the time since any fixed moment, in seconds.
    public static func measure(
        _ plan: Plan = Plan(), now: @Sendable () -> Double
    ) async -> MachineFigures {
        var reading: [Double] = []
        let buffer = [UInt64](repeating: 1, count: max(64, plan.readBytes / 8))
        for threads in 1...max(1, plan.threads) {
            var least = Double.infinity
            for _ in 0..<plan.times {
                let begun = now()
                let sum = await total(of: buffer, threads: threads)
                precondition(sum == UInt64(buffer.count), "every number is read once")
                least = min(least, now() - begun)
            }
            reading.append(Double(buffer.count * 8) / least)
        }
        return MachineFigures(
            reading: reading, loads: plan.loadBytes.map { load($0, plan, now) })
    }

    private static func total(of buffer: [UInt64], threads: Int) async -> UInt64 {
        await withTaskGroup(of: UInt64.self) { group in
            let size = (buffer.count + threads - 1) / threads
            for thread in 0..<threads {
                let start = min(buffer.count, thread * size)
                let end = min(buffer.count, start + size)
                group.addTask {
                    unsafe buffer.withUnsafeBufferPointer {
                        unsafe added(UnsafeBufferPointer(rebasing: $0[start..<end]))
                    }
                }
            }
            return await group.reduce(0, &+)
        }
    }

    /// Four sums at once, of eight numbers each, so that no addition waits for the one before.
    private static func added(_ numbers: UnsafeBufferPointer<UInt64>) -> UInt64 {
        var sums = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
        let bytes = UnsafeRawBufferPointer(numbers)
        var offset = 0
        while offset + 256 <= bytes.count {
            unsafe sums.0 &+= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
            unsafe sums.1 &+= bytes.loadUnaligned(
                fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
            unsafe sums.2 &+= bytes.loadUnaligned(
                fromByteOffset: offset + 128, as: SIMD8<UInt64>.self)
            unsafe sums.3 &+= bytes.loadUnaligned(
                fromByteOffset: offset + 192, as: SIMD8<UInt64>.self)
            offset += 256
        }
        var sum = (sums.0 &+ sums.1 &+ sums.2 &+ sums.3).wrappedSum()
        while offset < bytes.count {
            unsafe sum &+= bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        return sum
    }

    private static func load(_ bytes: Int, _ plan: Plan, _ now: () -> Double) -> Load {
        let chain = LoadChain(bytes: bytes)
        var dependent = Double.infinity
        var overlapped = Double.infinity
        for _ in 0..<plan.times {
            let begun = now()
            chain.follow(plan.loads)
            let followed = now()
            chain.scatter(plan.loads)
            let scattered = now()
            dependent = min(dependent, followed - begun)
            overlapped = min(overlapped, scattered - followed)
        }
        let scale = 1e9 / Double(max(1, plan.loads))
        return Load(bytes: bytes, dependent: dependent * scale, overlapped: overlapped * scale)
    }
}

/// The lines of a buffer, each of which says which comes next, in an order that no cache can guess.
private struct LoadChain {
    /// Numbers in a line of the cache.
    private static let line = 8
    // A generator x -> ax + c modulo a power of two meets every number once when c is odd and a - 1 is a
    // multiple of 4 (Hull and Dobell, 1962); this a is one of L'Ecuyer's, 1999.
    private static let factor: UInt64 = 2_862_933_555_777_941_757
    private static let step: UInt64 = 3_037_000_493

    private let next: [UInt64]
    private let mask: UInt64

    init(bytes: Int) {
        let asked = max(16, bytes / (LoadChain.line * 8))
        let lines = 1 << (Int.bitWidth - 1 - asked.leadingZeroBitCount)
        let mask = UInt64(lines - 1)
        next = unsafe [UInt64](unsafeUninitializedCapacity: lines * LoadChain.line) {
            buffer, count in
            for line in 0..<lines {
                for place in 0..<LoadChain.line {
                    unsafe buffer.initializeElement(
                        at: line * LoadChain.line + place,
                        to: LoadChain.after(UInt64(line), mask) &* UInt64(LoadChain.line))
                }
            }
            count = lines * LoadChain.line
        }
        self.mask = mask
    }

    private static func after(_ line: UInt64, _ mask: UInt64) -> UInt64 {
        (line &* factor &+ step) & mask
    }

    /// Makes so many loads, each from where the one before says.
    func follow(_ count: Int) {
        let end = unsafe next.withUnsafeBufferPointer { next in
            var place: UInt64 = 0
            for _ in 0..<count { place = unsafe next[Int(truncatingIfNeeded: place)] }
            return place
        }
        precondition(end < UInt64(next.count), "the chain stays in its buffer")
    }

    /// Makes so many loads from places that are known beforehand.
    func scatter(_ count: Int) {
        let sum = unsafe next.withUnsafeBufferPointer { next in
            var line: UInt64 = 1
            var sum: UInt64 = 0
            for _ in 0..<count {
                line = LoadChain.after(line, mask)
                unsafe sum |= next[Int(truncatingIfNeeded: line &* UInt64(LoadChain.line))]
            }
            return sum
        }
        precondition(sum < UInt64(next.count) * 2, "every place lies in the buffer")
    }
}
