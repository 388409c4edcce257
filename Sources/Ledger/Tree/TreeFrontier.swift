public import Cryptography

/// The right edge of a growing tree: the roots of its largest whole subtrees, from which the next is made.
///
/// At most 64 hashes, whatever the size.
public struct TreeFrontier: Hashable, Sendable {
    /// How many entries the tree has.
    public private(set) var size: UInt64
    /// The roots of the whole subtrees, the largest first: one for each bit that is set in the size.
    public private(set) var roots: [Digest]

    /// The frontier of the tree without entries.
    public init() {
        size = 0
        roots = []
    }

    /// The frontier of a tree of a size; `nil` unless there is a root for each bit of it.
    public init?(size: UInt64, roots: [Digest]) {
        guard roots.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.roots = roots
    }

    /// Adds an entry's hash.
    ///
    /// - Parameter completed: is told the level and the hash of each whole subtree that it makes, the
    ///   leaf itself first.
    /// - Complexity: O(1) hashes in the mean.
    public mutating func append(
        _ leaf: Digest, completed: (_ level: Int, _ hash: Digest) -> Void = { _, _ in }
    ) {
        var hash = leaf
        var level = 0
        completed(0, hash)
        while size >> UInt64(level) & 1 == 1, let left = roots.popLast() {
            hash = MerkleTree.node(left, hash)
            level += 1
            completed(level, hash)
        }
        roots.append(hash)
        size += 1
    }

    /// The root of the tree.
    ///
    /// - Complexity: O(log n) hashes.
    public var root: Digest {
        guard var root = roots.last else { return MerkleTree.emptyRoot }
        for left in roots.dropLast().reversed() { root = MerkleTree.node(left, root) }
        return root
    }
}
