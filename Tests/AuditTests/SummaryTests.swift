import Audit
import Cryptography
import Encoding
import Exchange
import Policy
import Testing

struct SummaryTests {
    /// An entry of each kind, and bytes that are none.
    private func all() throws -> Book {
        var book = try Book()
        for kind in EntryKind.allCases {
            try book.add(kind) { entry in
                switch kind {
                case .decision:
                    entry.decision = .permit
                    entry.policy = Digest.sha256([3])
                case .read:
                    entry.actor = Book.officer("7")
                    entry.agency = try Book.word("MXFGR0001")
                    entry.purpose = .criminalJustice
                    entry.basis = try Book.word("mx:lfafe")
                    entry.caseFile = try Book.commitment("A/1")
                    entry.subject = try Book.commitment("r")
                    entry.fields = [try Book.word("purchaser.name")]
                    entry.decision = .permit
                    entry.policy = Digest.sha256([3])
                case .justify: entry.answered = try Book.identifier(1)
                default: break
                }
            }
        }
        book.add(bytes: Array("not JSON".utf8))
        book.add(bytes: [])
        book.add(bytes: Array(#"{"kind":"LATER","v":1}"#.utf8))
        return book
    }

    @Test("every kind of entry, and what is none, has an act and is counted once")
    func kinds() throws {
        let book = try all()
        let report = try book.ask(Set(AuditQuestion.allCases))
        #expect(report.read == book.lines.count)
        #expect(report.selected == book.lines.count)
        #expect(report.entries.count == book.lines.count)
        #expect(report.summary.total == book.lines.count)
        let acts = report.summary.acts { _ in 0 }[0] ?? [:]
        #expect(acts[.unknown] == 3)
        #expect(acts[.upkeep] == 4)
        for question in AuditQuestion.allCases {
            let sheet = report.sheet(question)
            #expect(sheet.rows.allSatisfy { $0.count == sheet.columns.count }, "\(question)")
            #expect(Set(sheet.columns).count == sheet.columns.count, "\(question)")
        }
    }

    @Test("the groups' counts add up to the entries, however they are put together and chosen")
    func sums() throws {
        var random = Steps(state: 1)
        for _ in 0..<200 {
            var book = try Book()
            for _ in 0..<random.next(60) {
                switch random.next(6) {
                case 0: try book.read(by: "\(random.next(4))")
                case 1: try book.read(by: "\(random.next(4))", .forbid)
                case 2:
                    let number = UInt64(random.next(5))
                    let legs = [try Book.leg(.submitted, by: Book.asking, at: 0)]
                    try book.message(
                        .messageOut, number, to: Book.answering,
                        legs: random.next(2) == 0 ? legs : [])
                case 3: try book.add(EntryKind.nodeStart)
                case 4: book.add(bytes: [UInt8(random.next(256))])
                default:
                    try book.add(.disclose) { entry in
                        entry.purpose = Purpose.allCases[random.next(3)]
                        entry.fields = random.next(2) == 0 ? [] : [try Book.word("purchaser.name")]
                    }
                }
            }
            var selection = AuditSelection()
            if random.next(2) == 0 {
                selection.start = try Book.moment(Int64(random.next(30)) * 1000)
            }
            if random.next(2) == 0 {
                selection.end = try Book.moment(Int64(random.next(60)) * 1000)
            }
            if random.next(3) == 0 { selection.officer = String(Book.officer("1").text.prefix(8)) }
            let report = try book.ask([.summary, .entries], selection)
            let total = report.summary.groups.reduce(0) { $0 + $1.count }
            #expect(total == report.entries.count)
            #expect(total == report.selected)
            #expect(report.read == book.lines.count)
            let byAgency = report.summary.acts { $0.grounds.agency }
            #expect(byAgency.values.reduce(0) { $0 + $1.values.reduce(0, +) } == total)
            let byDecision = report.summary.acts { $0.decision }
            #expect(byDecision.values.reduce(0) { $0 + $1.values.reduce(0, +) } == total)
        }
    }

    @Test("a request's message has the grounds that its owner knows, and a receipt has none")
    func grounds() throws {
        var book = try Book()
        try book.message(
            .messageOut, 1, to: Book.answering,
            legs: [try Book.leg(.submitted, by: Book.asking, at: 0)])
        try book.message(.messageIn, 2, about: 1, to: Book.asking)
        var grounds = AuditGrounds()
        grounds.agency = try Book.word("MXFGR0001")
        grounds.officer = Book.officer("7")
        var notes = AuditNotes()
        notes.requests = [try Book.identifier(1): grounds]
        let report = try book.ask([.entries], AuditSelection(), notes)
        #expect(report.entries.map(\.act) == [.asked, .came])
        #expect(report.entries.map(\.grounds) == [grounds, AuditGrounds()])
        #expect(report.entries.map(\.caseFile) == [.sealed, .none])
        let alone = try book.ask([.entries])
        #expect(alone.entries.map(\.grounds) == [AuditGrounds(), AuditGrounds()])
    }

    @Test("members that are not of their form are named, and nothing else is lost")
    func malformed() throws {
        var book = try Book()
        try book.read(by: "7") { entry in
            entry.extensions["x-request"] = .integer(1)
            entry.extensions["x-to"] = .array([])
            entry.extensions["x-legs"] = .string("submitted")
            entry.extensions["x-rules"] = .array([.integer(1)])
            entry.extensions["x-action"] = .string("dance")
            entry.extensions["x-second"] = .string("nobody")
            entry.extensions["x-other"] = .null
        }
        try book.add(.blindEvaluation) { $0.extensions["x-evaluations"] = .string("many") }
        try book.add(.breakGlass) { $0.extensions["x-officers"] = .bool(true) }
        try book.add(.disclose) { $0.extensions["x-to"] = .string("NOT A NODE") }
        let report = try book.ask(Set(AuditQuestion.allCases))
        let named = ["x-action", "x-legs", "x-request", "x-rules", "x-second", "x-to"]
        #expect(report.entries.map(\.malformed) == [named, ["x-evaluations"], [], ["x-to"]])
        #expect(report.entries[0].fields == ["purchaser.born", "purchaser.name"])
        #expect(report.entries.map(\.act) == [.opened, .blind, .emergency, .disclosed])
        #expect(report.emergencies.emergencies.map(\.isSigned) == [false])
        #expect(report.gaps.filter { $0.problem == .unreadable }.count == 3)
    }
}

/// Numbers that look random and are the same each time.
struct Steps {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
