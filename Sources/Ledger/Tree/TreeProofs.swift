public import Cryptography

/// Where the hashes of a tree's whole subtrees are read from.
public protocol TreeHashes {
    /// What goes wrong when reading.
    associatedtype Failure: Error

    /// The hash of the subtree over the entries from `index << level` on, `1 << level` of them, which the
    /// tree has.
    func hash(level: Int, index: UInt64) throws(Failure) -> Digest
}

extension TreeHashes {
    /// The root of the tree over the first entries.
    ///
    /// - Complexity: O(log n) hashes read.
    public func root(size: UInt64) throws(Failure) -> Digest {
        size == 0 ? MerkleTree.emptyRoot : try hash(of: 0..<size)
    }

    /// The hashes that show that an entry is in the tree of a size, the leaf's sibling first.
    ///
    /// - Precondition: `index < size`.
    public func inclusionProof(at index: UInt64, size: UInt64) throws(Failure) -> [Digest] {
        precondition(index < size, "an entry that the tree has")
        // RFC 6962, 2.1.1, from the root down.
        var proof: [Digest] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + largestPower(below: UInt64(range.count))
            if index < middle {
                proof.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// The hashes that show that the tree of a size is the beginning of a larger one.
    ///
    /// - Precondition: `old <= new`.
    public func consistencyProof(from old: UInt64, to new: UInt64) throws(Failure) -> [Digest] {
        precondition(old <= new, "a tree does not shrink")
        guard old > 0, old < new else { return [] }
        // RFC 6962, 2.1.2, from the root down.
        var proof: [Digest] = []
        var range = 0..<new
        var isWhole = true
        while range.upperBound != old {
            let middle = range.lowerBound + largestPower(below: UInt64(range.count))
            if old <= middle {
                proof.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { proof.append(try hash(of: range)) }
        return proof.reversed()
    }

    /// The hash of the subtree over a range of entries that the tree's shape cuts out.
    private func hash(of range: Range<UInt64>) throws(Failure) -> Digest {
        let count = UInt64(range.count)
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try hash(level: level, index: range.lowerBound >> UInt64(level))
        }
        let middle = range.lowerBound + largestPower(below: count)
        return MerkleTree.node(
            try hash(of: range.lowerBound..<middle), try hash(of: middle..<range.upperBound))
    }

    /// The largest power of two that is smaller than a number of at least two.
    private func largestPower(below count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
