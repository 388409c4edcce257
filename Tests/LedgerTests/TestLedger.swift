import Cryptography
import Ledger
import Testing

/// Entries, witnesses and orders of events that several tests share.
enum TestLedger {
    static func entry(_ index: Int) -> [UInt8] { Array("entry-\(index)".utf8) }

    static func entries(_ range: Range<Int>) -> [[UInt8]] { range.map(entry) }

    static func audit(
        _ store: any LedgerSource, witnesses: [VerifierKey] = []
    ) throws -> LedgerAudit.Report {
        LedgerAudit(store, log: try TestKeys.log().verifier, witnesses: witnesses).run()
    }

    /// A checkpoint over the first of the entries, or over another root.
    static func signed(_ size: Int, root: Digest? = nil) throws -> VerifiedCheckpoint {
        let log = try TestKeys.log()
        let checkpoint = Checkpoint(
            origin: log.verifier.name, size: UInt64(size),
            root: root ?? PlainTree(size).root(size: UInt64(size)))
        return try VerifiedCheckpoint(
            SignedNote(text: checkpoint.text, signatures: [log.sign(checkpoint)]),
            log: log.verifier)
    }

    static func cosignature(
        _ checkpoint: VerifiedCheckpoint, at time: UInt64 = 77
    ) throws -> NoteSignature {
        try TestKeys.witness().cosign(checkpoint.checkpoint, at: time)
    }

    static func cosigned(_ size: Int) throws -> VerifiedCheckpoint {
        let checkpoint = try signed(size)
        var note = checkpoint.note
        note.add(try cosignature(checkpoint))
        return try VerifiedCheckpoint(note, log: TestKeys.log().verifier)
    }
}
