import Cryptography
import Delivery
import Exchange
import Ledger
import Testing

/// The fourth table of docs/protocol.md: the own ledger.
struct PublisherTests {
    /// A publisher with its clock.
    private struct Desk {
        var publisher = Publisher()
        var time: Int64 = 1_767_225_600_000

        mutating func take(_ event: Publisher.Event) throws -> [Publisher.Action] {
            let now = try #require(Moment(milliseconds: time))
            return publisher.take(event, at: now, chance: 0)
        }

        /// A running publisher, whose witness has cosigned ten entries.
        static func running() throws -> Desk {
            var desk = Desk()
            let tree = WitnessedTree(size: 10, root: Digest.sha256([]))
            #expect(try desk.take(.started(hasWitness: true)) == [.ask])
            #expect(try desk.take(.heard(tree)) == [.open(tree)])
            #expect(desk.publisher.phase == .opening)
            #expect(try desk.take(.opened) == [.prepare])
            #expect(try desk.take(.prepared(size: 10)) == [.request(from: 10)])
            #expect(try desk.take(.cosigned) == [.settle])
            #expect(try desk.take(.settled).isEmpty)
            return desk
        }
    }

    @Test("nothing is opened before the witness was heard")
    func listening() throws {
        var desk = Desk()
        #expect(try desk.take(.started(hasWitness: true)) == [.ask])
        for event: Publisher.Event in [.entriesWait, .tick] {
            #expect(try desk.take(event).isEmpty)
        }
        #expect(try desk.take(.silent).isEmpty)
        #expect(try desk.take(.tick).isEmpty, "not at once")
        desk.time += 10_000
        #expect(try desk.take(.tick) == [.ask])
        #expect(try desk.take(.tick).isEmpty, "one question at a time")
        #expect(desk.publisher.phase == .listening)
        #expect(try desk.take(.heard(.nothing)) == [.open(.nothing)])
        #expect(try desk.take(.heard(.nothing)).isEmpty)
    }

    @Test("a node without a witness publishes by itself")
    func alone() throws {
        var desk = Desk()
        #expect(try desk.take(.started(hasWitness: false)) == [.open(.nothing)])
        #expect(try desk.take(.opened) == [.prepare])
        #expect(try desk.take(.prepared(size: 3)) == [.settle])
        #expect(try desk.take(.entriesWait).isEmpty)
        #expect(try desk.take(.settled) == [.prepare])
        #expect(try desk.take(.prepared(size: 4)) == [.settle])
        #expect(try desk.take(.settled).isEmpty)
        #expect(try desk.take(.tick).isEmpty)
    }

    @Test("entries are pushed, cosigned and put in their place, one checkpoint at a time")
    func publishing() throws {
        var desk = try Desk.running()
        #expect(try desk.take(.entriesWait) == [.prepare])
        #expect(try desk.take(.entriesWait).isEmpty)
        #expect(try desk.take(.prepared(size: 12)) == [.push(from: 10)])
        #expect(try desk.take(.pushed(size: 11)) == [.push(from: 11)])
        #expect(try desk.take(.silent).isEmpty)
        desk.time += 10_000
        #expect(try desk.take(.tick) == [.prepare])
        #expect(try desk.take(.prepared(size: 12)) == [.push(from: 11)], "and no more than that")
        #expect(try desk.take(.pushed(size: 12)) == [.request(from: 10)])
        #expect(desk.publisher.candidate == 12)
        #expect(try desk.take(.entriesWait).isEmpty)
        #expect(try desk.take(.cosigned) == [.settle])
        #expect(desk.publisher.witnessed == 12)
        #expect(try desk.take(.settled) == [.prepare], "what came meanwhile")
        #expect(try desk.take(.prepared(size: 13)) == [.push(from: 12)])
    }

    @Test("a silent witness is asked again, later each time, and never stops the rest")
    func silence() throws {
        var desk = try Desk.running()
        #expect(try desk.take(.entriesWait) == [.prepare])
        #expect(try desk.take(.prepared(size: 12)) == [.push(from: 10)])
        var pauses: [Int64] = []
        for _ in 0..<8 {
            #expect(try desk.take(.silent).isEmpty)
            #expect(try desk.take(.entriesWait).isEmpty)
            var pause: Int64 = 0
            while try desk.take(.tick) != [.prepare] {
                desk.time += 100
                pause += 100
            }
            pauses.append(pause)
            #expect(try desk.take(.prepared(size: 12)) == [.push(from: 10)])
        }
        #expect(pauses == pauses.sorted() && pauses.last == 10_000 && pauses[0] == 500)
        #expect(try desk.take(.pushed(size: 12)) == [.request(from: 10)])
        #expect(try desk.take(.silent).isEmpty)
        // A clock that was set back is no reason to wait.
        desk.time -= 600_000
        #expect(try desk.take(.tick) == [.prepare])
        #expect(try desk.take(.prepared(size: 14)) == [.push(from: 12)])
    }

