import BlindLookup
import Cryptography
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Glibc
import Inquiries
import Testing

@testable import Nodes

/// The keys, lists and texts of blind look-ups, apart from any other node.
final class BlindFilesTests {
    private let folder: NodeFolder

    init() throws {
        folder = try TestFolder.withStoreKey(TestFolder.make())
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    private func day(_ number: Int64) throws -> Moment {
        try #require(Moment(milliseconds: number * 86_400_000 + 1))
    }

    private func keys(_ day: Int64, _ days: Int64 = 30) throws -> PeriodKeys {
        var terms = NodeConfiguration.Blind()
        terms.periodDays = days
        return try PeriodKeyFile.keys(in: folder, terms, at: self.day(day))
    }

    @Test("a period has one seed, the next is made of it, and nothing brings one back")
    func periods() throws {
        let first = try keys(600)
        #expect(first.period.number == 20)
        #expect(try keys(629).seed.copiedBytes() == first.seed.copiedBytes())
        // What still reaches the old file finds no seed there.
        let path = PeriodKeyFile.path(in: folder)
        let old = folder.path + "/old"
        let isLinked = unsafe link(path, old) == 0
        #expect(isLinked)
        let next = try keys(690)
        var expected = first
        let advanced = expected.advance(to: next.period)
        #expect(advanced && next.period.number == 23)
        #expect(next.seed.copiedBytes() == expected.seed.copiedBytes())
        let wiped = try #require(try PrivateFiles.read(old, atMost: 1024))
        #expect(!wiped.isEmpty && wiped.allSatisfy { $0 == 0 })
        let kept = try #require(try PrivateFiles.read(path, atMost: 1024))
        let text = String(decoding: kept, as: UTF8.self)
        #expect(text.contains(Base64.encode(next.seed.copiedBytes())))
        #expect(!text.contains(Base64.encode(first.seed.copiedBytes())))
        // A clock that is set back.
        #expect(try keys(600).period == next.period)
        #expect(try keys(600).seed.copiedBytes() == next.seed.copiedBytes())
        // Another length begins anew.
        let weekly = try keys(690, 7)
        #expect(weekly.period.number == 98)
        #expect(weekly.seed.copiedBytes() != next.seed.copiedBytes())
        let monthly = try keys(690)
        #expect(monthly.period == next.period)
        #expect(monthly.seed.copiedBytes() != next.seed.copiedBytes())
        // Too far ahead to be made of it.
        let far = try keys(600 + 20_000, 1)
        #expect(far.period.number == 20_600)
        var status = stat()
        let isThere = unsafe stat(path, &status) == 0
        #expect(isThere && status.st_mode & 0o777 == 0o600)
    }

    @Test("a file of another form is said, and is not replaced")
    func malformed() throws {
        let path = PeriodKeyFile.path(in: folder)
        let seed = Base64.encode([UInt8](repeating: 1, count: 32))
        for text in [
            "", "rastro-period-key/1 30 20\n", "rastro-period-key/2 30 20\n\(seed)\n",
            "rastro-period-key/1 30\n\(seed)\n", "rastro-period-key/1 x 20\n\(seed)\n",
            "rastro-period-key/1 30 1000000\n\(seed)\n", "rastro-period-key/1 30 20\nAAAA\n",
            "rastro-period-key/1 30 20\n\(seed)\n\(seed)\n",
        ] {
            try PrivateFiles.write(Array(text.utf8), to: path)
            #expect(throws: NodeError.malformed(path: path, member: "seed")) {
                try self.keys(600)
            }
            #expect(try PrivateFiles.read(path, atMost: 4096) == Array(text.utf8))
        }
    }

    @Test("what is sealed opens in its place alone, unchanged, and by its node alone")
    func sealing() throws {
        for count in [0, 1, 61, 62, 63, 500] {
            let store = try StoreKeys(folder)
            let bytes = [UInt8](repeating: 7, count: count)
            let sealed = try #require(store.seal(bytes, for: [1]))
            #expect(sealed.count % 64 == (24 + 16) % 64)
            #expect(store.open(sealed, for: [1]) == bytes)
            #expect(store.open(sealed, for: [2]) == nil)
            #expect(try #require(store.seal(bytes, for: [1])) != sealed)
            for place in stride(from: 0, to: sealed.count, by: 13) {
                var changed = sealed
                changed[place] ^= 1
                #expect(store.open(changed, for: [1]) == nil)
            }
            #expect(try StoreKeys(folder).open(sealed, for: [1]) == bytes)
            try KeyFile.make(StoreKeys.name, in: folder.keys)
            #expect(try StoreKeys(folder).open(sealed, for: [1]) == nil)
        }
        let store = try StoreKeys(folder)
        #expect(store.open([], for: [1]) == nil)
        #expect(store.seal([UInt8](repeating: 0, count: 65_536), for: [1]) == nil)
        let form = try #require(NormalForm(.whole, make: FirmCode("COLT"), serial: [65]))
        // Lists and recoveries of one firearm have nothing in common.
        #expect(store.lists.name(of: form) != store.recoveries.name(of: form))
    }

