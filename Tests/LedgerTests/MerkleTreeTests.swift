import Cryptography
import Encoding
import FoundationEssentials
import Ledger
import Testing

/// A tree in memory, to make proofs of.
struct PlainTree: TreeHashes {
    let leaves: [Digest]

    init(_ count: Int) { leaves = (0..<count).map { MerkleTree.leaf(Array("entry-\($0)".utf8)) } }

    func hash(level: Int, index: UInt64) throws(Never) -> Digest {
        if level == 0 { return leaves[Int(index)] }
        return MerkleTree.node(
            hash(level: level - 1, index: index * 2), hash(level: level - 1, index: index * 2 + 1))
    }
}

private let sharedFolder: String? = {
    let beside = #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/shared"
    return FileManager.default.fileExists(atPath: "/\(beside)/tlog") ? "/" + beside : nil
}()

struct MerkleTreeTests {
    @Test("every proof of small trees holds, and no other")
    func small() {
        let tree = PlainTree(70)
        for size in 1...UInt64(70) {
            let root = tree.root(size: size)
            for index in 0..<size {
                let proof = tree.inclusionProof(at: index, size: size)
                let leaf = tree.leaves[Int(index)]
                func holds(_ index: UInt64, _ size: UInt64, _ proof: [Digest]) -> Bool {
                    MerkleTree.isIncluded(leaf, at: index, size: size, proof: proof, root: root)
                }
                #expect(holds(index, size, proof))
                #expect(!holds(index + 1, size, proof))
                #expect(!holds(index, size, proof + [root]))
                #expect(proof.isEmpty || !holds(index, size, proof.dropLast()))
                #expect(proof.isEmpty || !holds(index, size, proof.reversed()) || proof.count == 1)
            }
            for old in 0...size {
                let proof = tree.consistencyProof(from: old, to: size)
                let oldRoot = tree.root(size: old)
                func holds(_ old: UInt64, _ proof: [Digest]) -> Bool {
                    MerkleTree.isConsistent(
                        from: (old, oldRoot), to: (size, root), proof: proof)
                }
                #expect(holds(old, proof))
                #expect(!holds(old, proof + [root]))
                #expect(proof.isEmpty || !holds(old, proof.dropLast()))
                #expect(old == 0 || !holds(old - 1, proof))
            }
        }
    }

    @Test("a growing tree has the roots of the whole one, and comes back from its frontier")
    func frontier() throws {
        let tree = PlainTree(300)
        var frontier = TreeFrontier()
        #expect(frontier.root == MerkleTree.emptyRoot)
        for (index, leaf) in tree.leaves.enumerated() {
            frontier.append(leaf)
            #expect(frontier.root == tree.root(size: UInt64(index + 1)))
            let again = try #require(TreeFrontier(size: frontier.size, roots: frontier.roots))
            #expect(again == frontier)
        }
        #expect(TreeFrontier(size: 3, roots: frontier.roots) == nil)
    }

    @Test("the vectors of a log of five entries hold")
    func five() throws {
        let tree = PlainTree(5)
        func digest(_ text: String) throws -> Digest {
            let bytes = try #require(Base64.decode(text))
            return try #require(Digest(bytes))
        }
        #expect(
            try tree.root(size: 5) == digest("GqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw="))
        #expect(
            try tree.root(size: 3) == digest("pkvybgkSj2/i/m+LLYyAHhZrV8BHp82bK4Ceepai8cs="))
        let shared = try [
            "J0ebarMh0u5HdFL2i6UndI6GPK/o+9HfK/idFXDRtpc=",
            "LyelCCwdQq+kiKw1Cp/EOQwIT1T3Hs3/hZ6Y24QptHk=",
            "GUu1otW9EOXRqm/V1CmAs1bK8dpiPNmYfEv6L4F3Htc=",
        ].map(digest)
        #expect(tree.inclusionProof(at: 2, size: 5) == shared)
        let first = try digest("BJ19zbVrz+vTEzBMmDnxlqPUtu873AsIKY+TrIGR8Kg=")
        #expect(tree.consistencyProof(from: 3, to: 5) == [first] + shared)
    }

    private struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: String?
        let leafHash: String?
        let proof: [String]?
        let wantErr: Bool
        let name: String
    }

    private struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String?
        let root2: String?
        let proof: [String]?
        let wantErr: Bool
        let name: String
    }

    private func vectors<Vector: Decodable>(_ name: String, _: Vector.Type) throws -> [Vector] {
        let folder = try #require(sharedFolder)
        let text = try String(contentsOfFile: "\(folder)/tlog/\(name)", encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(Vector.self, from: Data($0.utf8))
        }
    }

    /// The hashes of a vector; `nil` when one has not 32 bytes, with which no proof can hold.
    private func digests(_ texts: [String?]) -> [Digest]? {
        var digests: [Digest] = []
        for text in texts {
            guard let digest = Digest(Base64.decode(text ?? "") ?? []) else { return nil }
            digests.append(digest)
        }
        return digests
    }

    @Test(
        "the vectors of another implementation hold for inclusion",
        .enabled(if: sharedFolder != nil, "the shared material is not there"))
    func inclusionVectors() throws {
        let all = try vectors("inclusion_vectors.jsonl", Inclusion.self)
        #expect(all.count == 98)
        for one in all {
            var holds = false
            if let ends = digests([one.root, one.leafHash]), let proof = digests(one.proof ?? []) {
                holds = MerkleTree.isIncluded(
                    ends[1], at: one.leafIdx, size: one.treeSize, proof: proof, root: ends[0])
            }
            #expect(holds == !one.wantErr, "\(one.name)")
        }
    }

    @Test(
        "the vectors of another implementation hold for consistency",
        .enabled(if: sharedFolder != nil, "the shared material is not there"))
    func consistencyVectors() throws {
        let all = try vectors("consistency_vectors.jsonl", Consistency.self)
        #expect(all.count == 98)
        for one in all {
            // Its roots have twelve bytes, which are no hashes.
            if one.name.contains("sizes-are-equal-one-and-proof-is-empty") { continue }
            var holds = false
            if let roots = digests([one.root1, one.root2]), let proof = digests(one.proof ?? []) {
                holds = MerkleTree.isConsistent(
                    from: (one.size1, roots[0]), to: (one.size2, roots[1]), proof: proof)
            }
            #expect(holds == !one.wantErr, "\(one.name)")
        }
    }
}
