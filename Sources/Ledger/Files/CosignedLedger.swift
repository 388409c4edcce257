public import Cryptography

/// A node's own ledger, of which nothing is shown before its witnesses have cosigned it.
///
/// A checkpoint that was signed is a candidate: it is for the witnesses alone, and nothing in the folder shows it.
/// Once they have cosigned it, it is put in its place, and what it covers can be proved. So a node whose whole
/// disk was restored from an old copy can not have shown two histories: what it had shown, the witnesses know,
/// and they are asked before the ledger is opened.
public final class CosignedLedger {
    private let store: any LedgerStore
    private let signer: NoteSigner
    private let witnesses: [VerifierKey]
    private let tree: LedgerTree
    /// The last checkpoint that is in its place.
    public private(set) var published: VerifiedCheckpoint?
    /// The last checkpoint that was signed, until it or a later one is settled.
    public private(set) var candidate: VerifiedCheckpoint?

    /// Opens a ledger, or begins one.
    ///
    /// What was durable and not yet settled is the candidate again, to the byte the same.
    ///
    /// - Parameters:
    ///   - witnesses: who must cosign a checkpoint before it is shown.
    ///   - heard: what the witness says that it last cosigned; `.nothing` where there is none.
    /// - Throws: `LedgerError.rolledBack` when more was cosigned, or put in its place, than is there: see
    ///   `restore`. `LedgerError.forked` when it is another history. What `LedgerTree` throws.
    public init(
        _ store: any LedgerStore, signer: NoteSigner, witnesses: [VerifierKey] = [],
        heard: WitnessedTree = .nothing
    ) throws(LedgerError) {
        self.store = store
        self.signer = signer
        self.witnesses = witnesses
        tree = try LedgerTree(store, leftovers: .replace)
        published = try LedgerReader(store).shown(signer.verifier)
        if let published { try tree.require(WitnessedTree(published.checkpoint)) }
        try tree.require(heard)
        var isSettled = tree.size == 0
        if let published, published.checkpoint.size == tree.size {
            isSettled = try published.missing(of: witnesses) == nil
        }
        if !isSettled { candidate = try sign() }
    }

    /// How many entries are durable.
    public var size: UInt64 { tree.size }

    /// The root over all of them.
    public var root: Digest { tree.root }

    /// Adds entries, which are durable on return, and signs a checkpoint over all, which is shown to nobody but the
    /// witnesses.
    ///
    /// Without new entries it is the last one. A larger one may follow while a smaller one is not settled. When it
    /// fails, the same entries must be the first of those given next: the disk may have them.
    public func prepare(_ entries: [[UInt8]]) throws(LedgerError) -> VerifiedCheckpoint {
        try tree.append(entries)
        if let last = candidate ?? published, last.checkpoint.size == tree.size { return last }
        let signed = try sign()
        candidate = signed
        return signed
    }

    /// What to ask of a witness: to cosign a checkpoint that `prepare` has signed; `nil` when there is none.
    ///
    /// - Parameters:
    ///   - oldSize: what the witness has cosigned last, by its own word.
    ///   - checkpoint: which one; `nil` for the candidate, or where all is settled the last checkpoint.
    /// - Throws: `LedgerError.rolledBack` when that is more than was signed here.
    public func request(
        from oldSize: UInt64, for checkpoint: VerifiedCheckpoint? = nil
    ) throws(LedgerError) -> WitnessRequest? {
        guard let last = checkpoint ?? candidate ?? published else { return nil }
        let size = last.checkpoint.size
        guard oldSize <= size else { throw .rolledBack(signed: oldSize, found: size) }
        let proof = try tree.consistencyProof(from: oldSize, to: size)
        return WitnessRequest(oldSize: oldSize, proof: proof, note: last.note)
    }

    /// Puts a checkpoint that `prepare` has signed in its place, durably, with the cosignatures of all witnesses;
    /// an older one than is there changes nothing.
    ///
    /// - Parameter cosignatures: the witnesses' answers; those of others are left out.
    /// - Returns: the checkpoint that is in its place now.
    /// - Throws: `LedgerError.unsigned` when a witness has not cosigned it, or its signature is wrong;
    ///   `foreign`, `rolledBack` or `forked` when the checkpoint is not of this ledger; `io`.
    @discardableResult
    public func settle(
        _ checkpoint: VerifiedCheckpoint, with cosignatures: [NoteSignature] = []
    ) throws(LedgerError) -> VerifiedCheckpoint {
        let settled = try checkpoint.adding(
            cosignatures, by: witnesses, log: signer.verifier)
        try tree.require(WitnessedTree(settled.checkpoint))
        if let published, published.checkpoint.size > settled.checkpoint.size { return published }
        if published != settled {
            try store.write(settled.note.bytes, to: LedgerLayout.checkpoint)
            published = settled
        }
        if let candidate, candidate.checkpoint.size <= settled.checkpoint.size {
            self.candidate = nil
        }
        tree.tidy()
        return settled
    }

