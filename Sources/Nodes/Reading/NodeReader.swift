import Delivery
public import Encoding
public import Exchange
import Ledger
import Storage

/// Looks at a node's folder, whether a process runs the node or not, and changes nothing.
public struct NodeReader: Sendable {
    /// The folder.
    public let folder: NodeFolder
    /// What the node is.
    public let configuration: NodeConfiguration
    let database: Database

    /// Opens the tables of a node.
    ///
    /// - Throws: `NodeError.noNode` and `malformed`; `StorageError`.
    public init(_ folder: NodeFolder) async throws {
        self.folder = folder
        configuration = try NodeConfiguration(folder)
        database = try await folder.openTables(.readingOnly)
    }

    /// Reads what another file of this room knows how to.
    func rows<Value: Sendable>(
        _ read: @escaping @Sendable (borrowing Transaction<Reading>) throws -> Value
    ) async throws -> Value {
        try await database.read(read)
    }

    /// Ends the looking.
    public func close() async { await database.close() }

    /// How the node stands.
    public func overview() async throws -> NodeOverview {
        let keys = try await log()
        let note = try? LedgerReader(LedgerFolder(path: folder.ledger)).checkpoint(keys)
        let peers = try await database.peers()
        let cosigned = peers.compactMap(\.witness).compactMap { witness in
            ((try? note?.cosigned(by: witness)) ?? nil).map { (witness: witness.name, time: $0) }
        }
        let configuration = configuration
        return try await database.read { transaction in
            NodeOverview(
                configuration: configuration,
                entries: try transaction.value("SELECT next FROM ledger", as: KeptCount.self).value,
                checkpoint: note?.checkpoint, cosigned: cosigned,
                peers: peers.map(PeerDescription.init),
                witnessed: try transaction.rows(
                    "SELECT origin, size FROM witness ORDER BY origin", as: String.self,
                    KeptCount.self
                ).map { (origin: $0.0, size: $0.1.value) },
                messages: try transaction.rows(
                    "SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state",
                    as: String.self, Int.self
                ).map { NodeOverview.Count(state: $0.0, count: $0.1) },
                conversations: try transaction.conversationCounts(),
                alarms: try transaction.alarms(),
                missing: try transaction.value("SELECT COUNT(*) FROM expected"))
        }
    }

    /// The other nodes that are known.
    public func peers() async throws -> [PeerDescription] {
        try await database.peers().map(PeerDescription.init)
    }

    /// The files of the certificate and its key, by which the node is known to others; `nil` for one that speaks on
    /// loopback alone.
    public func identity() async throws -> (certificate: String, key: String)? {
        guard configuration.channel == .front else { return nil }
        let name = configuration.name
        let keys = try await database.read { try $0.history(of: name).latest.keys }
        return keys.channels.first { !$0.isNext }.map {
            (folder.certificate, folder.channelKey($0.digest))
        }
    }

