import Cryptography
import Encoding
import FoundationEssentials
import Language
import Ledger

/// The work of `rastro bench ledger`: how fast a ledger takes entries and is audited.
struct LedgerBench {
    let options: BenchOptions
    let session: Session

    /// Entries of about what a request or a receipt leaves in a ledger.
    private static let entryBytes = 300
    /// How many entries are published at once.
    static let batch = 256
    /// How many entries are made durable one by one.
    private static let single = 2000
    /// How many entries come in a second, and for how long, when their wait is measured.
    private static let perSecond = 1000
    private static let streamSeconds = 5

    func run() async throws {
        let folder = options.ledger ?? temporaryFolder()
        defer { if options.ledger == nil { try? FileManager.default.removeItem(atPath: folder) } }
        guard let key = SigningKey(seed: SecureRandom.bytes(SigningKey.seedSize)),
            let signer = NoteSigner(name: "bench.rastro.example/ledger", kind: .log, key: key)
        else { throw CommandError.internalFailure("no key") }
        let writer = try LedgerWriter(LedgerFolder(path: folder), signer: signer)
        var rows: [(Phrase, Double, places: Int)] = []
        let single = min(options.entries, LedgerBench.single)
        var took = try seconds {
            for index in 0..<single {
                _ = try writer.append(entry(index))
                try writer.sync()
            }
            try writer.publish()
        }
        rows.append((Phrase("commands.bench.single"), Double(single) / took, 0))
        rows.append((Phrase("commands.bench.plain"), try plainRate(single), 0))
        var publishing: [Double] = []
        took = try seconds {
            for index in single..<options.entries {
                _ = try writer.append(entry(index))
                guard index % LedgerBench.batch == LedgerBench.batch - 1 else { continue }
                publishing.append(try seconds { try writer.publish() })
            }
            try writer.publish()
        }
        let batched = options.entries - single
        if batched > 0 {
            let count = Fact.count(LedgerBench.batch)
            rows.append(
                (Phrase("commands.bench.batched", ["count": count]), Double(batched) / took, 0))
        }
        publishing.sort()
        if let last = publishing.last {
            rows.append((Phrase("commands.bench.publish50"), middle(publishing, 0.5) * 1e3, 2))
            rows.append((Phrase("commands.bench.publish99"), middle(publishing, 0.99) * 1e3, 2))
            rows.append((Phrase("commands.bench.publishMost"), last * 1e3, 2))
        }
        var report: LedgerAudit.Report?
        took = seconds {
            report = LedgerAudit(LedgerFolder(path: folder), log: signer.verifier).run()
        }
        if let problem = report?.problems.first { throw problem }
        rows.append((Phrase("commands.bench.audit"), Double(options.entries) / took, 0))
        rows += try pairRates(signer)
        rows += try await latencies(signer)
        tell(rows, signer)
    }

    /// How long an entry takes from being added to being published, when a thousand come in a second.
    private func latencies(
        _ signer: NoteSigner
    ) async throws -> [(Phrase, Double, places: Int)] {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let service = try LedgerService(
            LedgerFolder(path: folder), signer: signer,
            pause: { try? await Task.sleep(for: $0) })
        let now = session.seconds
        let count = min(options.entries, LedgerBench.perSecond * LedgerBench.streamSeconds)
        let entries = (0..<count).map(entry)
        let start = now()
        var took = try await withThrowingTaskGroup(of: Double.self) { group in
            for (index, entry) in entries.enumerated() {
                // By the clock and not by pauses, so that a slow answer does not thin out what comes.
                let due = start + Double(index) / Double(LedgerBench.perSecond)
                let early = due - now()
                if early > 0.001 { try await Task.sleep(for: .seconds(early)) }
                group.addTask {
                    _ = try await service.publish(entry)
                    return now() - due
                }
            }
            return try await group.reduce(into: [Double]()) { $0.append($1) }
        }
        took.sort()
        let rate = Fact.count(LedgerBench.perSecond)
        return [
            (Phrase("commands.bench.latency50", ["rate": rate]), middle(took, 0.5) * 1e3, 1),
            (Phrase("commands.bench.latency99", ["rate": rate]), middle(took, 0.99) * 1e3, 1),
        ]
    }

    /// What the disk itself allows: the same bytes added to a plain file, each with its sync.
    private func plainRate(_ count: Int) throws -> Double {
        let path = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = LedgerFolder(path: path)
        let took = try seconds {
            for index in 0..<count { try folder.append(entry(index), to: "plain") }
        }
        return Double(count) / took
    }

    private func tell(_ rows: [(Phrase, Double, places: Int)], _ signer: NoteSigner) {
        session.show(
            rows,
            under: Phrase(
                "commands.bench.ledgerHeadline",
                [
                    "entries": .count(options.entries),
                    "bytes": .count(LedgerBench.entryBytes),
                ]))
        if let ledger = options.ledger {
            session.output.paragraph(
                session.catalogue(
                    Phrase(
                        "commands.bench.ledgerLeft",
                        ["folder": .text(ledger), "key": .text(signer.verifier.text)])))
        }
    }

    func entry(_ index: Int) -> [UInt8] {
        let head = Array("{\"kind\":\"BENCH\",\"number\":\(index),\"filling\":\"".utf8)
        let filling = LedgerBench.entryBytes - head.count - 2
        return head + [UInt8](repeating: UInt8(ascii: "x"), count: max(0, filling))
            + Array("\"}".utf8)
    }

    func temporaryFolder() -> String {
        let random = Hexadecimal.encode(SecureRandom.bytes(8))
        return FileManager.default.temporaryDirectory.path + "/rastro-ledger-" + random
    }

    func seconds<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure)
        -> Double
    {
        let start = session.surroundings.now()
        try body()
        return (session.surroundings.now() - start) / .seconds(1)
    }

    private func middle(_ sorted: [Double], _ share: Double) -> Double {
        sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
