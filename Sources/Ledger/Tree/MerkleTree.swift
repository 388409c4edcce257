public import Cryptography

/// The hashes of a Merkle tree over a log's entries, and the checks of its proofs (RFC 6962 section 2.1, RFC
/// 9162 sections 2.1.3 and 2.1.4).
public enum MerkleTree: Sendable {
    /// No proof has more hashes than a tree of 2^63 entries needs.
    public static let mostHashes = 63

    /// The root of the tree without entries: the hash of nothing.
    public static let emptyRoot = Digest.sha256([])

    /// The hash of an entry.
    public static func leaf(_ entry: some Collection<UInt8>) -> Digest { Digest.sha256(0, entry) }

    /// The hash of two neighbours.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest.sha256(1, left, right)
    }

    /// Tells whether a proof shows that a leaf is at an index of the tree of a size with a root.
    public static func isIncluded(
        _ leaf: Digest, at index: UInt64, size: UInt64, proof: [Digest], root: Digest
    ) -> Bool {
        guard index < size, proof.count <= mostHashes else { return false }
        // RFC 9162, 2.1.3.2: the names are those of the text.
        var (fn, sn, r) = (index, size - 1, leaf)
        for hash in proof {
            guard sn != 0 else { return false }
            if fn & 1 == 1 || fn == sn {
                r = node(hash, r)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                r = node(r, hash)
            }
            fn >>= 1
            sn >>= 1
        }
        return sn == 0 && r == root
    }

    /// Tells whether a proof shows that a tree of a size with a root is the beginning of a larger one.
    public static func isConsistent(
        from old: (size: UInt64, root: Digest), to new: (size: UInt64, root: Digest),
        proof: [Digest]
    ) -> Bool {
        guard old.size <= new.size, proof.count <= mostHashes else { return false }
        if old.size == new.size { return proof.isEmpty && old.root == new.root }
        if old.size == 0 { return proof.isEmpty && old.root == emptyRoot }
        // RFC 9162, 2.1.4.2.
        var path = proof[...]
        var (fn, sn) = (old.size - 1, new.size - 1)
        while fn & 1 == 1 {
            fn >>= 1
            sn >>= 1
        }
        var fr = old.root
        if old.size & (old.size - 1) != 0 {
            guard let first = path.popFirst() else { return false }
            fr = first
        } else if path.isEmpty {
            return false
        }
        var sr = fr
        for hash in path {
            guard sn != 0 else { return false }
            if fn & 1 == 1 || fn == sn {
                fr = node(hash, fr)
                sr = node(hash, sr)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                sr = node(sr, hash)
            }
            fn >>= 1
            sn >>= 1
        }
        return sn == 0 && fr == old.root && sr == new.root
    }
}
