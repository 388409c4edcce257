import BlindLookup
import Encoding
public import Exchange
import Firearms
import Inquiries
import Storage
import Synchronization
import Tracing

/// A recovery that was handed in before another of the same firearm.
public struct EarlierRecovery: Hashable, Sendable {
    /// The requester's own reference.
    public let reference: String
    /// With which submission.
    public let submission: UniqueIdentifier
}

/// Names the firearms that are handed in, so that one that comes again is known.
///
/// Two recoveries are of one firearm when maker, importer, calibre and serial are the same, letter by letter: a serial
/// alone repeats.
struct RecoveryNamer {
    private let index: BlindIndex
    private var describer: FirearmDescriber

    init(_ store: StoreKeys) {
        index = store.recoveries
        describer = FirearmDescriber(tables: .carried)
    }

    /// The name of a request's firearm; empty when it has none, because its maker or its serial is not known.
    mutating func name(of body: JSONObject) -> [UInt8] {
        let recovery = try? TraceRequestBody.recovery(body, describer: &describer)
        return recovery.flatMap { index.names(of: $0.firearm, .whole).first?.bytes } ?? []
    }
}

extension NodeService {
    /// Names recoveries that have no name yet: those of before there were names, and those that were restored.
    func nameRecoveries(atMost most: Int) async throws {
        let unnamed = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT request, deciphered(body, 'recovery.body', request) FROM recovery
                WHERE name IS NULL LIMIT $1
                """, most, as: KeptIdentifier.self, [UInt8].self)
        }
        guard !unnamed.isEmpty else { return }
        var namer = RecoveryNamer(store)
        var names: [(KeptIdentifier, [UInt8])] = []
        for (request, bytes) in unnamed {
            let body = try JSONValue(parsing: bytes).object ?? JSONObject()
            names.append((request, namer.name(of: body)))
        }
        let named = names
        try await database.write { transaction in
            for (request, name) in named {
                try transaction.execute(
                    "UPDATE recovery SET name = $2 WHERE request = $1", request, name)
            }
        }
        if unnamed.count == most { questions.withLock { $0.ring() } }
    }
}
