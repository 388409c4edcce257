public import Exchange

/// What a node does with messages: docs/protocol.md, as functions of what happened and what its tables say.
///
/// Each is called within one transaction of the tables. What it returns is done after that, and only then.
public struct Delivery: Sendable {
    /// The node whose messages they are.
    public let node: NodeName

    /// The messages of a node.
    public init(of node: NodeName) { self.node = node }

    /// What is to be done once the transaction is durable.
    public enum Action: Hashable, Sendable {
        /// A message is to be sent.
        case send(UniqueIdentifier)
        /// A request waits to be traced.
        case trace(UniqueIdentifier, for: NodeName)
        /// A message is to be fetched from its issuer.
        case fetch(MessageKeyPair)
        /// Somebody should look.
        case alarm(Alarm)
    }

    /// What somebody should look at.
    public enum Alarm: Hashable, Sendable {
        /// A message meets refusals by form, and is tried on.
        case rejected(UniqueIdentifier)
        /// Two messages have the same identifier.
        case conflict(MessageKeyPair)
        /// A message that the other's ledger names has not come.
        case missing(MessageKeyPair)
        /// A message that went out was lost with the disk, and never arrived.
        case lost(UniqueIdentifier)
    }

    /// When something happens, and the chance that it takes.
    public struct Circumstances {
        /// When it happens.
        public let now: Moment
        /// Gives random bits: identifiers and pauses are made of them.
        public let random: () -> UInt64

        /// A time, and a source of randomness.
        public init(at now: Moment, random: @escaping () -> UInt64) {
            self.now = now
            self.random = random
        }

        /// Ten bits by which tries of many messages do not fall together.
        var chance: Int { Int(random() & 1023) }

        /// A new identifier.
        public func identifier() -> UniqueIdentifier {
            let bytes = [random(), random()].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
            }
            guard
                let identifier = UniqueIdentifier(
                    at: now, random: Array(bytes.prefix(UniqueIdentifier.randomSize)))
            else { preconditionFailure("sixteen bytes are more than ten") }
            return identifier
        }
    }
}

@available(*, unavailable)
extension Delivery.Circumstances: Sendable {}

extension Delivery {
    /// Makes an entry of the node.
    func entry(
        _ kind: EntryKind, _ facts: MessageFacts?, _ circumstances: Circumstances
    ) -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: circumstances.identifier(), at: circumstances.now, node: node)
        if let facts {
            entry.answered = facts.identifier
            entry.message = facts.digest
            entry.record(request: facts.request)
            entry.record(addressee: facts.route.audience)
        }
        return entry
    }

    /// Adds an entry with legs, and more entries where it has more legs than one holds.
    ///
    /// - Returns: the index of the first.
    func append<Tables: NodeTables & ~Copyable>(
        _ entry: LedgerEntry, legs: [Leg], _ circumstances: Circumstances,
        in tables: borrowing Tables
    ) throws -> UInt64 {
        var index: UInt64?
        for part in try entry.parts(of: legs) {
            var one = entry
            if index != nil { one.identifier = circumstances.identifier() }
            one.record(part)
            let place = try tables.append(one)
            index = index ?? place
        }
        guard let index else { preconditionFailure("no legs are one part") }
        return index
    }
}
