/// Sorts packed items by their keys: least significant digit first, eleven bits at a time.
///
/// Stable, so that records of one serial keep the order in which they came. Digits that all keys share
/// are passed over.
///
/// - Complexity: O(n) a digit; scratch memory of the same size.
enum RadixSort {
    private static let digitBits: UInt64 = 11
    private static let buckets = 1 << 11

    static func sort(_ items: inout [PackedItem], bits: Int) {
        guard items.count > 1 else { return }
        if items.count < 512 {
            // Insertion into few items beats counting two thousand buckets.
            sortFew(&items)
            return
        }
        let digits = max(1, (bits + Int(digitBits) - 1) / Int(digitBits))
        // Sorted in place of what came in: the two buffers change roles with each digit.
        var counts = [[Int]](repeating: [Int](repeating: 0, count: buckets), count: digits)
        for digit in 0..<digits {
            let shift = UInt64(digit) * digitBits
            unsafe counts[digit].withUnsafeMutableBufferPointer { counts in
                for item in items {
                    unsafe counts[Int(item.key >> shift & UInt64(buckets - 1))] += 1
                }
            }
        }
        var scratch = [PackedItem](
            repeating: PackedItem(key: 0, identifier: 0, descriptor: 0), count: items.count)
        for digit in 0..<digits where !counts[digit].contains(items.count) {
            scatter(from: items, into: &scratch, &counts[digit], shift: UInt64(digit) * digitBits)
            swap(&items, &scratch)
        }
    }

    private static func scatter(
        from items: [PackedItem], into scratch: inout [PackedItem], _ counts: inout [Int],
        shift: UInt64
    ) {
        var sum = 0
        for bucket in counts.indices {
            let count = counts[bucket]
            counts[bucket] = sum
            sum += count
        }
        unsafe items.withUnsafeBufferPointer { items in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                unsafe counts.withUnsafeMutableBufferPointer { places in
                    for index in items.indices {
                        let item = unsafe items[index]
                        let bucket = Int(item.key >> shift & UInt64(buckets - 1))
                        unsafe scratch[places[bucket]] = item
                        unsafe places[bucket] += 1
                    }
                }
            }
        }
    }

    private static func sortFew(_ items: inout [PackedItem]) {
        // The standard sort is stable in practice but does not promise it: the place decides ties.
        let order = items.indices.sorted {
            (items[$0].key, $0) < (items[$1].key, $1)
        }
        items = order.map { items[$0] }
    }
}
