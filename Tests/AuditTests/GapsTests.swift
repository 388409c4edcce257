import Audit
import Cryptography
import Exchange
import Testing

struct GapsTests {
    private let asking = Book.asking
    private let answering = Book.answering

    private func problems(_ report: AuditReport) -> [AuditGap.Problem] {
        report.gaps.map(\.problem)
    }

    @Test(
        "what was sent and is not in the other's ledger is told by both ledgers, and by one alone not"
    )
    func messages() throws {
        var (one, other) = (try Book(), try Book(answering))
        for number in 1...6 as ClosedRange<UInt64> {
            try one.message(.messageOut, number, about: 99, to: answering, at: Int64(number) * 10)
        }
        try other.message(.messageIn, 1, about: 99, to: answering)
        try other.message(.refuse, 2, about: 99, to: answering)
        try other.message(.messageIn, 3, about: 99, to: answering, content: 2)
        try one.message(.gap, 4, about: 99, to: answering)
        // Five is missed there and comes later, six never.
        for number in [5, 6] as [UInt64] {
            try other.add(.gap) { entry in
                entry.answered = try Book.identifier(number)
                entry.record(addressee: try Book.word(asking))
            }
        }
        try other.message(.messageIn, 5, about: 99, to: answering)
        let report = try one.ask([.gaps], beside: other)
        #expect(
            problems(report).sorted { $0.rawValue < $1.rawValue } == [
                .altered, .cameLate, .givenUp, .missing,
            ])
        #expect(report.gaps.filter(\.isRed).map(\.problem) == [.altered])
        #expect(try one.ask([.gaps]).gaps.isEmpty)
        // Where nothing was said of it, it did not arrive.
        try one.message(.messageOut, 7, about: 99, to: answering)
        let late = try one.ask([.gaps], beside: other)
        #expect(
            late.gaps.filter { $0.problem == .notReceived }.map(\.about) == [try Book.identifier(7)]
        )
        // A third party's ledger says nothing of what was sent to the other.
        #expect(try one.ask([.gaps], beside: try Book("ca.trace.example")).gaps.isEmpty)
    }

    @Test(
        "a request without an answer is told at either side, unless the tables know that it is over"
    )
    func requests() throws {
        var (one, other) = (try Book(), try Book(answering))
        for number in 1...3 as ClosedRange<UInt64> {
            try one.message(
                .messageOut, number, to: answering,
                legs: [try Book.leg(.submitted, by: asking, at: 0)])
            try other.message(
                .messageIn, number, to: answering,
                legs: [
                    try Book.leg(.submitted, by: asking, at: 0),
                    try Book.leg(.received, by: answering, at: 1),
                ])
        }
        try other.message(
            .messageOut, 11, about: 1, to: asking,
            legs: [
                try Book.leg(.found, by: answering, at: 2),
                try Book.leg(.sent, by: answering, at: 2),
            ])
        try one.message(
            .messageIn, 11, about: 1, to: asking,
            legs: [try Book.leg(.delivered, by: asking, at: 3)])
        let both = try one.ask([.gaps], beside: other)
        #expect(
            both.gaps.filter { $0.problem == .notHeard }.map(\.about) == [
                try Book.identifier(2), try Book.identifier(3),
            ])
        #expect(both.gaps.filter { $0.problem == .notAnswered }.count == 2)
        #expect(both.gaps.count == 4 && !both.isRed)
        var refusing = other
        try refusing.message(.refuse, 2, to: answering)
        #expect(
            try one.ask([.gaps], beside: refusing).gaps.map(\.about).filter {
                $0 == (try? Book.identifier(2))
            } == [])
        var notes = AuditNotes()
        notes.states = [try Book.identifier(2): "cancelled", try Book.identifier(3): "open"]
        let known = try one.ask([.gaps], AuditSelection(), notes)
        #expect(known.gaps.map(\.about) == [try Book.identifier(3)])
        #expect(known.gaps.map(\.state) == ["open"])
    }

    @Test("a permit that is in no entry and a conflict are red, whatever is asked")
    func red() throws {
        var book = try Book()
        try book.read(by: "7")
        try book.add(.nodeStart)
        var notes = AuditNotes()
        notes.usedPermits = [0]
        #expect(!(try book.ask([.summary], AuditSelection(), notes).isRed))
        notes.usedPermits = [0, 1, 7]
        let used = try book.ask([.summary], AuditSelection(), notes)
        #expect(used.gaps.map(\.problem) == [.usedWithoutPermit, .usedWithoutPermit])
        #expect(used.gaps.map(\.index) == [1, 7] && used.isRed)
        try book.message(.conflict, 3, to: asking)
        notes.usedPermits = nil
        #expect(
            try book.ask([.summary], AuditSelection(), notes).gaps.map(\.problem) == [.conflict])
        #expect(problems(try book.ask([.gaps])) == [.conflict])
    }

    @Test("entries of no form are named by their places")
    func unreadable() throws {
        var book = try Book()
        book.add(bytes: [0xFF])
        try book.add(.nodeStart)
        book.add(bytes: Array("{}".utf8))
        let report = try book.ask([.gaps])
        #expect(report.gaps.map(\.index) == [0, 2])
        #expect(Set(problems(report)) == [.unreadable] && !report.isRed)
        #expect(report.selected == 3)
    }
}
