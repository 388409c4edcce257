import Audit
import Cryptography
import Encoding
import Exchange
import Policy
import Testing
import Vault

/// A ledger that a test writes entry by entry, each a second after the one before.
struct Book {
    static let asking = "mx.trace.example"
    static let answering = "us.trace.example"
    static let start: Int64 = 1_767_225_600_000

    let node: NodeName
    private(set) var lines: [AuditLine] = []
    private var now = Book.start

    init(_ name: String = Book.asking) throws { node = try #require(NodeName(name)) }

    static func moment(_ offset: Int64) throws -> Moment {
        try #require(Moment(milliseconds: start + offset))
    }

    static func word<Value: Word>(_ text: String) throws -> Value { try #require(Value(text)) }

    static func identifier(_ number: UInt64) throws -> UniqueIdentifier {
        let random = (0..<UInt64(UniqueIdentifier.randomSize)).map {
            UInt8(number >> (8 * ($0 % 8)) & 0xFF)
        }
        return try #require(UniqueIdentifier(at: try moment(0), random: random))
    }

    static func officer(_ badge: String) -> Pseudonym {
        Pseudonym(badge: badge, key: [UInt8](repeating: 9, count: 32))
    }

    static func commitment(
        _ text: String, label: String = "case", opening: UInt8 = 7
    ) throws -> Commitment {
        try #require(
            Commitment(
                to: Array(text.utf8), label: label,
                opening: [UInt8](repeating: opening, count: Commitment.openingSize)))
    }

    /// The moment behind the last entry.
    var end: Moment { get throws { try #require(Moment(milliseconds: now)) } }

    /// Adds an entry, whose bytes are read again.
    @discardableResult
    mutating func add(
        _ kind: EntryKind, at offset: Int64? = nil,
        _ change: (inout LedgerEntry) throws -> Void = { _ in }
    ) throws -> UniqueIdentifier {
        let time = offset.map { Book.start + $0 } ?? now
        let index = UInt64(lines.count)
        var entry = LedgerEntry(
            kind, identifier: try Book.identifier(index + 1000),
            at: try #require(Moment(milliseconds: time)), node: node)
        if [.messageOut, .messageIn, .conflict].contains(kind) {
            entry.message = Digest.sha256([1])
        }
        if kind == .peerCheckpoint {
            entry.peer = PeerPosition(
                origin: "us.trace.example/ledger", size: 1, root: Digest.sha256([2]))
        }
        try change(&entry)
        lines.append(AuditLine(index: index, bytes: try entry.bytes()))
        #expect(lines.last?.entry == entry)
        now = max(now, time) + 1000
        return entry.identifier
    }

    /// Adds bytes as they are.
    mutating func add(bytes: [UInt8]) {
        lines.append(AuditLine(index: UInt64(lines.count), bytes: bytes))
        now += 1000
    }

    /// Adds a request to open fields.
    @discardableResult
    mutating func read(
        by badge: String, _ decision: Decision = .permit, caseFile: String = "A/1",
        at offset: Int64? = nil, _ change: (inout LedgerEntry) throws -> Void = { _ in }
    ) throws -> UniqueIdentifier {
        try add(decision == .permit ? .read : .refuse, at: offset) { entry in
            entry.actor = Book.officer(badge)
            entry.agency = try Book.word("MXFGR0001")
            entry.purpose = .criminalJustice
            entry.basis = try Book.word("mx:lfafe")
            entry.caseFile = try Book.commitment(caseFile)
            entry.subject = try Book.commitment("record", label: "vault.record")
            entry.fields = [try Book.word("purchaser.name"), try Book.word("purchaser.born")]
            entry.decision = decision
            entry.policy = Digest.sha256([3])
            try change(&entry)
        }
    }

    /// Adds the entry of a message.
    @discardableResult
    mutating func message(
        _ kind: EntryKind, _ number: UInt64, about request: UInt64? = nil, to node: String,
        content: UInt8 = 1, at offset: Int64? = nil, legs: [Leg] = []
    ) throws -> UniqueIdentifier {
        try add(kind, at: offset) { entry in
            entry.answered = try Book.identifier(number)
            entry.message = Digest.sha256([content])
            entry.record(request: try Book.identifier(request ?? number))
            entry.record(addressee: try Book.word(node))
            entry.record(legs)
        }
    }

    static func leg(_ stage: Leg.Stage, by node: String, at offset: Int64) throws -> Leg {
        try #require(Leg(stage, by: try word(node), at: try moment(offset)))
    }

    /// Asks about the ledger.
    func ask(
        _ questions: Set<AuditQuestion>, _ selection: AuditSelection = AuditSelection(),
        _ notes: AuditNotes = AuditNotes(), beside other: Book? = nil, at now: Moment? = nil
    ) throws -> AuditReport {
        var walk = AuditWalk(questions, of: selection, notes: notes, at: try now ?? end)
        for line in lines { walk.add(line) }
        for line in other?.lines ?? [] { walk.add(beside: line) }
        return walk.report()
    }
}
