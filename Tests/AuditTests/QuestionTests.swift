import Audit
import Cryptography
import Encoding
import Exchange
import Policy
import Testing
import Vault

struct QuestionTests {
    @Test("what was told to whom is listed with fields and codes, and what was never opened is not")
    func disclosed() throws {
        var book = try Book()
        try book.read(by: "7") { $0.handling = [.notInCourt, .crimeOnly] }
        try book.read(by: "8")
        try book.add(.disclose) { entry in
            entry.fields = [try Book.word("purchaser.name")]
            entry.record(addressee: try Book.word(Book.answering))
        }
        try book.add(.disclose) { entry in
            entry.record([
                try Book.leg(.asked(custodian: 1, through: 4), by: Book.asking, at: 1),
                try Book.leg(.answered(custodian: 1, through: 4), by: Book.asking, at: 2),
            ])
        }
        try book.add(.secondaryDissemination)
        try book.add(.export)
        try book.add(.blindEvaluation) { entry in
            entry.decision = .permit
            entry.extensions["x-evaluations"] = .integer(12)
        }
        try book.add(.blindEvaluation) { $0.decision = .forbid }
        try book.add(.messageOut)
        let late = try Book.moment(3_600_000)
        let unknown = try book.ask([.disclosed, .refused], at: late)
        #expect(unknown.disclosed.map(\.index) == [0, 1, 2, 3, 4, 5, 6])
        #expect(unknown.disclosed[0].handling == [.crimeOnly, .notInCourt])
        #expect(unknown.disclosed[0].use == .unknown)
        #expect(unknown.disclosed[2].addressee?.text == Book.answering)
        #expect(unknown.disclosed.map(\.count) == [nil, nil, nil, 4, nil, nil, 12])
        #expect(unknown.refused.map(\.index) == [7])
        var notes = AuditNotes()
        notes.usedPermits = [0]
        let known = try book.ask([.disclosed, .refused, .gaps], AuditSelection(), notes, at: late)
        #expect(known.disclosed.map(\.index) == [0, 2, 3, 4, 5, 6])
        #expect(known.refused.map(\.index) == [1, 7])
        #expect(known.gaps.map(\.problem) == [.unusedPermit])
        #expect(!known.isRed)
        let soon = try book.ask([.refused], AuditSelection(), notes, at: try book.end)
        #expect(soon.refused.map(\.index) == [7])
    }

    @Test("a refusal says by which rules, none, or nothing of them")
    func rules() throws {
        var book = try Book()
        let question = PolicyQuestion(
            .read, by: .auditor, for: PolicyPurpose(.criminalJustice),
            under: try Book.word("mx:lfafe"), about: .identity)
        let policy = try #require(Policy.carried.first { $0.jurisdiction == "MX" })
        let forbidden = policy.decide(question)
        var other = question
        other.role = .administrator
        other.action = .audit
        other.dataClass = .ledger
        other.facts = WordSet([.standing])
        let unpermitted = policy.decide(other)
        #expect(!forbidden.rules.isEmpty && unpermitted.rules.isEmpty)
        try book.read(by: "7", .forbid) { $0.record(forbidden) }
        try book.add(.decision) { $0.record(unpermitted, on: .audit) }
        try book.read(by: "7", .forbid)
        try book.message(.refuse, 5, to: Book.asking)
        let items = try book.ask([.refused]).refused
        #expect(items.map(\.act) == [.forbidden, .forbidden, .forbidden, .rejected])
        #expect(items.map(\.rules) == [forbidden.rules.map(\.identifier), [], nil, nil])
        #expect(items.map(\.action) == [nil, .audit, nil, nil])
        #expect(items[0].policy == policy.digest)
    }

