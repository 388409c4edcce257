internal import Cryptography
internal import Encoding
internal import Exchange

/// What is missing while ledgers are gone through: of a message, and of a request, what its entries say.
struct GapGathering: Sendable {
    /// A message by what ledgers have of it.
    struct Passage: Sendable {
        var sent: Place?
        var came: Place?
        var missed: Place?
        var isGivenUp = false
    }

    /// An entry about a message.
    struct Place: Sendable {
        let index: UInt64
        let node: NodeName
        let other: NodeName?
        let time: Moment
        let digest: Digest?
    }

    /// A request by what one ledger has of it.
    struct Asked: Sendable {
        var began: Place?
        var isOver = false
    }

    /// A request at a node.
    struct AskedKey: Hashable, Sendable {
        let request: UniqueIdentifier
        let node: NodeName
    }

    private var passages: [UniqueIdentifier: Passage] = [:]
    private var requests: [AskedKey: Asked] = [:]
    private var refused: Set<UniqueIdentifier> = []
    private var found: [AuditGap] = []
    /// Permits of the own ledger, for those that were used to be held against.
    private var permits: Set<UInt64> = []
    /// The nodes whose ledgers were read.
    private var nodes: Set<NodeName> = []

    /// Takes an entry.
    ///
    /// - Parameter isOwn: whether it stands in the ledger that is audited, rather than in another's beside it.
    mutating func add(_ line: AuditLine, _ item: AuditItem, isOwn: Bool) {
        guard let entry = line.entry else {
            if isOwn { found.append(AuditGap(.unreadable, line.index, by: nil, at: nil)) }
            return
        }
        nodes.insert(entry.node)
        pass(entry, line.index, item.addressee)
        ask(entry, line, item)
        guard isOwn else { return }
        if !item.malformed.isEmpty { note(.unreadable, line, entry) }
        if item.caseFile == .mismatch { note(.falseOpening, line, entry) }
        switch line.act {
        case .opened, .emergency:
            permits.insert(line.index)
            if item.use == .unused { note(.unusedPermit, line, entry) }
        case .conflict: note(.conflict, line, entry)
        default: break
        }
    }

    private mutating func note(
        _ problem: AuditGap.Problem, _ line: AuditLine, _ entry: LedgerEntry
    ) {
        found.append(
            AuditGap(
                problem, line.index, by: entry.node, at: entry.time,
                about: entry.answered ?? (try? entry.request()), with: try? entry.addressee()))
    }

    /// Takes what an entry says of a message's way.
    private mutating func pass(_ entry: LedgerEntry, _ index: UInt64, _ addressee: NodeName?) {
        guard let identifier = entry.answered, let addressee else { return }
        let place = Place(
            index: index, node: entry.node, other: addressee, time: entry.time,
            digest: entry.message)
        switch entry.kind {
        case .messageOut:
            // Of several entries for one message's legs the first counts.
            if passages[identifier]?.sent == nil {
                passages[identifier, default: Passage()].sent = place
            }
        case .messageIn, .refuse, .conflict:
            guard addressee == entry.node, entry.message != nil else { return }
            if passages[identifier]?.came == nil {
                passages[identifier, default: Passage()].came = place
            }
        case .gap:
            if passages[identifier]?.sent?.node == entry.node {
                passages[identifier]?.isGivenUp = true
            } else if passages[identifier]?.missed == nil {
                passages[identifier, default: Passage()].missed = place
            }
        default: break
        }
    }

    /// Takes what an entry says of a request's end at its node.
    private mutating func ask(_ entry: LedgerEntry, _ line: AuditLine, _ item: AuditItem) {
        guard let request = item.request else { return }
        let key = AskedKey(request: request, node: entry.node)
        if item.act == .asked {
            guard requests[key]?.began == nil else { return }
            requests[key, default: Asked()].began = Place(
                index: line.index, node: entry.node, other: item.addressee, time: entry.time,
                digest: nil)
            return
        }
        // A request whose message is refused has no other answer, at either node.
        if entry.kind == .refuse, entry.message != nil, entry.answered == request {
            refused.insert(request)
        }
        let isOver = line.legs.contains { leg in
            leg.node == entry.node
                && (entry.kind == .messageOut
                    ? leg.stage == .sent || leg.stage == .found : leg.stage == .delivered)
        }
        if isOver { requests[key, default: Asked()].isOver = true }
    }

    /// What is missing, in the order of time.
    func finished(
        _ selection: AuditSelection, _ notes: AuditNotes, requests wanted: Set<UniqueIdentifier>?,
        at now: Moment
    ) -> [AuditGap] {
        var gaps = found
        for (identifier, passage) in passages { gaps += lost(identifier, passage) }
        for (key, asked) in requests { gaps += unanswered(key, asked, notes) }
        if !selection.isNarrow, let used = notes.usedPermits {
            for index in used.subtracting(permits) {
                gaps.append(AuditGap(.usedWithoutPermit, index, by: nil, at: nil))
            }
        }
        return gaps.filter { gap in
            guard wanted == nil || gap.about.map({ wanted?.contains($0) ?? true }) ?? false else {
                return false
            }
            return gap.time.map { selection.contains($0) } ?? true
        }.sorted {
            ($0.time?.milliseconds ?? 0, $0.index, $0.problem.rawValue)
                < ($1.time?.milliseconds ?? 0, $1.index, $1.problem.rawValue)
        }
    }

    private func lost(_ identifier: UniqueIdentifier, _ passage: Passage) -> [AuditGap] {
        func gap(_ problem: AuditGap.Problem, _ place: Place) -> AuditGap {
            AuditGap(
                problem, place.index, by: place.node, at: place.time, about: identifier,
                with: place.other)
        }
        if let missed = passage.missed {
            return [gap(passage.came == nil ? .missing : .cameLate, missed)]
        }
        guard let sent = passage.sent else { return [] }
        if let came = passage.came {
            guard let one = sent.digest, let other = came.digest, one != other else { return [] }
            return [gap(.altered, came)]
        }
        // Whether it came is told by the other's ledger alone.
        guard let other = sent.other, nodes.contains(other) else { return [] }
        return [gap(passage.isGivenUp ? .givenUp : .notReceived, sent)]
    }

    private func unanswered(
        _ key: AskedKey, _ asked: Asked, _ notes: AuditNotes
    ) -> [AuditGap] {
        guard let began = asked.began, !asked.isOver, !refused.contains(key.request) else {
            return []
        }
        // What the tables say to be over is so, whatever entry says it.
        let state = notes.states[key.request]
        guard state != "answered", state != "cancelled", state != "refused" else { return [] }
        let isAsking = began.other != key.node
        return [
            AuditGap(
                isAsking ? .notHeard : .notAnswered, began.index, by: began.node, at: began.time,
                about: key.request, with: isAsking ? began.other : nil, state: state)
        ]
    }
}
