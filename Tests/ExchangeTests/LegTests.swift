import Encoding
import Exchange
import Testing

struct LegTests {
    private static let start: Int64 = 1_767_225_600_000

    private func leg(
        _ stage: Leg.Stage, _ node: String = "us.trace.example", after milliseconds: Int64 = 0
    ) throws -> Leg {
        try #require(
            Leg(
                stage, by: try TestWorld.word(node),
                at: try TestWorld.moment(LegTests.start + milliseconds)))
    }

    private func entry(_ number: UInt8, _ node: String = "us.trace.example") throws -> LedgerEntry {
        LedgerEntry(
            .disclose, identifier: try TestWorld.identifier(number),
            at: try TestWorld.moment(LegTests.start), node: try TestWorld.word(node))
    }

    private func way() throws -> [Leg] {
        [
            try leg(.submitted, "mx.trace.example"),
            try leg(.sent, "mx.trace.example", after: 40), try leg(.received, after: 90),
            try leg(.accepted, after: 95), try leg(.asked(custodian: 1), after: 100),
            try leg(.asked(custodian: 2), after: 100),
            try leg(.answered(custodian: 1), after: 2100), try leg(.found, after: 2200),
            try leg(.sent, after: 2210), try leg(.delivered, "mx.trace.example", after: 2300),
        ]
    }

    @Test("a leg comes back from its short array")
    func roundTrip() throws {
        for leg in try way() { #expect(Leg(leg.json) == leg) }
        let asked = try leg(.asked(custodian: 2)).json.canonicalBytes
        #expect(
            String(decoding: asked, as: UTF8.self)
                == #"["asked","us.trace.example",1767225600000,2]"#)
        #expect(Leg.list(Leg.json(try way())) == (try way()))
    }

    @Test("what is no leg is refused")
    func refused() throws {
        let node = JSONValue.string("us.trace.example")
        let time = JSONValue.integer(LegTests.start)
        let wrong: [JSONValue] = [
            .null, .array([]), .array([.string("found"), node]),
            .array([.string("lost"), node, time]), .array([.string("FOUND"), node, time]),
            .array([.string("found"), .string("Officer Name"), time]),
            .array([.string("found"), node, .integer(-1)]),
            .array([.string("found"), node, .string("1")]),
            .array([.string("found"), node, time, .integer(1)]),
            .array([.string("asked"), node, time]),
            .array([.string("asked"), node, time, .integer(0)]),
            .array([.string("asked"), node, time, .integer(10_000)]),
            .array([.string("asked"), node, time, .string("1")]),
            .array([.string("asked"), node, time, .null]),
            .array([.string("asked"), node, time, .integer(1), .integer(1)]),
        ]
        for value in wrong { #expect(Leg(value) == nil) }
        let good = try leg(.found).json
        #expect(Leg.list(.array([])) == nil)
        #expect(Leg.list(.array([good, .null])) == nil)
        #expect(Leg.list(.array(Array(repeating: good, count: Leg.most)))?.count == Leg.most)
        #expect(Leg.list(.array(Array(repeating: good, count: Leg.most + 1))) == nil)
        #expect(
            Leg(.answered(custodian: 0), by: try TestWorld.word("a"), at: try leg(.found).time)
                == nil)
    }

    @Test("an entry carries legs, its request and its addressee, and comes back with them")
    func members() throws {
        var entry = try entry(1)
        #expect(try entry.legs().isEmpty)
        #expect(try entry.request() == nil)
        #expect(try entry.addressee() == nil)
        let bare = try entry.bytes()
        entry.record(try way())
        entry.record(request: try TestWorld.identifier(9))
        entry.record(addressee: try TestWorld.word("mx.trace.example"))
        let read = try LedgerEntry(entry.bytes())
        #expect(read == entry)
        #expect(try read.legs() == (try way()))
        #expect(try read.request() == (try TestWorld.identifier(9)))
        #expect(try read.addressee()?.text == "mx.trace.example")
        entry.record([])
        entry.record(request: nil)
        entry.record(addressee: nil)
        #expect(try entry.bytes() == bare)
    }

    @Test("members of another form are refused by their names")
    func malformed() throws {
        for value in [JSONValue.null, .array([]), .array([.array([])]), .string("found")] {
            var entry = try entry(1)
            entry.extensions["x-legs"] = value
            #expect(throws: MessageError.malformed(member: "x-legs")) { try entry.legs() }
        }
        for value in [JSONValue.null, .string(""), .string("1"), .integer(1)] {
            var entry = try entry(1)
            entry.extensions["x-request"] = value
            entry.extensions["x-to"] = value == .string("1") ? .string("A b") : value
            #expect(throws: MessageError.malformed(member: "x-request")) { try entry.request() }
            #expect(throws: MessageError.malformed(member: "x-to")) { try entry.addressee() }
        }
    }

    @Test("many legs are parted so that no entry is longer than it may be", arguments: [0, 1, 37])
    func parts(padding: Int) throws {
        var entry = try entry(1)
        entry.record(request: try TestWorld.identifier(9))
        entry.extensions["x-pad"] = .string(String(repeating: "p", count: padding))
        let legs = try (1...700).map { try leg(.asked(custodian: $0), after: Int64($0)) }
        let parts = try entry.parts(of: legs)
        #expect(parts.flatMap(\.self) == legs)
        for (place, part) in parts.enumerated() {
            entry.record(part)
            let size = try entry.bytes().count
            #expect(size <= LedgerEntry.mostBytes)
            // No part but the last has room for one more.
            if place < parts.count - 1 { #expect(size + 52 > LedgerEntry.mostBytes) }
            #expect(try LedgerEntry(entry.bytes()).legs() == part)
        }
        #expect(try entry.parts(of: []) == [[]])
    }

    @Test("an entry without room for a leg is refused")
    func noRoom() throws {
        var entry = try entry(1)
        let leg = try leg(.found)
        entry.extensions["x-pad"] = .string("")
        entry.record([leg])
        let room = LedgerEntry.mostBytes - (try entry.bytes().count)
        entry.extensions["x-pad"] = .string(String(repeating: "p", count: room))
        #expect(try entry.parts(of: [leg, leg]) == [[leg], [leg]])
        #expect(try entry.bytes().count == LedgerEntry.mostBytes)
        for more in [1, 5000] {
            entry.extensions["x-pad"] = .string(String(repeating: "p", count: room + more))
            #expect(throws: MessageError.malformed(member: "x-legs")) {
                try entry.parts(of: [leg])
            }
        }
        #expect(throws: MessageError.missing(member: "msg")) {
            try LedgerEntry(
                .messageOut, identifier: try TestWorld.identifier(1),
                at: try TestWorld.moment(1), node: try TestWorld.word("a")
            ).parts(of: [])
        }
    }

    @Test("either node's ledger gives the same timeline")
    func sameFromEither() throws {
        let request = try TestWorld.identifier(9)
        let legs = try way()
        var north: [LedgerEntry] = []
        for (place, part) in [legs[2...3], legs[2...7], legs[0...1], legs[8...9]].enumerated() {
            var entry = try entry(UInt8(place))
            entry.record(Array(part))
            entry.record(request: request)
            north.append(entry)
        }
        var other = try entry(20)
        other.record([try leg(.found, after: 5)])
        other.record(request: try TestWorld.identifier(8))
        var nameless = try entry(21)
        nameless.record([try leg(.found, after: 6)])
        var broken = try entry(22)
        broken.record(request: request)
        broken.extensions["x-legs"] = .string("found")
        var south = try entry(23, "mx.trace.example")
        south.record(legs.reversed())
        south.record(request: request)
        let fromNorth = Timeline.build(
            from: north + [other, nameless, broken], request: request)
        #expect(fromNorth.legs == legs)
        #expect(Timeline.build(from: [south], request: request) == fromNorth)
        #expect(Timeline.build(from: north.reversed() + [south], request: request) == fromNorth)
        #expect(Timeline.build(from: [other], request: request).legs.isEmpty)
    }

    @Test("a timeline says where the time went")
    func spans() throws {
        let timeline = Timeline(try way().shuffled())
        #expect(timeline.milliseconds(from: .submitted, to: .delivered) == 2300)
        #expect(timeline.milliseconds(from: .received, to: .submitted) == -90)
        #expect(timeline.milliseconds(from: .submitted, to: .answered(custodian: 2)) == nil)
        #expect(timeline.waits.map(\.custodian) == [1, 2])
        #expect(timeline.waits.map(\.milliseconds) == [2000, nil])
        let north: NodeName = try TestWorld.word("us.trace.example")
        #expect(timeline.time(of: .sent, by: north)?.milliseconds == LegTests.start + 2210)
        #expect(timeline.time(of: .submitted, by: north) == nil)
    }
}