    @Test("a list is read as it was handed in, and no other text is read")
    func listings() throws {
        let forms = try Set(FormRule.allCases.flatMap { try BlindStage.forms(0..<3, $0) })
        let listing = try #require(
            BlindListing(name: "robadas «1»", firearms: 3, leftOut: 2, forms: forms))
        let read = try #require(BlindListing(listing.text))
        #expect(read.name == listing.name && read.forms == forms)
        #expect(read.firearms == 3 && read.leftOut == 2)
        let empty = try #require(BlindListing(name: "a", firearms: 0, leftOut: 0, forms: []))
        #expect(BlindListing(empty.text)?.forms.isEmpty == true)
        for name in ["", "a\nb", "a\u{7F}", String(repeating: "a", count: 129)] {
            #expect(BlindListing(name: name, firearms: 0, leftOut: 0, forms: []) == nil)
        }
        for text in [
            "", "\n", "a\n", "a\n1 2", "a\n1\n", "a\n1 2 3\n", "a\n-1 2\n", "a\nx y\n",
            "a\n1 2\nnorm:1|COLT|||abc\n", "a\n1 2\n\n", "\n1 2\n", "a\n1 2\nnorm:1|COLT|||A",
        ] {
            #expect(BlindListing(Array(text.utf8)) == nil, "\(text.utf8.count)")
        }
        #expect(BlindListing([0xFF, 0x0A, 0x31, 0x20, 0x31, 0x0A]) == nil)
        let answers: [BlindListingAnswer] = [
            .taken(forms: 3), .tooMany(forms: 4), .unknown, .malformed,
        ]
        for answer in answers {
            let (status, object) = answer.answer
            #expect(BlindListingAnswer(status: status, object) == answer)
        }
        #expect(BlindListingAnswer(status: 201, nil) == nil)
        #expect(BlindListingAnswer(status: 422, JSONObject()) == nil)
        #expect(BlindListingAnswer(status: 500, nil) == nil)
    }

    @Test("questions and answers of the own commands are read as they were written")
    func texts() throws {
        let identifier = try #require(
            UniqueIdentifier("01a215d1-97e5-789e-86ea-624e2d32ad9e"))
        var terms = try BlindStage.terms()
        terms.peer = NodeName("us.trace.example")
        let question = Comparing.Question(.list(part: 3), of: identifier, number: 7, terms)
        let object = try #require(try JSONValue(parsing: question.text).object)
        let read = try #require(Comparing.Question(question.text))
        #expect(read.terms == terms && read.asked == .list(part: 3))
        #expect(read.number == 7 && read.comparison == identifier)
        for member in object.members {
            for value in [JSONValue.bool(true), .string(""), .integer(-1)] {
                var changed = object
                changed[member.name] = value
                #expect(
                    Comparing.Question(JSONValue.object(changed).canonicalBytes) == nil,
                    "\(member.name)")
            }
            if member.name == "to" { continue }
            var fewer = object
            fewer[member.name] = nil
            #expect(Comparing.Question(JSONValue.object(fewer).canonicalBytes) == nil)
        }
        #expect(Comparing.Question([]) == nil && Comparing.Question([0xFF]) == nil)
        for answer in [
            AskingAnswer.sent, .forbidden(PolicyRefusal(terms.question, entry: 4)), .unknown,
            .closed,
        ] {
            let (status, object) = answer.answer
            #expect(AskingAnswer(status: status, object) == answer)
        }
        #expect(AskingAnswer(status: 403, JSONObject()) == nil)
        #expect(AskingAnswer(status: 500, nil) == nil)
        for state in [
            AskedState.answered(.refused(.noList)), .open, .refused("expired"), .unknown,
        ] {
            let (status, object) = state.answer
            #expect(AskedState(status: status, object) == state)
        }
        for status in [200, 403, 500] { #expect(AskedState(status: status, nil) == nil) }
        let seed = try #require(HMACKey([UInt8](repeating: 1, count: 32)))
        let begun = ComparingAnswer.begun(
            Comparing(
                identifier: identifier, peer: try #require(terms.peer), seed: seed,
                isKnown: true))
        let (status, said) = begun.answer
        guard case .begun(let comparing)? = ComparingAnswer(status: status, said) else {
            Issue.record("not read")
            return
        }
        #expect(comparing.identifier == identifier && comparing.isKnown)
        #expect(comparing.seed.copiedBytes() == seed.copiedBytes())
        for member in said.members {
            var fewer = said
            fewer[member.name] = nil
            #expect(ComparingAnswer(status: status, fewer) == nil)
        }
        #expect(ComparingAnswer(status: 403, nil) == nil)
        #expect(ComparingAnswer(status: 500, nil) == nil)
    }
}
