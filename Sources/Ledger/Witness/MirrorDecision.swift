/// What a witness that also mirrors answers when a log asks for a cosignature.
public enum MirrorDecision: Hashable, Sendable {
    /// The checkpoint is to be written down as the last, then kept by the mirror, and then cosigned: in this order.
    case cosign(VerifiedCheckpoint)
    /// All is well but that the mirror has not the entries: they are to be sent from this index on, and then the
    /// same request again.
    case entriesFirst(from: UInt64)
    /// The log's key has signed a root that is not that of the log's entries: the note is the proof, and is to be
    /// kept with the mirror and its last checkpoint.
    ///
    /// - Parameter isCosigned: whether the entries are under a checkpoint that was cosigned. Then two signed
    ///   checkpoints can not both be true. Otherwise the entries only waited, and the log may have lost them with
    ///   its disk: once they are forgotten and were sent again, the same answer leaves no other reading.
    case contradicted(VerifiedCheckpoint, isCosigned: Bool)
    /// It is to be refused as tlog-witness says.
    case refuse(WitnessDecision)
}

extension LedgerMirror {
    /// Decides on the body of a request to cosign a checkpoint of the mirrored log.
    ///
    /// What `WitnessDecision.decide` says stands, and its rule too: to read what was cosigned last, to decide and to
    /// write the new down must be one transaction.
    ///
    /// - Parameter last: what was cosigned last.
    /// - Throws: `LedgerError.forked` when the mirror's own entries are not those that were cosigned; what
    ///   reading its files throws.
    public func decide(
        _ body: [UInt8], last: WitnessedTree
    ) throws(LedgerError) -> MirrorDecision {
        if last.size <= size, try root(size: last.size) != last.root {
            throw .forked(size: last.size)
        }
        let decision = WitnessDecision.decide(
            body, key: { $0 == log.name ? log : nil }, last: { _ in last })
        guard let request = try? WitnessRequest(body),
            let asked = try? VerifiedCheckpoint(request.note, log: log)
        else { return .refuse(decision) }
        let new = asked.checkpoint
        // Signed is signed, whatever else the request says.
        if new.size == last.size, new.root != last.root {
            return .contradicted(asked, isCosigned: true)
        }
        if new.size < last.size, new.size <= size, try root(size: new.size) != new.root {
            return .contradicted(asked, isCosigned: true)
        }
        guard case .cosign = decision else { return .refuse(decision) }
        guard new.size <= size else { return .entriesFirst(from: size) }
        guard try root(size: new.size) == new.root else {
            return .contradicted(asked, isCosigned: false)
        }
        return .cosign(asked)
    }
}