    @Test("an emergency is open, justified, overdue or late, and the overdue suspends its officers")
    func emergencies() throws {
        let day: Int64 = 86_400_000
        var book = try Book()
        func emergency(_ badge: String) throws -> (inout LedgerEntry) throws -> Void {
            { entry in
                entry.actor = Book.officer(badge)
                entry.extensions[BreakGlass.member] = BreakGlass.value(
                    of: [badge, badge + "b"].map {
                        .init(
                            officer: Book.officer($0), bytes: [UInt8](repeating: 1, count: 64))
                    })
            }
        }
        let first = try book.add(.breakGlass, at: 0, try emergency("1"))
        try book.add(.justify, at: day / 2) { $0.answered = first }
        let second = try book.add(.breakGlass, at: day, try emergency("2"))
        try book.add(.breakGlass, at: day + 1, try emergency("3"))
        try book.add(.justify, at: 3 * day) { $0.answered = second }
        try book.add(.breakGlass, at: 3 * day, try emergency("4"))
        let report = try book.ask([.emergencies], at: try Book.moment(3 * day + 1))
        let states = report.emergencies.emergencies.map(\.review.state)
        #expect(
            states == [
                .justified(at: try Book.moment(day / 2)), .late(at: try Book.moment(3 * day)),
                .overdue, .open,
            ])
        #expect(report.emergencies.emergencies.map(\.isRed) == [false, true, true, false])
        #expect(report.emergencies.emergencies.map(\.item.index) == [0, 2, 3, 5])
        let suspended = Set(["3", "3b"].map { Book.officer($0) })
        #expect(Set(report.emergencies.suspended) == suspended)
        #expect(report.isRed)
        #expect(try book.ask([.summary], at: try Book.moment(3 * day + 1)).isRed)
        // Whoever asks for one officer sees that one's, and who is suspended all the same.
        var selection = AuditSelection()
        selection.officer = Book.officer("4b").text
        let one = try book.ask([.emergencies], selection, at: try Book.moment(3 * day + 1))
        #expect(one.emergencies.emergencies.map(\.item.index) == [5])
        #expect(Set(one.emergencies.suspended) == suspended)
        #expect(!one.isRed)
    }

    @Test("an officer is found as actor, as second, as signer and as requester")
    func officer() throws {
        var book = try Book()
        try book.read(by: "7")
        try book.read(by: "8") { $0.extensions["x-second"] = .string(Book.officer("7").text) }
        try book.read(by: "9")
        try book.message(
            .messageOut, 1, to: Book.answering,
            legs: [try Book.leg(.submitted, by: Book.asking, at: 0)])
        var notes = AuditNotes()
        var grounds = AuditGrounds()
        grounds.officer = Book.officer("7")
        notes.requests = [try Book.identifier(1): grounds]
        var selection = AuditSelection()
        selection.officer = String(Book.officer("7").text.prefix(8))
        #expect(try book.ask([.entries], selection, notes).entries.map(\.index) == [0, 1, 3])
    }

    @Test("a case is found by its openings and by its requests, and a false opening is red")
    func cases() throws {
        var book = try Book()
        let one = try book.read(by: "7", caseFile: "A/1")
        let two = try book.read(by: "7", caseFile: "B/2")
        let three = try book.read(by: "7", caseFile: "C/3")
        try book.message(
            .messageOut, 1, to: Book.answering,
            legs: [try Book.leg(.submitted, by: Book.asking, at: 0)])
        try book.message(.messageIn, 2, about: 1, to: Book.asking)
        func opening(_ text: String) -> AuditOpening {
            AuditOpening(
                label: "case", opening: [UInt8](repeating: 7, count: 32), value: Array(text.utf8))
        }
        var notes = AuditNotes()
        notes.openings = [one: [opening("A/1")], two: [opening("B/2")], three: [opening("A/1")]]
        notes.requests = [try Book.identifier(1): AuditGrounds()]
        notes.cases = [try Book.identifier(1): try Book.word("A/1")]
        let all = try book.ask([.entries, .gaps], AuditSelection(), notes)
        #expect(
            all.entries.map(\.caseFile) == [
                .opened("A/1"), .opened("B/2"), .mismatch, .opened("A/1"), .none,
            ])
        #expect(all.gaps.filter(\.isRed).map(\.problem) == [.falseOpening])
        #expect(all.isRed)
        var selection = AuditSelection()
        selection.caseFile = try Book.word("A/1")
        #expect(try book.ask([.entries], selection, notes).entries.map(\.index) == [0, 3, 4])
        #expect(try book.ask([.entries], selection).entries.isEmpty)
    }

    @Test("the owner's keys tell the reads of one record, and other keys none")
    func record() throws {
        func keys(_ number: UInt8) throws -> RecordKeys {
            let text = """
                {"id":"\(try Book.identifier(UInt64(number)).text)","subj":"\
                \(Base64.encode([UInt8](repeating: number, count: 32)))","v":1}
                """
            return try RecordKeys(Array(text.utf8))
        }
        let (own, other) = (try keys(1), try keys(2))
        var book = try Book()
        for number in 0..<4 {
            try book.read(by: "7", number == 3 ? .forbid : .permit) { entry in
                entry.subject = (number == 1 ? other : own).subject(of: entry.identifier)
            }
        }
        var selection = AuditSelection()
        selection.record = own
        #expect(try book.ask([.entries], selection).entries.map(\.index) == [0, 2, 3])
        selection.record = try keys(3)
        #expect(try book.ask([.entries], selection).entries.isEmpty)
    }

    @Test("days are from their first moment to the last")
    func days() throws {
        var book = try Book()
        for second in 0..<10 { try book.add(.nodeStart, at: Int64(second) * 1000) }
        var selection = AuditSelection()
        selection.start = try Book.moment(2000)
        selection.end = try Book.moment(5000)
        let report = try book.ask([.entries], selection)
        #expect(report.entries.map(\.index) == [2, 3, 4])
        #expect(report.first == (try Book.moment(2000)))
        #expect(report.last == (try Book.moment(4000)))
        #expect(report.read == 10)
    }
}
