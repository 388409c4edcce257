public import Exchange
public import Ledger

internal import Cryptography

/// An entry of a node's ledger that the other government has cosigned, whenever that was.
///
/// What a vault with a process of its own learns from its node, it learns from such entries: whose keys count, and what was
/// explained.
public struct LoggedEntry: Sendable {
    /// The entry.
    public let entry: LedgerEntry
    /// Its index.
    public let index: UInt64

    /// Checks an entry with its proof.
    ///
    /// - Throws: `VaultError`: the first thing that does not hold.
    public init(
        _ permit: Permit, of node: NodeName, log: VerifierKey, witness: VerifierKey
    ) throws(VaultError) {
        guard permit.entry.count <= Permit.mostBytes, let entry = try? LedgerEntry(permit.entry)
        else { throw .unreadableEntry }
        guard let evidence = try? InclusionEvidence(permit.proof) else { throw .unreadableProof }
        guard let checkpoint = try? VerifiedCheckpoint(evidence.note, log: log) else {
            throw .notSigned
        }
        guard (try? evidence.verify(permit.entry, under: checkpoint)) != nil else {
            throw .notInLedger
        }
        guard (try? checkpoint.cosigned(by: witness)) != nil else { throw .notCosigned }
        guard entry.node == node else { throw .otherNode }
        self.entry = entry
        index = evidence.index
    }
}
