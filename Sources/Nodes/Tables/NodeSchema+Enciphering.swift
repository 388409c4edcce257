import Storage

extension NodeSchema {
    /// Enciphers what people wrote and what tells of a firearm: envelopes, recoveries, the openings of commitments.
    ///
    /// What is looked up by its text is beside it under a keyed name. In `store_check` there is one value by which the
    /// key of the tables is known.
    static let enciphering: [Query] = [
        """
        CREATE TABLE store_check(one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL) STRICT
        """,
        "INSERT INTO store_check(one, value) VALUES (1, enciphered('store', 'store_check.value', '1'))",
        "UPDATE outbox SET dsse = enciphered(dsse, 'outbox.dsse', id)",
        "UPDATE inbox SET dsse = enciphered(dsse, 'inbox.dsse', issuer || ' ' || id)",
        "UPDATE opening SET value = enciphered(value, 'opening.value', entry || ' ' || label)",
        "ALTER TABLE submission RENAME TO submission_plain",
        """
        CREATE TABLE submission(
            id TEXT PRIMARY KEY, time INTEGER NOT NULL, file BLOB NOT NULL,
            digest BLOB NOT NULL, rows INTEGER NOT NULL) STRICT
        """,
        """
        INSERT INTO submission(id, time, file, digest, rows)
        SELECT id, time, enciphered(file, 'submission.file', id), digest, rows FROM submission_plain
        """,
        "DROP TABLE submission_plain",
        "CREATE INDEX submission_digest ON submission(digest)",
        "ALTER TABLE recovery RENAME TO recovery_plain",
        """
        CREATE TABLE recovery(
            request TEXT PRIMARY KEY, submission TEXT NOT NULL, row INTEGER NOT NULL,
            reference BLOB NOT NULL, keyed_reference BLOB NOT NULL, body BLOB NOT NULL,
            name BLOB) STRICT
        """,
        """
        INSERT INTO recovery(request, submission, row, reference, keyed_reference, body, name)
        SELECT request, submission, row, enciphered(reference, 'recovery.reference', request),
            keyed(reference, 'recovery.reference'), enciphered(body, 'recovery.body', request), name
        FROM recovery_plain
        """,
        "DROP TABLE recovery_plain",
        "CREATE INDEX recovery_submission ON recovery(submission, row)",
        "CREATE INDEX recovery_reference ON recovery(keyed_reference)",
        "CREATE INDEX recovery_name ON recovery(name, request)",
    ]
}
