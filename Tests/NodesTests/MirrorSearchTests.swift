import Cryptography
import Exchange
import Ledger
import Testing

@testable import Nodes

/// The entries about one request are found in a copy of a ledger, wherever they stand.
struct MirrorSearchTests {
    private let start: Int64 = 1_767_225_600_000
    private let hour: Int64 = 3_600_000

    private func identifier(_ number: Int) throws -> UniqueIdentifier {
        let digits = String(number)
        let zeros = String(repeating: "0", count: 12 - digits.count)
        return try #require(UniqueIdentifier("01a215d1-97e5-789e-86ea-\(zeros)\(digits)"))
    }

    /// A ledger with an entry an hour; some are about a request, and one only tells of it.
    private func ledger(
        _ count: Int, about request: UniqueIdentifier, at places: Set<Int>, mentioned: Int
    ) throws -> (SimulatedDisk, VerifierKey) {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let signer = try #require(
            NoteSigner(name: "us.trace.example/ledger", kind: .log, key: key))
        let store = SimulatedDisk()
        let writer = try LedgerWriter(store, signer: signer)
        for place in 0..<count {
            var entry = LedgerEntry(
                .nodeStart, identifier: try identifier(place + 1000),
                at: try #require(Moment(milliseconds: start + Int64(place) * hour)),
                node: try #require(NodeName("us.trace.example")))
            entry.record(
                request: places.contains(place) ? request : try identifier(place % 7 + 10))
            if place == mentioned { entry.answered = request }
            _ = try writer.append(place == 5 ? [0x7B, 0x7D] : try entry.bytes())
        }
        _ = try writer.publish()
        return (store, signer.verifier)
    }

    @Test(
        "those from a day before the request on are found, with what proves them",
        arguments: [1, 255, 256, 257, 1000, 1300])
    func found(count: Int) throws {
        let request = try identifier(1)
        let places = Set([0, 254, 255, 256, 257, 511, 512, 900, 1023, 1024, 1299])
        let (store, key) = try ledger(count, about: request, at: places, mentioned: 600)
        for begin in [0, 255, 256, 800, 1299, 5000] {
            let time = try #require(Moment(milliseconds: start + Int64(begin) * hour))
            let search = try MirrorSearch(store, log: key)
            let found = try search.entries(about: request, since: time)
            // What is earlier than a day before may be found or not.
            let wanted = places.filter { $0 < count && $0 >= begin - 24 }
            #expect(Set(found.map { Int($0.index) }).isSuperset(of: wanted))
            #expect(Set(found.map { Int($0.index) }).isSubset(of: places))
            #expect(found.map(\.index) == found.map(\.index).sorted())
            for entry in found {
                _ = try entry.evidence.verify(entry.bytes, log: key)
                #expect(entry.evidence.index == entry.index)
            }
        }
        let none = try MirrorSearch(store, log: key).entries(
            about: try identifier(2), since: try #require(Moment(milliseconds: start)))
        #expect(none.isEmpty)
    }

    @Test("a bundle that is missing is said, and not taken for an end")
    func damaged() throws {
        let request = try identifier(1)
        let (store, key) = try ledger(600, about: request, at: [590], mentioned: 0)
        var files = store.snapshot.files
        files["tile/entries/001"] = nil
        let search = try MirrorSearch(Files(files: files), log: key)
        #expect(throws: LedgerError.self) {
            try search.entries(
                about: request, since: try #require(Moment(milliseconds: start)))
        }
    }

    private struct Files: LedgerSource {
        let files: [String: [UInt8]]

        func read(_ path: String) -> [UInt8]? { files[path] }
    }
}
