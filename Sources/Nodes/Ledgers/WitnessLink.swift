import Transport
import Cryptography
import Encoding
import Exchange
import Ledger

/// How the own ledger speaks with the node that witnesses it.
struct WitnessLink: Sendable {
    let client: PeerClient
    /// The own ledger's name.
    let origin: String
    /// The node that witnesses it, as it is known now.
    let peer: @Sendable () async -> Peer?
    let now: @Sendable () -> Moment

    /// What a witness answers to a request for its signature.
    enum Answer: Sendable {
        case cosigned([NoteSignature])
        case conflict(size: UInt64)
        case entriesFirst(size: UInt64)
        case refused
        case silent
    }

    /// Where the note with the witness's last signature is served (tlog-witness).
    static func path(of origin: String) -> String {
        let hash = Digest.sha256(Array(origin.utf8))
        return "/witness/\(Hexadecimal.encode(hash.bytes))/checkpoint"
    }

    /// Asks what the witness last cosigned; `nil` when it does not say.
    func heard(log: VerifierKey) async -> WitnessedTree? {
        guard let peer = await peer(), let witness = peer.witness,
            let answer = try? await client.ask(
                peer.address(at: now()), .init(path: WitnessLink.path(of: origin)))
        else { return nil }
        if answer.status == 404 { return .nothing }
        guard answer.status == 200,
            let note = try? VerifiedCheckpoint(answer.body, log: log),
            (try? note.cosigned(by: witness)) ?? nil != nil
        else { return nil }
        return WitnessedTree(size: note.checkpoint.size, root: note.checkpoint.root)
    }

    /// Sends entries from an index on; says how many the witness has then, or `nil` when it does not say.
    func push(_ entries: [[UInt8]], from first: UInt64) async -> UInt64? {
        guard let peer = await peer() else { return nil }
        var rest = entries[...]
        var next = first
        while !rest.isEmpty {
            let part = EntryPush.part(rest)
            let push = EntryPush(origin: origin, first: next, entries: Array(part))
            let answer = try? await client.ask(
                peer.address(at: now()),
                .init(
                    method: .post, path: "/v1/entries", mediaType: EntryPush.mediaType,
                    body: push.body))
            guard let answer, answer.status == 200 || answer.status == 409,
                let size = WitnessLink.size(answer.body)
            else { return nil }
            guard answer.status == 200 else { return size }
            rest = rest.dropFirst(part.count)
            next += UInt64(part.count)
        }
        return next
    }

    /// Asks for the witness's signature.
    func cosign(_ request: WitnessRequest) async -> Answer {
        guard let peer = await peer(), let witness = peer.witness else { return .silent }
        let answer = try? await client.ask(
            peer.address(at: now()),
            .init(
                method: .post, path: "/add-checkpoint", mediaType: "text/plain; charset=utf-8",
                body: request.body))
        guard let answer else { return .silent }
        switch answer.status {
        case 200:
            let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
            let signatures = lines.compactMap { NoteSignature($0) }
                .filter { $0.name == witness.name }
            return signatures.isEmpty ? .refused : .cosigned(signatures)
        case 409: return WitnessLink.size(answer.body).map { .conflict(size: $0) } ?? .silent
        case 503 where answer.mediaType == WitnessLink.entriesType:
            return WitnessLink.size(answer.body).map { .entriesFirst(size: $0) } ?? .silent
        case 400, 401, 403, 404, 422: return .refused
        default: return .silent
        }
    }

    /// The media type of a size, as tlog-witness has it.
    static let sizeType = "text/x.tlog.size"
    /// The media type of the size from which entries are wanted first.
    static let entriesType = "text/x.trace.entries-first"

    private static func size(_ body: [UInt8]) -> UInt64? {
        let lines = String(decoding: body.prefix(32), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 2, lines[1].isEmpty else { return nil }
        return DecimalNumber.decode(lines[0])
    }
}
