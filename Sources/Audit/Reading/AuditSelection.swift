internal import Encoding
public import Exchange
public import Vault

/// Which entries an audit is about: all that hold everything that is asked for.
public struct AuditSelection: Sendable {
    /// From when on; `nil` for the ledger's beginning.
    public var start: Moment?
    /// Until when, that moment left out; `nil` for the ledger's end.
    public var end: Moment?
    /// An officer's pseudonym or its beginning, of at least `shortestPseudonym` hexadecimal digits.
    public var officer: String?
    /// A case, by the requester's own number.
    public var caseFile: CaseReference?
    /// A record, by its keys: what reads of it were asked for.
    public var record: RecordKeys?

    /// So many digits of a pseudonym tell officers apart.
    public static let shortestPseudonym = 8

    /// All entries.
    public init() {}

    /// Tells whether it is about somebody or something, rather than about a time.
    public var isNarrow: Bool { officer != nil || caseFile != nil || record != nil }

    /// Tells whether a time is within.
    func contains(_ moment: Moment) -> Bool {
        start.map { $0 <= moment } ?? true && end.map { moment < $0 } ?? true
    }

    /// Tells whether an entry is meant.
    func contains(_ entry: LedgerEntry, _ notes: AuditNotes) -> Bool {
        guard contains(entry.time) else { return false }
        if let officer, !officers(of: entry, notes).contains(where: { $0.hasPrefix(officer) }) {
            return false
        }
        if let caseFile, !isOf(caseFile, entry, notes) { return false }
        if let record, !record.isSubject(of: entry) { return false }
        return true
    }

    /// Everybody that an entry names, by pseudonyms.
    private func officers(of entry: LedgerEntry, _ notes: AuditNotes) -> [String] {
        let others = (BreakGlass.signatures(of: entry) ?? []).map(\.officer.text)
        let second = entry.extensions["x-second"]?.string
        return [notes.grounds(of: entry).officer?.text, second].compactMap(\.self) + others
    }

    /// Tells whether an entry, or the request that it belongs to, is of a case.
    private func isOf(_ wanted: CaseReference, _ entry: LedgerEntry, _ notes: AuditNotes) -> Bool {
        if case .opened(let text) = notes.caseFile(of: entry), text == wanted.text { return true }
        guard let request = try? entry.request() else { return false }
        return notes.cases[request] == wanted
    }
}
