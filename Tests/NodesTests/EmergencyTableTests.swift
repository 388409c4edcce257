import Cryptography
import Encoding
import Exchange
import FoundationEssentials
import Policy
import Storage
import Testing
import Vault

@testable import Nodes

/// What the tables keep of emergencies, of the own ledger and of one that is mirrored.
final class EmergencyTableTests: Sendable {
    private let path = TestFolder.make()
    private let start: Int64 = 1_767_225_600_000

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func database() async throws -> Database {
        let folder = try TestFolder.withStoreKey(path)
        return try await folder.openTables()
    }

    private func moment(_ hours: Int64) throws -> Moment {
        try #require(Moment(milliseconds: start + hours * 3_600_000))
    }

    private func identifier(_ number: Int) throws -> UniqueIdentifier {
        try #require(UniqueIdentifier("01a215d1-97e5-789e-86ea-00000000000\(number)"))
    }

    private func entry(
        _ kind: EntryKind, _ number: Int, _ hours: Int64, answering: Int? = nil,
        of node: String = "mx.trace.example"
    ) throws -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: try identifier(number), at: try moment(hours),
            node: try #require(NodeName(node)))
        entry.answered = try answering.map(identifier)
        return entry
    }

    private func justified(
        _ database: Database, _ number: Int, of node: String = "mx.trace.example"
    ) async throws -> Moment? {
        let (entry, node) = (try identifier(number), try #require(NodeName(node)))
        return try #require(
            try await database.read { try $0.emergency(entry, of: node) }
        ).justified
    }

    @Test("a justification counts from the latest time between, whatever it says of itself")
    func own() async throws {
        let database = try await database()
        let entries = [
            try entry(.nodeStart, 1, 90),
            try entry(.justify, 2, 0, answering: 3),
            try entry(.breakGlass, 3, 0),
            try entry(.nodeStart, 4, 30),
            try entry(.justify, 5, 1, answering: 3),
            try entry(.justify, 6, 2, answering: 3),
            try entry(.breakGlass, 7, 3),
            try entry(.justify, 8, 4, answering: 7),
            try entry(.justify, 9, 5, answering: 1),
        ]
        try await database.write { transaction in
            for entry in entries { _ = try transaction.append(entry) }
        }
        // Entry 2 came before the emergency, and 1 is none; 4 says that it was late already.
        #expect(try await justified(database, 3) == moment(30))
        #expect(try await justified(database, 7) == moment(4))
        let review = EmergencyReview(of: entries, at: try moment(40))
        let node = try #require(NodeName("mx.trace.example"))
        let kept = try await database.read { try $0.emergencies(of: node) }
        #expect(EmergencyReview(kept: kept, at: try moment(40)) == review)
        #expect(try await database.read { try $0.emergencies(of: node, isOpen: true) }.isEmpty)
        // A restored ledger puts the same entry elsewhere: it is one emergency still.
        let again = entries[2]
        try await database.write { try $0.put(again, at: 20) }
        #expect(try await justified(database, 3) == moment(30))
        #expect(try await database.read { try $0.emergencies(of: node) }.count == 2)
        await database.close()
    }

    @Test("what is mirrored raises one alarm for each emergency, and is reviewed as its ledger is")
    func mirrored() async throws {
        let database = try await database()
        let name = "us.trace.example"
        let node = try #require(NodeName(name))
        let entries = [
            try entry(.nodeStart, 1, 90, of: name),
            try entry(.breakGlass, 2, 0, of: name),
            try entry(.nodeStart, 3, 30, of: name),
            try entry(.justify, 4, 1, answering: 2, of: name),
            try entry(.breakGlass, 5, 2, of: name),
            try entry(.justify, 6, 3, answering: 9, of: name),
        ]
        let now = try moment(31)
        // In parts, as a mirror gives them.
        for part in [0..<2, 2..<3, 3..<6] {
            let alarms = try await database.write { transaction in
                var emergencies = try MirroredEmergencies(of: node, in: transaction)
                for index in part {
                    try emergencies.see(
                        entries[index], at: UInt64(index), now: now, in: transaction)
                }
                try emergencies.finish(in: transaction)
                return emergencies.alarms
            }
            #expect(alarms.count == (part.contains(2) ? 0 : 1))
        }
        let kept = try await database.read { try $0.emergencies(of: node) }
        #expect(
            EmergencyReview(kept: kept, at: now) == EmergencyReview(of: entries, at: now))
        #expect(try await justified(database, 2, of: name) == moment(30))
        let alarms = try await database.read { transaction in
            try transaction.rows(
                "SELECT kind, about FROM alarm ORDER BY number", as: String.self, String.self)
        }
        #expect(alarms.map(\.0) == ["emergency", "emergency"])
        #expect(alarms.last?.1 == "\(name) \(try identifier(5).text)")
        // The other's emergencies suspend nobody here.
        let own = try #require(NodeName("mx.trace.example"))
        #expect(try await database.read { try $0.emergencies(of: own, isOpen: true) }.isEmpty)
        await database.close()
    }

    @Test("what commands hand in is read in its form alone")
    func forms() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32))).verifyingKey
        let text = OfficerKeyText.text(key)
        #expect(OfficerKeyText.key(text) == key)
        #expect(text.hasPrefix("officer+"))
        for place in text.indices {
            var other = text
            other.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
            #expect(OfficerKeyText.key(other) == nil, "a slip of the pen is noticed")
        }
        #expect(OfficerKeyText.key("officer") == nil)
        for change in [OfficerChange(badge: "A-1", key: key), OfficerChange(badge: "A", key: nil)] {
            #expect(OfficerChange(change.text) == change)
        }
        for text in ["", "{}", #"{"badge":""}"#, #"{"badge":"A","key":"AA"}"#] {
            #expect(OfficerChange(Array(text.utf8)) == nil)
        }
        let asked = JustifyingRequest(
            officer: "A-1", role: .investigator,
            caseReference: try #require(CaseReference("C/1")), text: "ñ\n\"x\"")
        #expect(JustifyingRequest(asked.bytes) == asked)
        var long = asked
        long.text = String(repeating: "x", count: JustifyingRequest.longestText + 1)
        #expect(JustifyingRequest(long.bytes) == nil)
        long.text = ""
        #expect(JustifyingRequest(long.bytes) == nil)
        let by = Pseudonym(badge: "7", key: [7])
        let one = BreakGlass.Signature(officer: by, bytes: [UInt8](repeating: 1, count: 64))
        #expect(EmergencySignatures.read(EmergencySignatures.text([one, one]))?.count == 2)
        #expect(EmergencySignatures.read(EmergencySignatures.text([one])) == nil)
        let short = BreakGlass.Signature(officer: by, bytes: [1])
        #expect(EmergencySignatures.read(EmergencySignatures.text([one, short])) == nil)
    }

    @Test("each answer to a command comes back as it was given")
    func answers() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32))).verifyingKey
        let opening = OpeningRequest(
            officer: "A", role: .investigator, purpose: .exigent,
            basis: try #require(LegalBasis("mx:lfafe")),
            caseReference: try #require(CaseReference("C")))
        let (entry, time) = (try identifier(1), try moment(1))
        let path = try #require(FieldPath("purchaser.name"))
        var answers: [EmergencyAnswer] = [
            .drafted([1, 2], keys: [key, key]),
            .opened([(path: path, value: "X")], entry: 7, emergency: entry, deadline: time),
            .unopened(entry: 7, emergency: entry, deadline: time),
            .unregistered(isSecond: true), .unregistered(isSecond: false), .reachable, .noDraft,
            .ordinary(.nothingSealed), .ordinary(.erased), .ordinary(.unwitnessed(entry: 4)),
        ]
        answers += EmergencyError.allCases.map { .refused($0, entry: 5) }
        for answer in answers {
            let (status, object) = answer.answer
            let read = EmergencyAnswer(status: status, object)
            #expect(read.map { "\($0)" } == "\(answer)")
        }
        for status in [200, 409, 422, 403, 500] {
            #expect(EmergencyAnswer(status: status, JSONObject()) == nil)
        }
        let asked = JustifyingRequest(
            officer: "A", role: .investigator, caseReference: opening.caseReference, text: "x")
        let said: [JustifyingAnswer] = [
            .justified(isLate: true, entry: 3), .justified(isLate: false, entry: 3),
            .forbidden(PolicyRefusal(asked.question, entry: 3)), .unknown, .already,
        ]
        for answer in said {
            let (status, object) = answer.answer
            let read = JustifyingAnswer(status: status, object)
            #expect(read.map { "\($0)" } == "\(answer)")
        }
        for answer in [
            OfficerAnswer.done(Pseudonym(badge: "7", key: [7]), entry: 2), .known, .keyInUse,
            .unknown,
        ] {
            let (status, object) = answer.answer
            #expect(OfficerAnswer(status: status, object) == answer)
        }
        for status in [201, 403, 500] {
            #expect(JustifyingAnswer(status: status, JSONObject()) == nil)
            #expect(OfficerAnswer(status: status, JSONObject()) == nil)
        }
    }
}