    /// What shows that an entry is in the ledger, by the last checkpoint in its place; `nil` for an entry that it
    /// does not cover.
    ///
    /// - Complexity: O(log n) without reading or hashing for entries whose tiles were used last.
    public func evidence(for index: UInt64) throws(LedgerError) -> InclusionEvidence? {
        guard let published, index < published.checkpoint.size else { return nil }
        let proof = try tree.inclusionProof(at: index, size: published.checkpoint.size)
        return InclusionEvidence(index: index, proof: proof, note: published.note)
    }

    /// What shows that an entry is in the ledger, by the last checkpoint that was signed, be it cosigned or not; `nil`
    /// for an entry that it does not cover.
    ///
    /// It is for the own process alone, which so can know that an entry will be in the ledger as long as the disk is. Shown
    /// to anybody else, it would contradict what the node signs after its disk was put back to an older copy.
    public func unwitnessedEvidence(
        for index: UInt64
    ) throws(LedgerError) -> InclusionEvidence? {
        guard let last = candidate ?? published, index < last.checkpoint.size else { return nil }
        let proof = try tree.inclusionProof(at: index, size: last.checkpoint.size)
        return InclusionEvidence(index: index, proof: proof, note: last.note)
    }

    /// The entries of a range.
    ///
    /// - Precondition: the ledger has them.
    public func entries(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
        try tree.entries(range)
    }

    private func sign() throws(LedgerError) -> VerifiedCheckpoint {
        let checkpoint = Checkpoint(
            origin: signer.verifier.name, size: tree.size, root: tree.root)
        return try VerifiedCheckpoint(signing: checkpoint, by: signer)
    }
}

@available(*, unavailable)
extension CosignedLedger: Sendable {}

extension CosignedLedger {
    /// Gives a ledger that has lost its end the entries that another mirrors.
    ///
    /// Nothing of it is trusted: the entries are taken only when, behind those that are here, they have the root
    /// of a checkpoint that this ledger's own key signed and every witness cosigned. It is then put in its place.
    ///
    /// - Parameters:
    ///   - witnesses: who must have cosigned the checkpoint; at least one.
    ///   - entries: the entries from `first` on, up to the checkpoint's size; those that are here already are
    ///     passed over.
    ///   - checkpoint: the note that the mirror has.
    /// - Returns: the ledger's size now.
    /// - Throws: `LedgerError.gap` when the first entry is behind the end of what is here; `mismatch` when the
    ///   entries are not those of the checkpoint; `forked` when what is here is not; `unsigned`, `foreign`, and what
    ///   `LedgerTree` throws. Nothing was written then, but for `io`.
    @discardableResult
    public static func restore(
        _ store: any LedgerStore, log: VerifierKey, witnesses: [VerifierKey],
        entries: [[UInt8]], from first: UInt64, checkpoint: SignedNote
    ) throws(LedgerError) -> UInt64 {
        precondition(!witnesses.isEmpty, "only a cosigned checkpoint says what was lost")
        let wanted = try VerifiedCheckpoint(checkpoint, log: log)
        if let witness = try wanted.missing(of: witnesses) {
            throw .unsigned(name: witness.name, isForged: false)
        }
        let tree = try LedgerTree(store, leftovers: .replace)
        let shown = try LedgerReader(store).shown(log)?.checkpoint
        if let shown, shown.size <= tree.size { try tree.require(WitnessedTree(shown)) }
        let size = wanted.checkpoint.size
        guard first <= tree.size else { throw .gap(next: tree.size, given: first) }
        guard size <= tree.size || first + UInt64(entries.count) == size else {
            throw .gap(next: first + UInt64(entries.count), given: size)
        }
        if size <= tree.size {
            try tree.require(WitnessedTree(wanted.checkpoint))
        } else {
            let missing = Array(entries[Int(tree.size - first)...])
            var frontier = tree.frontier
            for entry in missing {
                frontier.append(MerkleTree.leaf(entry))
                guard frontier.size != shown?.size || frontier.root == shown?.root else {
                    throw .forked(size: frontier.size)
                }
            }
            guard frontier.root == wanted.checkpoint.root else {
                throw .mismatch(part: .root, at: size)
            }
            try tree.append(missing)
        }
        if (shown?.size ?? 0) <= size {
            try store.write(wanted.note.bytes, to: LedgerLayout.checkpoint)
        }
        return tree.size
    }
}