    /// The custodians elsewhere that are known.
    public func custodians() async throws -> [CustodianDescription] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT url, card FROM custodian ORDER BY licence", as: String.self, [UInt8].self
            ).compactMap { url, card in
                CustodianCard(card).map { CustodianDescription(card: $0, url: url) }
            }
        }
    }

    /// The key of the node's ledger.
    private func log() async throws -> VerifierKey {
        let name = configuration.name
        return try await database.read { try $0.history(of: name).latest.keys.log }
    }

    /// The recoveries that were handed in, the last first.
    public func submissions(atMost most: Int = 20) async throws -> [SubmissionOverview] {
        try await database.read { transaction in
            try transaction.rows(
                """
                SELECT id, time, CAST(deciphered(file, 'submission.file', id) AS TEXT), rows
                FROM submission ORDER BY time DESC, id DESC LIMIT $1
                """, most, as: KeptIdentifier.self, KeptMoment.self, String.self, Int.self
            ).map { identifier, time, file, rows in
                SubmissionOverview(
                    identifier: identifier.value, time: time.value, file: file, rows: rows,
                    counts: try transaction.counts(of: identifier))
            }
        }
    }

    /// How far the recoveries of a submission have come; `nil` for one that is not known.
    public func submission(_ identifier: UniqueIdentifier) async throws -> SubmissionOverview? {
        try await submissions(atMost: Int.max).first { $0.identifier == identifier }
    }

    /// The requests that a text names: by identifier, or by the requester's own reference.
    public func requests(named text: String) async throws -> [RequestOverview] {
        try await database.read { transaction in
            var identifiers: [KeptIdentifier] = []
            if let identifier = UniqueIdentifier(text) {
                identifiers = [KeptIdentifier(identifier)]
            } else {
                identifiers = try transaction.rows(
                    """
                    SELECT request FROM recovery
                    WHERE keyed_reference = keyed($1, 'recovery.reference') ORDER BY request
                    """, text, as: KeptIdentifier.self)
            }
            return try identifiers.flatMap { try transaction.requests($0) }
        }
    }

    /// The messages about a request, in the order in which they were made; the same on either side.
    ///
    /// A request in place of this one is a request of its own.
    public func messages(about request: UniqueIdentifier) async throws -> [MessageOverview] {
        let found = try await database.read { transaction in
            let sent = try transaction.rows(
                """
                SELECT deciphered(dsse, 'outbox.dsse', id), state FROM outbox
                WHERE id = $1 OR (answered = $1 AND kind <> 'TRACE_REQUEST')
                """, KeptIdentifier(request), as: [UInt8].self, String.self
            ).map { ($0.0, $0.1, true) }
            let came = try transaction.rows(
                """
                SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id), stage FROM inbox
                WHERE request = $1 OR id = $1
                """, KeptIdentifier(request), as: [UInt8].self, String.self
            ).map { ($0.0, $0.1, false) }
            return sent + came
        }
        return try found.map { envelope, state, isOwn in
            MessageOverview(
                message: try Message(payload: try Envelope(envelope).payload), state: state,
                isOwn: isOwn)
        }.sorted { $0.message.lifetime.start < $1.message.lifetime.start }
    }

    /// The entries of the own ledger that are about a request, in their order, with their indices.
    public func entries(
        about request: UniqueIdentifier
    ) async throws -> [(index: UInt64, entry: LedgerEntry)] {
        let found = try await database.read { transaction in
            try transaction.keptEntries(about: request)
        }
        let reader = LedgerReader(LedgerFolder(path: folder.ledger))
        let published = try? reader.checkpoint(try await log()).checkpoint.size
        return try found.map { index, bytes in
            let kept = try bytes ?? reader.entry(index, size: published ?? 0)
            return (index, try LedgerEntry(kept))
        }
    }

    /// A recovery that was handed in, with its answer.
    public struct Answered: Sendable {
        /// The request.
        public let request: UniqueIdentifier
        /// The row of the file.
        public let row: Int
        /// The body of the request.
        public let body: JSONObject
        /// The result; `nil` while there is none.
        public let result: Message?
        /// How far it has come, in the tables' word.
        public let state: String
        /// The first recovery of the same firearm in an earlier submission; `nil` where none is known.
        public let earlier: EarlierRecovery?
    }

    /// Goes through the recoveries of a submission in the order of their file, each with its last request.
    ///
    /// Of the requests for one recovery the last that was not taken back counts.
    public func answers(
        of submission: UniqueIdentifier, body: @Sendable (Answered) throws -> Void
    ) async throws {
        try await database.read { transaction in
            try transaction.forEach(
                """
                SELECT r.request, r.row, deciphered(r.body, 'recovery.body', r.request), c.state,
                    deciphered(i.dsse, 'inbox.dsse', i.issuer || ' ' || i.id),
                    CAST(deciphered(e.reference, 'recovery.reference', e.request) AS TEXT),
                    e.submission
                FROM recovery r JOIN conversation c ON c.request = r.request
                LEFT JOIN inbox i ON i.issuer = c.peer AND i.id = c.answer
                LEFT JOIN recovery e ON e.request = (
                    SELECT f.request FROM recovery f
                    WHERE f.name = r.name AND length(r.name) > 0 AND f.request < r.request
                        AND f.submission NOT IN (r.submission, '')
                    ORDER BY f.request LIMIT 1)
                WHERE r.submission = $1 AND r.request = (
                    SELECT s.request FROM recovery s JOIN conversation d ON d.request = s.request
                    WHERE s.submission = r.submission AND s.row = r.row
                    ORDER BY d.state = 'cancelled', s.request DESC LIMIT 1)
                ORDER BY r.row
                """, KeptIdentifier(submission)
            ) { row in
                let (request, number, bytes, state, envelope, reference, first) = try row.values(
                    KeptIdentifier.self, Int.self, [UInt8].self, String.self, [UInt8]?.self,
                    String?.self, KeptIdentifier?.self)
                let earlier = reference.flatMap { reference in
                    first.map { EarlierRecovery(reference: reference, submission: $0.value) }
                }
                guard let object = try JSONValue(parsing: bytes).object else {
                    throw NodeTableError.unknownWord(table: "recovery", column: "body")
                }
                let result = try envelope.map { try Message(payload: try Envelope($0).payload) }
                try body(
                    Answered(
                        request: request.value, row: number, body: object, result: result,
                        state: state, earlier: earlier))
                return true
            }
        }
    }
}

