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
    func contains(_ line: AuditLine, _ notes: AuditNotes) -> Bool {
        // An entry without a time is within no time, and concerns nobody in particular.
        guard let entry = line.entry else { return !isNarrow && start == nil && end == nil }
        guard contains(entry.time) else { return false }
        if let officer, !officers(of: line, entry, notes).contains(where: { $0.hasPrefix(officer) })
        {
            return false
        }
        if let caseFile, !isOf(caseFile, line, entry, notes) { return false }
        if let record, !record.isSubject(of: entry) { return false }
        return true
    }

    /// Everybody that an entry names, by pseudonyms.
    private func officers(
        of line: AuditLine, _ entry: LedgerEntry, _ notes: AuditNotes
    ) -> [String] {
        let others = (BreakGlass.signatures(of: entry) ?? []).map(\.officer.text)
        let second = entry.extensions["x-second"]?.string
        return [notes.grounds(of: line).officer?.text, second].compactMap(\.self) + others
    }

    /// Tells whether an entry, or the request that it belongs to, is of a case.
    private func isOf(
        _ wanted: CaseReference, _ line: AuditLine, _ entry: LedgerEntry, _ notes: AuditNotes
    ) -> Bool {
        if case .opened(let text) = notes.caseFile(of: line), text == wanted.text { return true }
        guard let request = try? entry.request() else { return false }
        return notes.cases[request] == wanted
    }
}
