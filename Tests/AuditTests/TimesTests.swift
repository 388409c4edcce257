import Audit
import Exchange
import Testing

struct TimesTests {
    private let asking = Book.asking
    private let answering = Book.answering

    /// A trace whose parts take so many milliseconds each.
    private func trace(
        _ number: UInt64, in book: inout Book, at start: Int64 = 0, out: Int64, wait: Int64,
        work: Int64,
        back: Int64?
    ) throws {
        let received = start + out
        let sent = received + work + wait
        var legs = [
            try Book.leg(.submitted, by: asking, at: start),
            try Book.leg(.received, by: answering, at: received),
            try Book.leg(.accepted, by: answering, at: received),
            try Book.leg(.asked(custodian: 1, through: 3), by: answering, at: received + 1),
            try Book.leg(
                .answered(custodian: 1, through: 3), by: answering, at: received + 1 + wait),
            try Book.leg(.found, by: answering, at: sent),
            try Book.leg(.sent, by: answering, at: sent),
        ]
        if let back { legs.append(try Book.leg(.delivered, by: asking, at: sent + back)) }
        try book.message(.messageOut, number, to: answering, at: start, legs: legs)
    }

    @Test("each party has its own time: without what it waited for others")
    func parts() throws {
        var book = try Book()
        for number in 1...10 as ClosedRange<UInt64> {
            let time = Int64(number)
            try trace(
                number, in: &book, at: Int64(number) * 100_000, out: 10 * time, wait: 100,
                work: 1000 * time, back: number == 10 ? nil : 5)
        }
        // What both ledgers say is one leg.
        for line in book.lines {
            if let entry = line.entry { try book.add(.messageIn) { $0 = entry } }
        }
        let times = try #require(try book.ask([.times]).times)
        #expect(times.traces == 10)
        #expect(times.rows.map(\.part) == [.outbound, .answering, .custodian, .inbound, .whole])
        #expect(times.rows.map { $0.node?.text } == [asking, answering, nil, answering, asking])
        #expect(times.rows.map(\.count) == [10, 10, 30, 9, 9])
        #expect(times.rows.map(\.open) == [0, 0, 0, 1, 1])
        #expect(times.rows.map { $0.spans?.median } == [50, 5000, 100, 5, 5155])
        #expect(times.rows.map { $0.spans?.ninetieth } == [90, 9000, 100, 5, 9195])
        #expect(times.rows.map { $0.spans?.slowest } == [100, 10_000, 100, 5, 9195])
        #expect(times.rows[0].spans?.request == (try Book.identifier(10)))
        #expect(times.rows.allSatisfy { $0.reversed == 0 })
    }

    @Test("custodians that answer in other groups than they were asked are each counted once")
    func groups() throws {
        var book = try Book()
        try book.message(
            .messageOut, 1, to: answering,
            legs: [
                try Book.leg(.received, by: answering, at: 0),
                try Book.leg(.asked(custodian: 1, through: 9), by: answering, at: 0),
                try Book.leg(.answered(custodian: 1, through: 4), by: answering, at: 10),
                try Book.leg(.answered(custodian: 3), by: answering, at: 5),
                try Book.leg(.answered(custodian: 8, through: 9), by: answering, at: 30),
                try Book.leg(.asked(custodian: 20), by: answering, at: 40),
                try Book.leg(.answered(custodian: 30), by: answering, at: 50),
                try Book.leg(.sent, by: answering, at: 100),
            ])
        let times = try #require(try book.ask([.times]).times)
        let custodian = try #require(times.rows.first { $0.part == .custodian })
        // 1, 2 and 4 after 10, 3 after 5, 8 and 9 after 30; 5 to 7 and 20 never; nobody asked 30.
        #expect(custodian.count == 6 && custodian.open == 4)
        #expect(custodian.spans?.median == 10)
        #expect(custodian.spans?.slowest == 30)
        // While somebody has not answered, the node waits for them.
        #expect(times.rows.first { $0.part == .answering }?.spans?.median == 0)
    }

    @Test("clocks that differ are told, and a trace counts in the days in which it began")
    func clocks() throws {
        var book = try Book()
        try trace(1, in: &book, at: 0, out: -50, wait: 1, work: 1, back: 1)
        try trace(2, in: &book, at: 90_000_000, out: 50, wait: 1, work: 1, back: 1)
        let all = try #require(try book.ask([.times]).times)
        #expect(all.rows.first { $0.part == .outbound }?.reversed == 1)
        var selection = AuditSelection()
        selection.start = try Book.moment(80_000_000)
        let late = try #require(try book.ask([.times], selection).times)
        #expect(late.traces == 1)
        #expect(late.rows.first { $0.part == .outbound }?.spans?.median == 50)
        #expect(try book.ask([.summary]).times == nil)
        #expect(try Book().ask([.times]).times?.rows.isEmpty == true)
    }

    @Test("a trace with a thousand legs and more does not hold anybody up")
    func many() throws {
        var book = try Book()
        for part in 0..<200 as Range<Int64> {
            let legs = try (0..<20 as Range<Int64>).map {
                try Book.leg(
                    .asked(custodian: 1, through: 9999), by: answering, at: part * 100 + $0)
            }
            try book.message(.messageOut, 1, to: answering, legs: legs)
        }
        let times = try #require(try book.ask([.times]).times)
        #expect(times.rows.first { $0.part == .custodian }?.open == 9999)
    }
}
