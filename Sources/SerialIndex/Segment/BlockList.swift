/// Blocks in the order of their keys: all of a group, or those of one make.
@safe
struct BlockList {
    /// The keys' lower halves, so many numbers apart.
    let keys: UnsafePointer<UInt64>
    let stride: Int
    /// The blocks' numbers; `nil` when they are the places in the list.
    let numbers: UnsafePointer<UInt32>?
    /// The places in the list.
    let range: Range<Int>
    let firstWideBlock: Int
    let highKeys: UnsafePointer<UInt64>

    /// The number of the block at a place.
    @inline(__always)
    func number(_ place: Int) -> Int {
        guard let numbers = unsafe numbers else { return place }
        return unsafe Int(numbers[place])
    }

    /// The lower half of the key at a place.
    @inline(__always)
    func lowKey(_ place: Int) -> UInt64 { unsafe keys[place &* stride] }

    /// The key at a place.
    @inline(__always)
    func key(_ place: Int) -> UInt128 {
        let block = number(place)
        let high = block < firstWideBlock ? 0 : unsafe highKeys[block &- firstWideBlock]
        return UInt128(high) << 64 | UInt128(lowKey(place))
    }

    /// The first place of a range whose key is at least one; by steps that double, then by halves.
    func first(in range: Range<Int>, notBefore key: UInt128, isWide: Bool) -> Int {
        isWide
            ? BlockList.first(in: range) { self.key($0) >= key }
            : BlockList.first(in: range) { [low = UInt64(clamping: key)] in lowKey($0) >= low }
    }

    @inline(__always)
    private static func first(in range: Range<Int>, where isReached: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        var stride = 1
        while low + stride < high {
            if isReached(low + stride) {
                high = low + stride
                break
            }
            low += stride
            stride *= 2
        }
        while low < high {
            let middle = (low + high) / 2
            if isReached(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