    @Test("who is in a hurry has the witness asked at once, and not beside what is under way")
    func hurry() throws {
        var desk = Desk()
        #expect(try desk.take(.started(hasWitness: true)) == [.ask])
        #expect(try desk.take(.silent).isEmpty)
        #expect(try desk.take(.hurried).isEmpty, "what may be an older copy signs nothing")
        desk = try Desk.running()
        // Nothing new waits: the last checkpoint is cosigned anew.
        #expect(try desk.take(.hurried) == [.prepare])
        #expect(try desk.take(.prepared(size: 10)) == [.request(from: 10)])
        #expect(try desk.take(.hurried).isEmpty)
        #expect(try desk.take(.cosigned) == [.settle])
        #expect(try desk.take(.settled) == [.prepare], "it was asked for once more")
        #expect(try desk.take(.prepared(size: 10)) == [.request(from: 10)])
        #expect(try desk.take(.silent).isEmpty)
        #expect(try desk.take(.entriesWait).isEmpty)
        #expect(try desk.take(.hurried) == [.prepare], "no pause is waited for")
        #expect(try desk.take(.prepared(size: 11)) == [.push(from: 10)])
        #expect(try desk.take(.silent).isEmpty)
        #expect(try desk.take(.tick).isEmpty, "the pauses of others stay as they were")
    }

    @Test("what could not be prepared is prepared again, though nothing new comes")
    func unprepared() throws {
        var desk = try Desk.running()
        #expect(!desk.publisher.isPending)
        #expect(try desk.take(.entriesWait) == [.prepare])
        #expect(try desk.take(.silent).isEmpty)
        #expect(desk.publisher.isPending)
        desk.time += 10_000
        #expect(try desk.take(.tick) == [.prepare])
        #expect(try desk.take(.prepared(size: 12)) == [.push(from: 10)])
        #expect(try desk.take(.pushed(size: 12)) == [.request(from: 10)])
        #expect(try desk.take(.cosigned) == [.settle])
        #expect(try desk.take(.settled).isEmpty)
        #expect(!desk.publisher.isPending)
    }

    @Test("the witness names another size, and is asked from there")
    func sizes() throws {
        var desk = try Desk.running()
        _ = try desk.take(.entriesWait)
        #expect(try desk.take(.prepared(size: 12)) == [.push(from: 10)])
        #expect(try desk.take(.entriesFirst(size: 7)) == [.push(from: 7)])
        #expect(try desk.take(.pushed(size: 12)) == [.request(from: 10)])
        #expect(try desk.take(.conflicted(size: 11)) == [.request(from: 11)])
        #expect(try desk.take(.conflicted(size: 4)) == [.request(from: 4)])
        #expect(try desk.take(.entriesFirst(size: 12)).isEmpty, "it has them: it can not hold them")
        #expect(try desk.take(.tick).isEmpty)
        desk.time += 10_000
        #expect(try desk.take(.tick) == [.prepare])
    }

    @Test("a witness that has seen more than there is, or something else, stops the ledger")
    func stopping() throws {
        var shorter = try Desk.running()
        _ = try shorter.take(.entriesWait)
        _ = try shorter.take(.prepared(size: 12))
        _ = try shorter.take(.pushed(size: 12))
        var other = shorter
        #expect(try shorter.take(.conflicted(size: 13)) == [.alarm(.rolledBack)])
        #expect(try other.take(.conflicted(size: 10)) == [.alarm(.forked)])
        var unfit = Desk()
        _ = try unfit.take(.started(hasWitness: true))
        _ = try unfit.take(.heard(.nothing))
        #expect(try unfit.take(.unfit) == [.alarm(.rolledBack)])
        for var desk in [shorter, other, unfit] {
            #expect(desk.publisher.phase == .stopped)
            let tree = WitnessedTree.nothing
            for event: Publisher.Event in [
                .started(hasWitness: true), .heard(tree), .silent, .opened, .unfit, .entriesWait,
                .prepared(size: 1), .pushed(size: 1), .cosigned, .conflicted(size: 1),
                .entriesFirst(size: 1), .refused, .settled, .tick, .hurried,
            ] {
                #expect(try desk.take(event).isEmpty)
            }
        }
    }

    @Test("a witness that will not cosign is told of once, and asked again")
    func refusing() throws {
        var desk = try Desk.running()
        _ = try desk.take(.entriesWait)
        _ = try desk.take(.prepared(size: 12))
        _ = try desk.take(.pushed(size: 12))
        #expect(try desk.take(.refused) == [.alarm(.refused)])
        for _ in 0..<3 {
            desk.time += 10_000
            #expect(try desk.take(.tick) == [.prepare])
            #expect(try desk.take(.prepared(size: 12)) == [.request(from: 10)])
            #expect(try desk.take(.refused).isEmpty)
        }
        desk.time += 10_000
        _ = try desk.take(.tick)
        _ = try desk.take(.prepared(size: 12))
        #expect(try desk.take(.cosigned) == [.settle])
        _ = try desk.take(.settled)
        _ = try desk.take(.entriesWait)
        _ = try desk.take(.prepared(size: 13))
        _ = try desk.take(.pushed(size: 13))
        #expect(try desk.take(.refused) == [.alarm(.refused)], "another time is told again")
    }
}
