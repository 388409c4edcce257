public import Exchange

/// A question that an audit answers.
public enum AuditQuestion: String, Sendable, CaseIterable {
    /// Who asked for what, for what and by which law, counted.
    case summary
    /// What was told to whom, which fields, under which codes.
    case disclosed
    /// What was refused, and what was permitted and not opened.
    case refused
    /// The emergencies and what became of them.
    case emergencies
    /// Where the time went.
    case times
    /// What is missing.
    case gaps
    /// Every entry that is meant.
    case entries
}

/// What an audit found.
public struct AuditReport: Sendable {
    /// How many entries of the ledger were read.
    public let read: Int
    /// How many of them are meant.
    public let selected: Int
    /// The time of the first of those that are meant; `nil` where there is none.
    public let first: Moment?
    /// The time of the last of those that are meant; `nil` where there is none.
    public let last: Moment?
    /// How many entries each group of those that are meant has.
    public let summary: AuditSummary
    /// What was told to whom; empty unless it was asked.
    public let disclosed: [AuditItem]
    /// What was refused or not opened; empty unless it was asked.
    public let refused: [AuditItem]
    /// Every entry that is meant; empty unless it was asked.
    public let entries: [AuditItem]
    /// The emergencies.
    public let emergencies: AuditEmergencies
    /// Where the time went; `nil` unless it was asked.
    public let times: AuditTimes?
    /// What is missing; without `.gaps` among the questions, what shows without another ledger and is red.
    public let gaps: [AuditGap]

    /// Tells whether somebody must look, whatever was asked.
    public var isRed: Bool {
        emergencies.emergencies.contains(where: \.isRed) || gaps.contains(where: \.isRed)
    }
}

/// An audit on its way through a ledger, each entry once.
///
/// It keeps what is asked for: counts, the entries of a list, some hundred bytes for each trace and each message.
public struct AuditWalk: Sendable {
    private let questions: Set<AuditQuestion>
    private let selection: AuditSelection
    private let notes: AuditNotes
    private let now: Moment

    private var read = 0
    private var first: Moment?
    private var last: Moment?
    private var summary = AuditSummary()
    private var disclosed: [AuditItem] = []
    private var refused: [AuditItem] = []
    private var entries: [AuditItem] = []
    private var emergencies = EmergencyGathering()
    private var times = TimeGathering()
    private var gaps = GapGathering()
    /// The requests of the entries that are meant, where not all are.
    private var requests: Set<UniqueIdentifier> = []

    /// An audit that has read nothing yet.
    ///
    /// - Parameters:
    ///   - notes: what the ledger's owner knows beside it.
    ///   - now: when it is asked.
    public init(
        _ questions: Set<AuditQuestion>, of selection: AuditSelection, notes: AuditNotes,
        at now: Moment
    ) {
        self.questions = questions
        self.selection = selection
        self.notes = notes
        self.now = now
    }

    /// Takes the next entry of the ledger.
    public mutating func add(_ line: AuditLine) {
        read += 1
        let isSelected = selection.contains(line, notes)
        emergencies.add(line, AuditItem(line, notes, at: now), isSelected: isSelected)
        if questions.contains(.times) { times.add(line) }
        let item = isItemWanted(line, isSelected) ? AuditItem(line, notes, at: now) : nil
        if let item { gaps.add(line, item, isOwn: true) }
        guard isSelected else { return }
        summary.add(line, notes)
        if let time = line.entry?.time {
            first = first ?? time
            last = time
        }
        if selection.isNarrow, let request = try? line.entry?.request() { requests.insert(request) }
        guard let item else { return }
        list(item)
    }

    /// Takes an entry of another's ledger, by which it is told what arrived there.
    public mutating func add(beside line: AuditLine) {
        guard questions.contains(.gaps) else { return }
        gaps.add(line, AuditItem(line, AuditNotes(), at: now), isOwn: false)
    }

    /// Tells whether an entry is more than counted.
    private func isItemWanted(_ line: AuditLine, _ isSelected: Bool) -> Bool {
        if questions.contains(.gaps) { return true }
        switch line.act {
        // What may be red is looked at in any case.
        case .conflict, .opened, .emergency, .unknown: return true
        case .forbidden, .rejected: return questions.contains(.refused) || isListed(isSelected)
        case .disclosed, .custodians, .passedOn, .exported, .blind:
            return questions.contains(.disclosed) || isListed(isSelected)
        case .asked, .sent, .came, .decided, .allowed, .justified, .erased, .gap, .upkeep:
            return isListed(isSelected)
        }
    }

    private func isListed(_ isSelected: Bool) -> Bool {
        isSelected && questions.contains(.entries)
    }

    private mutating func list(_ item: AuditItem) {
        if questions.contains(.entries) { entries.append(item) }
        if questions.contains(.disclosed), item.isDisclosure { disclosed.append(item) }
        if questions.contains(.refused), item.isRefusal { refused.append(item) }
    }

    /// What was found.
    public func report() -> AuditReport {
        let wanted = selection.isNarrow ? requests : nil
        let found = gaps.finished(selection, notes, requests: wanted, at: now)
        return AuditReport(
            read: read, selected: summary.total, first: first, last: last, summary: summary,
            disclosed: disclosed, refused: refused, entries: entries,
            emergencies: emergencies.finished(at: now),
            times: questions.contains(.times) ? times.finished(selection, wanted) : nil,
            gaps: questions.contains(.gaps) ? found : found.filter(\.isRed))
    }
}

extension AuditItem {
    /// Tells whether something was told to somebody.
    var isDisclosure: Bool {
        switch act {
        case .disclosed, .custodians, .passedOn, .exported, .blind, .emergency: true
        // What was permitted and never opened told nobody anything.
        case .opened: use != .unused && use != .waiting
        case .asked, .sent, .came, .forbidden, .rejected, .decided, .allowed, .justified, .erased,
            .conflict, .gap, .upkeep, .unknown:
            false
        }
    }

    /// Tells whether nothing was told, though somebody wanted it.
    var isRefusal: Bool {
        act == .forbidden || act == .rejected || act == .opened && use == .unused
    }
}
