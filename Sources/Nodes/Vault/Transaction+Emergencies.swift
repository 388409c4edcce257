import Cryptography
import Exchange
import Storage
import Vault

extension Transaction {
    /// The emergencies of a node's ledger, in its order.
    ///
    /// - Parameter isOpen: only those that nobody has justified: a handful, found by their index.
    func emergencies(
        of node: NodeName, isOpen: Bool = false
    ) throws -> [EmergencyReview.Kept] {
        let condition: Query = isOpen ? Self.open : Self.all
        return try rows(condition, Kept(node)) { row in
            let bytes = try row.value(at: 0, as: [UInt8].self)
            let justified = try row.value(at: 1, as: KeptMoment?.self)
            return EmergencyReview.Kept(try LedgerEntry(bytes), justified: justified?.value)
        }
    }

    private static var all: Query {
        "SELECT bytes, justified FROM emergency WHERE node = $1 ORDER BY number"
    }
    private static var open: Query {
        """
        SELECT bytes, justified FROM emergency WHERE node = $1 AND justified IS NULL
        ORDER BY number
        """
    }

    /// An emergency, and from when its justification counts; `nil` where a node has none of that entry.
    func emergency(
        _ entry: UniqueIdentifier, of node: NodeName
    ) throws -> EmergencyReview.Kept? {
        try rows(
            "SELECT bytes, justified FROM emergency WHERE node = $1 AND entry = $2", Kept(node),
            KeptIdentifier(entry)
        ) { row in
            let bytes = try row.value(at: 0, as: [UInt8].self)
            let justified = try row.value(at: 1, as: KeptMoment?.self)
            return EmergencyReview.Kept(try LedgerEntry(bytes), justified: justified?.value)
        }.first
    }

    /// The request in which an own emergency was, which its entry does not say; `nil` where that is not known.
    func request(
        ofEmergency entry: UniqueIdentifier, of node: NodeName
    ) throws -> UniqueIdentifier? {
        try row(
            """
            SELECT a.request FROM emergency e JOIN about a ON a.number = e.number
            WHERE e.node = $1 AND e.entry = $2
            """, Kept(node), KeptIdentifier(entry), as: KeptIdentifier.self)?.value
    }

    /// The keys with which officers sign.
    func officerKeys() throws -> [Pseudonym: VerifyingKey] {
        let found = try rows(
            "SELECT pseudonym, key FROM officer", as: Kept<Pseudonym>.self, [UInt8].self)
        return try found.reduce(into: [:]) { keys, row in
            guard let key = VerifyingKey(row.1) else {
                throw NodeTableError.unknownWord(table: "officer", column: "key")
            }
            keys[row.0.value] = key
        }
    }
}

extension Transaction where Access == Writing {
    /// Keeps what an entry of the own ledger says of emergencies, if it says anything.
    func noteEmergency(_ entry: LedgerEntry, at index: UInt64) throws {
        switch entry.kind {
        case .breakGlass: try keep(emergency: entry, at: index)
        case .justify:
            guard let answered = entry.answered else { return }
            let number = try row(
                "SELECT number FROM emergency WHERE node = $1 AND entry = $2", Kept(entry.node),
                KeptIdentifier(answered), as: KeptCount.self)
            guard let number, number.value < index else { return }
            // It counts from the latest time that an entry between the two says, so that nobody dates it back.
            let latest = try value(
                """
                SELECT max(json_extract(CAST(bytes AS TEXT), '$.t')) FROM entry
                WHERE number > $1 AND number <= $2
                """, number, KeptCount(index), as: KeptMoment?.self)
            try justify(
                answered, of: entry.node, at: max(latest?.value ?? entry.time, entry.time))
        default: return
        }
    }

    /// Keeps an emergency; one that is known keeps its justification.
    func keep(emergency entry: LedgerEntry, at index: UInt64) throws {
        try execute(
            """
            INSERT INTO emergency(node, entry, number, bytes, latest) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT(node, entry) DO UPDATE SET number = excluded.number
            """, Kept(entry.node), KeptIdentifier(entry.identifier), KeptCount(index),
            try entry.bytes(), KeptMoment(entry.time))
    }

    /// Keeps from when an emergency is justified; a second justification changes nothing.
    func justify(_ entry: UniqueIdentifier, of node: NodeName, at moment: Moment) throws {
        try execute(
            """
            UPDATE emergency SET justified = $3
            WHERE node = $1 AND entry = $2 AND justified IS NULL
            """, Kept(node), KeptIdentifier(entry), KeptMoment(moment))
    }
}

/// What a mirrored ledger says of the emergencies of its node, while its entries are looked through.
struct MirroredEmergencies {
    /// The kind of the alarm that one raises.
    static let alarm = "emergency"

    /// What alarms were raised about.
    private(set) var alarms: [String] = []
    private let node: NodeName
    /// The most that are followed at once: what a node would do with more is no emergency.
    private static let most = 1024
    /// Those that are not justified, with the latest time among the entries behind each.
    private var open: [UniqueIdentifier: Moment] = [:]

    init(of node: NodeName, in transaction: borrowing Transaction<Writing>) throws {
        self.node = node
        let rows = try transaction.rows(
            """
            SELECT entry, latest FROM emergency WHERE node = $1 AND justified IS NULL
            ORDER BY number DESC LIMIT $2
            """, Kept(node), Self.most, as: KeptIdentifier.self, KeptMoment.self)
        for (entry, latest) in rows { open[entry.value] = latest.value }
    }

    /// Takes the next entry of the ledger.
    mutating func see(
        _ entry: LedgerEntry, at index: UInt64, now: Moment,
        in transaction: borrowing Transaction<Writing>
    ) throws {
        for identifier in open.keys { open[identifier] = max(open[identifier] ?? now, entry.time) }
        switch entry.kind {
        case .breakGlass:
            try transaction.keep(emergency: entry, at: index)
            open[entry.identifier] = entry.time
            let about = "\(node.text) \(entry.identifier.text)"
            if try transaction.raise(Self.alarm, about: about, at: KeptMoment(now)) {
                alarms.append(about)
            }
        case .justify:
            guard let answered = entry.answered,
                let latest = open.removeValue(forKey: answered)
            else { return }
            try transaction.justify(answered, of: node, at: latest)
        default: return
        }
    }

    /// Keeps how far those have come that are still open.
    func finish(in transaction: borrowing Transaction<Writing>) throws {
        for (entry, latest) in open {
            try transaction.execute(
                "UPDATE emergency SET latest = $3 WHERE node = $1 AND entry = $2", Kept(node),
                KeptIdentifier(entry), KeptMoment(latest))
        }
    }
}