extension Transaction {
    fileprivate func conversationCounts() throws -> [(
        part: Conversation.Part, counts: [NodeOverview.Count]
    )] {
        let rows = try rows(
            "SELECT part, state, COUNT(*) FROM conversation GROUP BY part, state ORDER BY part, state",
            as: String.self, String.self, Int.self)
        return [Conversation.Part.asking, .answering].map { part in
            let counts = rows.filter { $0.0 == part.word }
                .map { NodeOverview.Count(state: $0.1, count: $0.2) }
            return (part: part, counts: counts)
        }
    }

    fileprivate func alarms() throws -> [NodeOverview.AlarmRecord] {
        try rows(
            "SELECT number, time, kind, about FROM alarm WHERE seen = 0 ORDER BY number DESC LIMIT 50",
            as: Int.self, KeptMoment.self, String.self, String.self
        ).map {
            NodeOverview.AlarmRecord(number: $0.0, time: $0.1.value, kind: $0.2, about: $0.3)
        }
    }

    fileprivate func counts(of submission: KeptIdentifier) throws -> [NodeOverview.Count] {
        try rows(
            """
            SELECT c.state, COUNT(*) FROM recovery r JOIN conversation c ON c.request = r.request
            WHERE r.submission = $1 AND r.request = (
                SELECT s.request FROM recovery s JOIN conversation d ON d.request = s.request
                WHERE s.submission = r.submission AND s.row = r.row
                ORDER BY d.state = 'cancelled', s.request DESC LIMIT 1)
            GROUP BY c.state ORDER BY c.state
            """, submission, as: String.self, Int.self
        ).map { NodeOverview.Count(state: $0.0, count: $0.1) }
    }

    fileprivate func requests(_ identifier: KeptIdentifier) throws -> [RequestOverview] {
        let recovery = try row(
            """
            SELECT CAST(deciphered(reference, 'recovery.reference', request) AS TEXT), row
            FROM recovery WHERE request = $1
            """, identifier, as: String.self, Int.self)
        let peers = try rows(
            "SELECT peer, part, ends, state, code, answer FROM conversation WHERE request = $1",
            identifier
        ) { row in
            let peer = try row.value(at: 0, as: Kept<NodeName>.self).value
            return try Conversation(row, identifier.value, with: peer, from: 1)
        }
        return try peers.map { conversation in
            RequestOverview(
                identifier: identifier.value, reference: recovery?.0, row: recovery?.1,
                conversation: conversation,
                message: conversation.part == .asking ? try outgoingRow(identifier.value) : nil)
        }
    }
}
