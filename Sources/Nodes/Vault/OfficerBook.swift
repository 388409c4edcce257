public import Cryptography
import Delivery
import Encoding
public import Exchange
import Ledger
import Policy
import Storage

/// What is to be done with an officer's key.
public struct OfficerChange: Hashable, Sendable {
    /// The officer, as the agency knows them; only a pseudonym is kept.
    public let badge: String
    /// The key with which the officer signs emergencies; `nil` to take it away.
    public let key: VerifyingKey?

    /// A change.
    public init(badge: String, key: VerifyingKey?) {
        self.badge = badge
        self.key = key
    }

    /// Reads what the own command hands in; `nil` for anything else.
    init?(_ text: [UInt8]) {
        let limits = JSONLimits(bytes: 4096, depth: 2, members: 8)
        guard let object = try? JSONValue(parsing: text, limits: limits).object,
            let badge = object["badge"]?.string, Badge.isOne(badge)
        else { return nil }
        let key = object["key"]?.string
        let known = key.flatMap { Base64.decode($0) }.flatMap { VerifyingKey($0) }
        guard key == nil || known != nil else { return nil }
        self.init(badge: badge, key: known)
    }

    /// What is handed in.
    var text: [UInt8] {
        var object = JSONObject()
        object["badge"] = .string(badge)
        object["key"] = key.map { .string(Base64.encode($0.bytes)) }
        return JSONValue.object(object).canonicalBytes
    }
}

/// What came of changing an officer's key.
public enum OfficerAnswer: Hashable, Sendable {
    /// It is done; the officer's pseudonym, and the index of the entry that says so.
    case done(Pseudonym, entry: UInt64)
    /// The officer has a key already.
    case known
    /// Another officer has this key.
    case keyInUse
    /// The officer has no key.
    case unknown

    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .done(let officer, let entry):
            object["officer"] = .string(officer.text)
            object["entry"] = .integer(Int64(clamping: entry))
            return (201, object)
        case .known: return (409, object)
        case .keyInUse: return (422, object)
        case .unknown: return (404, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 201:
            guard let officer = object?["officer"]?.string.flatMap({ Pseudonym($0) }),
                let entry = object?["entry"]?.integer.flatMap({ UInt64(exactly: $0) })
            else { return nil }
            self = .done(officer, entry: entry)
        case 409: self = .known
        case 422: self = .keyInUse
        case 404: self = .unknown
        default: return nil
        }
    }
}

/// An officer's key, as a person reads it and hands it over: a line with a checksum (C2SP signed-note).
public enum OfficerKeyText: Sendable {
    private static let name = "officer"

    /// The line of a key.
    public static func text(_ key: VerifyingKey) -> String {
        VerifierKey(name: name, kind: .log, key: key)?.text ?? ""
    }

    /// The key of a line; `nil` for anything else, such as one with a slip of the pen.
    public static func key(_ text: String) -> VerifyingKey? {
        guard let key = try? VerifierKey(text), key.name == name, key.kind == .log else {
            return nil
        }
        return key.key
    }
}

/// An officer who may sign emergencies.
public struct OfficerOverview: Hashable, Sendable {
    /// The officer, by a pseudonym: the badge is kept nowhere.
    public let officer: Pseudonym
    /// What checks the officer's signatures.
    public let key: VerifyingKey
    /// Since when.
    public let since: Moment
}

