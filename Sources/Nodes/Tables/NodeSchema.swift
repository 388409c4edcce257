import Storage

/// What a node's database is made of.
///
/// Nothing that a message would be needed for again is ever removed: `inbox` is what keeps a message from having
/// a second effect.
enum NodeSchema {
    /// "RSTN": by it a file is known to be a node's.
    static let application: Int32 = 0x5253_544E

    /// All migrations, in order.
    ///
    /// One that a database has taken never changes.
    static let migrations = [
        Migration(
            number: 1, name: "ledger, messages, witness",
            statements: entries + messages + conversations + others),
        Migration(number: 2, name: "the asking side", statements: recoveries),
        Migration(number: 3, name: "sealed records", statements: records),
        Migration(number: 4, name: "what is sealed, and until when", statements: retention),
        Migration(number: 5, name: "emergencies", statements: emergencies),
        Migration(number: 6, name: "blind look-ups", statements: blind),
        Migration(number: 7, name: "nobody's words in plain", statements: enciphering),
        Migration(number: 8, name: "a vault apart", statements: apart),
    ]

    private static let entries: [Query] = [
        """
        CREATE TABLE entry(
            number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE ledger(
            one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL) STRICT
        """,
        "INSERT INTO ledger(one, next) VALUES (1, 0)",
        """
        CREATE TABLE about(
            request TEXT NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY(request, number)) STRICT, WITHOUT ROWID
        """,
    ]

