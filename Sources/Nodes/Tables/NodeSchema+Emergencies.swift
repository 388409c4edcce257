import Storage

extension NodeSchema {
    /// The keys with which officers sign emergencies, and the emergencies of the own ledger and of those that are
    /// mirrored.
    ///
    /// `justified` is the moment from which a justification counts; `latest` is, for an emergency without one, the latest
    /// time among the entries behind it in a mirrored ledger.
    static let emergencies: [Query] = [
        """
        CREATE TABLE officer(
            pseudonym TEXT PRIMARY KEY, key BLOB NOT NULL UNIQUE, time INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE emergency(
            node TEXT NOT NULL, entry TEXT NOT NULL, number INTEGER NOT NULL,
            bytes BLOB NOT NULL, justified INTEGER, latest INTEGER NOT NULL,
            PRIMARY KEY(node, entry)) STRICT
        """,
        "CREATE INDEX emergency_open ON emergency(node) WHERE justified IS NULL",
    ]
}
