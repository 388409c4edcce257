import Cryptography
import Encoding
import Exchange
import Ledger
import Transport

/// What other nodes can ask of this one, and auditors of its ledger.
enum PeerRoute: Equatable, Sendable {
    /// A message comes.
    case message
    /// Several messages come.
    case bundle
    /// A message is fetched.
    case fetch(UniqueIdentifier)
    /// A message that the asking node sent here is fetched, because that node has lost it.
    case received(UniqueIdentifier)
    /// The node's manifests are asked for.
    case keys
    /// Entries of the other's ledger come.
    case entries
    /// A checkpoint of the other's ledger is to be cosigned (tlog-witness).
    case addCheckpoint
    /// The last cosigned checkpoint of a ledger is asked for.
    case witnessed(origin: Digest)
    /// A file of the own ledger is asked for (tlog-tiles).
    case ledger(file: String, isEntries: Bool)
    /// Entries of a mirrored ledger are asked for, to restore it.
    case mirror(origin: Digest, file: String)

    /// The route of a request; `nil` for none.
    init?(_ method: HTTPMethod, _ target: HTTPTarget) {
        guard target.query == nil else { return nil }
        let parts = target.segments
        switch (method, parts.first) {
        case (.post, "v1"?) where parts == ["v1", "messages"]: self = .message
        case (.post, "v1"?) where parts == ["v1", "messages", "bundle"]: self = .bundle
        case (.post, "v1"?) where parts == ["v1", "entries"]: self = .entries
        case (.get, "v1"?) where parts == ["v1", "keys"]: self = .keys
        case (.get, "v1"?) where parts.count == 3 && parts[1] == "received":
            guard let identifier = UniqueIdentifier(parts[2]) else { return nil }
            self = .received(identifier)
        case (.get, "v1"?) where parts.count == 3 && parts[1] == "messages":
            guard let identifier = UniqueIdentifier(parts[2]) else { return nil }
            self = .fetch(identifier)
        case (.post, "add-checkpoint"?) where parts.count == 1: self = .addCheckpoint
        case (.get, "witness"?) where parts.count == 3 && parts[2] == "checkpoint":
            guard let digest = PeerRoute.digest(parts[1]) else { return nil }
            self = .witnessed(origin: digest)
        case (.get, "ledger"?):
            guard let file = PeerRoute.file(parts.dropFirst()) else { return nil }
            self = .ledger(file: file, isEntries: parts.dropFirst().contains("entries"))
        case (.get, "mirror"?) where parts.count > 2:
            guard let digest = PeerRoute.digest(parts[1]),
                let file = PeerRoute.file(parts.dropFirst(2))
            else { return nil }
            self = .mirror(origin: digest, file: file)
        default: return nil
        }
    }

    private static func digest(_ text: String) -> Digest? {
        Hexadecimal.decode(text).flatMap { Digest($0) }
    }

    /// The file of a ledger that a path names: the checkpoint, a tile or a bundle, and no other of its folder.
    private static func file(_ parts: ArraySlice<String>) -> String? {
        guard parts != ["checkpoint"] else { return LedgerLayout.checkpoint }
        let text = parts.joined(separator: "/")
        return TilePath(text) == nil ? nil : text
    }

    /// The most bytes of its body.
    var bodyLimit: Int {
        switch self {
        case .message: Transfer.mostBytes
        case .bundle: MessageBundle.mostBytes
        case .entries: EntryPush.mostBytes
        case .addCheckpoint: 2 * SignedNote.mostBytes
        case .fetch, .received, .keys, .witnessed, .ledger, .mirror: 0
        }
    }

    /// Tells whether anybody may ask without saying who they are.
    ///
    /// A checkpoint to be cosigned is signed itself, and others' tools sign nothing more (tlog-witness).
    var isPublic: Bool {
        switch self {
        case .keys, .witnessed, .addCheckpoint: true
        case .ledger(_, let isEntries): !isEntries
        case .message, .bundle, .fetch, .received, .entries, .mirror: false
        }
    }
}