    private static let messages: [Query] = [
        """
        CREATE TABLE outbox(
            id TEXT PRIMARY KEY, issuer TEXT NOT NULL, audience TEXT NOT NULL,
            kind TEXT NOT NULL, answered TEXT,
            issued INTEGER NOT NULL, ends INTEGER NOT NULL, digest BLOB NOT NULL,
            dsse BLOB NOT NULL, entry INTEGER NOT NULL, state TEXT NOT NULL, code TEXT,
            tries INTEGER NOT NULL, next_try INTEGER NOT NULL, questioned INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX outbox_due ON outbox(next_try) WHERE state IN ('logged', 'sending', 'seen')",
        "CREATE INDEX outbox_logged ON outbox(entry) WHERE state = 'logged'",
        "CREATE INDEX outbox_answered ON outbox(answered) WHERE answered IS NOT NULL",
        """
        CREATE TABLE inbox(
            issuer TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, request TEXT NOT NULL,
            digest BLOB NOT NULL, dsse BLOB NOT NULL, entry INTEGER NOT NULL,
            stage TEXT NOT NULL, code TEXT, receipt BLOB NOT NULL, dispute INTEGER,
            UNIQUE(issuer, id)) STRICT
        """,
        "CREATE INDEX inbox_request ON inbox(request)",
        """
        CREATE TABLE expected(
            issuer TEXT NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL,
            tries INTEGER NOT NULL, next_try INTEGER NOT NULL, PRIMARY KEY(issuer, id)) STRICT
        """,
    ]

    private static let conversations: [Query] = [
        """
        CREATE TABLE conversation(
            peer TEXT NOT NULL, request TEXT NOT NULL, part TEXT NOT NULL,
            ends INTEGER NOT NULL, state TEXT NOT NULL, code TEXT, answer TEXT,
            PRIMARY KEY(peer, request)) STRICT
        """,
        "CREATE INDEX conversation_open ON conversation(part, ends) WHERE state = 'open'",
    ]

    private static let others: [Query] = [
        """
        CREATE TABLE witness(
            origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
            note BLOB NOT NULL, seen INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE manifest(
            node TEXT NOT NULL, serial INTEGER NOT NULL, note BLOB NOT NULL,
            PRIMARY KEY(node, serial)) STRICT
        """,
        """
        CREATE TABLE announced(
            node TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(node, digest)) STRICT
        """,
        """
        CREATE TABLE peer(
            name TEXT PRIMARY KEY, url TEXT NOT NULL, witnesses INTEGER NOT NULL,
            stopped INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE custodian(
            licence TEXT PRIMARY KEY, url TEXT NOT NULL, card BLOB NOT NULL, summary BLOB) STRICT
        """,
        """
        CREATE TABLE opening(
            number INTEGER PRIMARY KEY, entry TEXT NOT NULL, label TEXT NOT NULL,
            opening BLOB NOT NULL, value BLOB NOT NULL) STRICT
        """,
        "CREATE INDEX opening_entry ON opening(entry)",
        """
        CREATE TABLE alarm(
            number INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL,
            about TEXT NOT NULL, seen INTEGER NOT NULL) STRICT
        """,
    ]

    /// The keys of records, by the message that brought each; without bytes they are erased, and not made anew.
    private static let records: [Query] = [
        "CREATE TABLE record_keys(id TEXT PRIMARY KEY, bytes BLOB, time INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE used_permit(entry INTEGER PRIMARY KEY, time INTEGER NOT NULL) STRICT
        """,
    ]

    /// How many fields of a message are sealed: nothing where that was not looked at yet, -1 once they are erased.
    private static let retention: [Query] = [
        "ALTER TABLE outbox ADD COLUMN sealed INTEGER",
        "ALTER TABLE inbox ADD COLUMN sealed INTEGER",
        "ALTER TABLE inbox ADD COLUMN ends INTEGER",
        "CREATE INDEX outbox_sealed ON outbox(ends) WHERE sealed > 0",
        "CREATE INDEX inbox_sealed ON inbox(ends) WHERE sealed > 0",
        "CREATE INDEX outbox_unseen ON outbox(id) WHERE sealed IS NULL",
        "CREATE INDEX inbox_unseen ON inbox(id) WHERE sealed IS NULL",
        "CREATE INDEX about_number ON about(number)",
    ]

    /// Firearms under keyed names, what is answered blindly and what was asked; recoveries under such names too.
    private static let blind: [Query] = [
        """
        CREATE TABLE blind_list(
            name TEXT PRIMARY KEY, time INTEGER NOT NULL, firearms INTEGER NOT NULL,
            left_out INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE blind_form(
            list TEXT NOT NULL, rule TEXT NOT NULL, name BLOB NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY(list, rule, name)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX blind_form_rule ON blind_form(rule, name)",
        """
        CREATE TABLE blind_open(
            issuer TEXT NOT NULL, id TEXT NOT NULL, counted INTEGER NOT NULL,
            PRIMARY KEY(issuer, id)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE blind_used(
            node TEXT NOT NULL, officer TEXT NOT NULL, unit INTEGER NOT NULL,
            used INTEGER NOT NULL, PRIMARY KEY(node, officer)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE blind_comparison(
            id TEXT PRIMARY KEY, name BLOB NOT NULL UNIQUE, time INTEGER NOT NULL,
            seed BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE blind_asked(
            comparison TEXT NOT NULL, number INTEGER NOT NULL, message TEXT NOT NULL,
            PRIMARY KEY(comparison, number)) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE recovery ADD COLUMN name BLOB",
        "CREATE INDEX recovery_name ON recovery(name, request)",
    ]

    /// From which index on a vault with a process of its own has to be told of its node's ledger.
    private static let apart: [Query] = [
        """
        CREATE TABLE vault_heard(
            one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL) STRICT
        """,
        "INSERT INTO vault_heard(one, next) VALUES (1, 0)",
    ]

    private static let recoveries: [Query] = [
        """
        CREATE TABLE submission(
            id TEXT PRIMARY KEY, time INTEGER NOT NULL, file TEXT NOT NULL,
            digest BLOB NOT NULL, rows INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX submission_digest ON submission(digest)",
        """
        CREATE TABLE recovery(
            request TEXT PRIMARY KEY, submission TEXT NOT NULL, row INTEGER NOT NULL,
            reference TEXT NOT NULL, body BLOB NOT NULL) STRICT
        """,
        "CREATE INDEX recovery_submission ON recovery(submission, row)",
        "CREATE INDEX recovery_reference ON recovery(reference)",
    ]
}
