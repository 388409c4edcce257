import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Storage
import Vault

/// What there is about a request, before the ledger says that it goes to a court.
struct GatheredEvidence: Sendable {
    /// The files: messages, entries, manifests, the policy and openings.
    var files: [EvidenceFile]
    /// The indices of the own entries, in their order.
    let entries: [UInt64]
    /// The other's entries.
    let mirrored: [MirroredEntry]

    /// SHA-256 of the list of the files.
    var content: Digest {
        Digest.sha256(EvidenceBundle.manifest(of: EvidenceBundle.ordered(files)))
    }
}

extension NodeService {
    /// Gathers what there is about a request.
    ///
    /// - Parameters:
    ///   - caseReference: the case of the court: numbers of other cases are not opened.
    ///   - policy: the bytes of the policy in force.
    func gather(
        _ begun: Begun, in caseReference: CaseReference, policy: [UInt8]
    ) async throws -> GatheredEvidence {
        let request = begun.conversation.request
        let (name, peer) = (name, begun.conversation.peer)
        let found = try await database.read { transaction in
            (
                messages: try transaction.keptMessages(about: request)
                    .flatMap { try $0.files(of: name) },
                entries: try transaction.keptEntries(about: request),
                manifests: try [name, peer].flatMap { node in
                    try transaction.manifestNotes(of: node).compactMap {
                        EvidenceFile(EvidencePaths.manifest($0.serial, of: node), $0.note)
                    }
                }
            )
        }
        var own: [(index: UInt64, bytes: [UInt8])] = []
        for (index, kept) in found.entries {
            var bytes = kept
            if bytes == nil { bytes = try await ledger.entry(index) }
            if let bytes { own.append((index, bytes)) }
        }
        let mirrored = try await mirrored(begun)
        var files = found.messages + found.manifests
        files += own.compactMap { EvidenceFile(EvidencePaths.entry($0.index, of: name), $0.bytes) }
        files += mirrored.compactMap {
            EvidenceFile(EvidencePaths.entry($0.index, of: peer), $0.bytes)
        }
        files += [EvidenceFile(EvidencePaths.policy(name), policy)].compactMap(\.self)
        let cases = Set([caseReference, begun.message.grounds.caseReference].map(\.text))
        files += try await openings(of: try own.map { try LedgerEntry($0.bytes) }, begun, cases)
        return GatheredEvidence(files: files, entries: own.map(\.index), mirrored: mirrored)
    }

    /// The entries of the other's ledger about a request, as far as they are here.
    private func mirrored(_ begun: Begun) async throws -> [MirroredEntry] {
        guard let peer = peer(begun.conversation.peer) else { return [] }
        return try await files.entries(
            about: begun.conversation.request, since: begun.message.lifetime.start,
            in: LedgerFolder(path: folder.mirror(of: peer.name)), log: peer.log)
    }

    /// What opens commitments of the own entries: the numbers of these cases, and that a read was of this record.
    private func openings(
        of entries: [LedgerEntry], _ begun: Begun, _ cases: Set<String>
    ) async throws -> [EvidenceFile] {
        let found = try await database.read { transaction in
            try entries.filter { $0.caseFile != nil }.map { entry in
                (entry, try transaction.caseOpenings(of: entry.identifier))
            }
        }
        var openings: [EvidenceOpening] = []
        for (entry, kept) in found {
            guard let commitment = entry.caseFile else { continue }
            openings += kept.filter { cases.contains(String(decoding: $0.value, as: UTF8.self)) }
                .map {
                    EvidenceOpening(
                        place: .entry(entry.identifier, member: "case"), label: "case",
                        value: $0.value, opening: $0.opening, commitment: commitment)
                }
        }
        let reads = entries.filter { $0.subject != nil }
        if !reads.isEmpty,
            let keys = try await sealedResult(of: begun.conversation.request)?.kept?.keys
        {
            openings += reads.compactMap { EvidenceOpening(subjectOf: $0, keys) }
        }
        return openings.compactMap(\.file)
    }
}

extension EvidenceOpening {
    /// What opens the subject of an entry; `nil` when it is not about the record of these keys.
    fileprivate init?(subjectOf entry: LedgerEntry, _ keys: RecordKeys) {
        guard let commitment = entry.subject, keys.isSubject(of: entry),
            let opening = keys.opening(of: entry.identifier)
        else { return nil }
        self.init(
            place: .entry(entry.identifier, member: "subj"), label: RecordKeys.subjectLabel,
            value: Array(keys.identifier.text.utf8),
            opening: opening.withBytes { bytes in bytes.indices.map { bytes[$0] } },
            commitment: commitment)
    }
}