extension Transaction where Access == Writing {
    /// Changes an officer's key, with the entry that says so: who checks the ledger later knows whose signatures counted
    /// when.
    func change(
        _ officer: Pseudonym, to key: VerifyingKey?, by office: OfficerOffice, entry: LedgerEntry
    ) throws -> OfficerAnswer {
        let bytes = try row(
            "SELECT key FROM officer WHERE pseudonym = $1", Kept(officer), as: [UInt8].self)
        if let key {
            guard bytes == nil else { return .known }
            let holders = try value(
                "SELECT COUNT(*) FROM officer WHERE key = $1", key.bytes, as: Int.self)
            guard holders == 0 else { return .keyInUse }
            try execute(
                "INSERT INTO officer(pseudonym, key, time) VALUES ($1, $2, $3)", Kept(officer),
                key.bytes, KeptMoment(entry.time))
        } else {
            guard bytes != nil else { return .unknown }
            try execute("DELETE FROM officer WHERE pseudonym = $1", Kept(officer))
        }
        guard let known = key ?? bytes.flatMap({ VerifyingKey($0) }) else { return .unknown }
        return .done(
            officer, entry: try append(office.entry(entry, officer, known, isAdded: key != nil)))
    }
}

/// The agency and the policy under which officers' keys count.
struct OfficerOffice: Sendable {
    let agency: AgencyNumber
    let policy: Digest

    /// A DECISION with the officer, the key and what became of it.
    func entry(
        _ bare: LedgerEntry, _ officer: Pseudonym, _ key: VerifyingKey, isAdded: Bool
    ) -> LedgerEntry {
        var entry = bare
        entry.agency = agency
        (entry.decision, entry.policy) = (isAdded ? .permit : .forbid, policy)
        var object = JSONObject()
        object["by"] = .string(officer.text)
        object["key"] = .string(OfficerKeyText.text(key))
        entry.extensions["x-officer"] = .object(object)
        return entry
    }

    /// The officer and the key that an entry says something of; `nil` for an entry of another form.
    static func change(in entry: LedgerEntry) -> (officer: Pseudonym, key: VerifyingKey)? {
        guard let object = entry.extensions["x-officer"]?.object,
            let officer = object["by"]?.string.flatMap({ Pseudonym($0) }),
            let key = object["key"]?.string.flatMap({ OfficerKeyText.key($0) })
        else { return nil }
        return (officer, key)
    }
}

extension NodeFolder {
    /// Changes an officer's key at a node at rest.
    ///
    /// - Throws: `NodeError.running`, `noNode`, `noPolicy`; `StorageError`.
    public func change(
        _ change: OfficerChange, surroundings: NodeSurroundings
    ) async throws -> OfficerAnswer {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let configuration = try NodeConfiguration(self)
        let officer = Pseudonym(badge: change.badge, key: try KeyFile.read("actor", in: keys))
        let office = OfficerOffice(
            agency: configuration.agency,
            policy: try policyInForce(configuration, at: surroundings.now()).digest)
        let database = try await openTables()
        let answer = try await database.write { transaction in
            let circumstances = surroundings.circumstances
            let entry = LedgerEntry(
                .decision, identifier: circumstances.identifier(), at: circumstances.now,
                node: configuration.name)
            return try transaction.change(officer, to: change.key, by: office, entry: entry)
        }
        await database.close()
        return answer
    }
}

extension NodeService {
    /// Changes an officer's key while the node is in service.
    func change(_ change: OfficerChange) async throws -> OfficerAnswer {
        let (name, officer) = (name, pseudonym(change.badge))
        let office = OfficerOffice(
            agency: configuration.agency,
            policy: try folder.policyInForce(configuration, at: surroundings.now()).digest)
        return try await step { transaction, circumstances in
            let entry = LedgerEntry(
                .decision, identifier: circumstances.identifier(), at: circumstances.now,
                node: name)
            return (
                try transaction.change(officer, to: change.key, by: office, entry: entry), []
            )
        }
    }
}

extension NodeReader {
    /// The officers who may sign emergencies, by their pseudonyms.
    public func officers() async throws -> [OfficerOverview] {
        try await rows { transaction in
            try transaction.rows(
                "SELECT pseudonym, key, time FROM officer ORDER BY time, pseudonym",
                as: Kept<Pseudonym>.self, [UInt8].self, KeptMoment.self
            ).compactMap { officer, bytes, time in
                VerifyingKey(bytes).map {
                    OfficerOverview(officer: officer.value, key: $0, since: time.value)
                }
            }
        }
    }
}
