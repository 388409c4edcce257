import Cryptography
import Exchange
import Ledger
import Transport

/// Another node: where it is, and its keys by its own word.
struct Peer: Sendable {
    /// Its name.
    let name: NodeName
    /// Where it is reached: a URL without a path behind its slash.
    let url: String
    /// Its manifests of keys.
    var history: KeyHistory
    /// Tells whether it witnesses the own ledger.
    let witnesses: Bool
    /// Tells whether it has signed what can not be: nothing is taken from it any more.
    let isStopped: Bool

    /// The same node, once it has signed what can not be.
    fileprivate var stopped: Peer {
        Peer(name: name, url: url, history: history, witnesses: witnesses, isStopped: true)
    }

    /// The key of its ledger.
    var log: VerifierKey { history.latest.keys.log }
    /// The key with which it cosigns the own ledger.
    var witness: VerifierKey? { history.latest.keys.witnesses.first }
    /// The keys that may have signed what it says now.
    func keys(at now: Moment) -> [MessageKey] { history.messageKeys(at: now) }
    /// The keys of its certificates.
    var pins: [KeyPin] {
        history.latest.keys.channels.compactMap { KeyPin(digest: $0.digest.bytes) }
    }
    /// The checkpoint of its ledger in a note; `nil` when it is none of that ledger.
    func checkpoint(_ note: [UInt8]) -> VerifiedCheckpoint? {
        try? VerifiedCheckpoint(note, log: log)
    }
    /// Where it is asked now.
    func address(at now: Moment) -> Address { Address(url: url, keys: keys(at: now), pins: pins) }
}

/// The other nodes that a node knows.
struct PeerBook: Sendable {
    private var peers: [NodeName: Peer]

    init(_ peers: [Peer]) {
        self.peers = Dictionary(peers.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    }

    /// A node by its name.
    subscript(name: NodeName) -> Peer? { peers[name] }

    /// Takes new manifests of a node.
    mutating func update(_ name: NodeName, history: KeyHistory) {
        peers[name]?.history = history
    }

    /// Takes the news that a node has signed what can not be.
    mutating func stop(_ name: NodeName) { peers[name] = peers[name]?.stopped }

    /// All of them, by name.
    var all: [Peer] { peers.values.sorted { $0.name.text < $1.name.text } }

    /// The node that witnesses the own ledger.
    var witness: Peer? { all.first { $0.witnesses && $0.witness != nil } }

    /// The node whose ledger has a name.
    func peer(origin: String) -> Peer? { peers.values.first { $0.log.name == origin } }

    /// All keys that may have signed what somebody says now, with their node.
    func keys(at now: Moment) -> [MessageKey] { all.flatMap { $0.keys(at: now) } }

    /// The node that owns a key.
    func owner(of key: MessageKey) -> Peer? { peers.values.first { $0.name.owns(key.name) } }
}
