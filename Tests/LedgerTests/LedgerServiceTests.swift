import Cryptography
import Ledger
import Synchronization
import Testing

struct LedgerServiceTests {
    private func entry(_ index: Int) -> [UInt8] { Array("entry-\(index)".utf8) }

    private func service(
        _ store: SimulatedDisk, size: Int = 256,
        pause: @escaping @Sendable (Duration) async -> Void = { _ in await Task.yield() }
    ) throws -> LedgerService {
        var batching = LedgerService.Batching()
        batching.size = size
        return try LedgerService(
            store, signer: TestKeys.log(), batching: batching, pause: pause)
    }

    @Test("what many tasks add is published, each entry once, and far fewer times than entries")
    func many() async throws {
        let store = SimulatedDisk()
        let service = try service(store)
        let log = try TestKeys.log().verifier
        let indices = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for index in 0..<2000 {
                let entry = entry(index)
                group.addTask {
                    if index % 3 == 0 { return try await service.promise(entry) }
                    let published = try await service.publish(entry)
                    #expect(published.checkpoint.checkpoint.size > published.index)
                    return published.index
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(indices.count == 2000)
        try await service.flush()
        let report = LedgerAudit(store, log: log).run()
        #expect(report.problems == [] && report.entries == 2000)
        #expect(store.steps < 2000)
    }

    @Test("what was promised is on the disk before the promise is made")
    func promise() async throws {
        let store = SimulatedDisk()
        // Nothing is published, for no time passes.
        let time = StoppedTime()
        defer { time.pass() }
        let service = try service(store, pause: { _ in await time.wait() })
        for index in 0..<20 {
            _ = try await service.promise(entry(index))
            let copy = SimulatedDisk(store.snapshot)
            #expect(try LedgerWriter(copy, signer: TestKeys.log()).size == UInt64(index + 1))
        }
        #expect(await service.published.checkpoint.size == 0)
        try await service.flush()
        #expect(await service.published.checkpoint.size == 20)
    }

    @Test("a full batch does not wait for the time to pass")
    func full() async throws {
        let time = StoppedTime()
        defer { time.pass() }
        let service = try service(SimulatedDisk(), size: 8, pause: { _ in await time.wait() })
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                let entry = entry(index)
                group.addTask {
                    let published = try? await service.publish(entry)
                    #expect(published?.checkpoint.checkpoint.size == 8)
                }
            }
        }
    }

    @Test("whoever waits for a disk that refuses is told, and the next is not")
    func refusal() async throws {
        let store = SimulatedDisk()
        let service = try service(store)
        store.fail(after: 0, .refusal(steps: 1, reason: 5))
        await #expect(throws: LedgerError.self) { try await service.publish(entry(0)) }
        // The first was queued and is there: whoever was told so may ask again, and find it twice.
        #expect(try await service.publish(entry(1)).index == 1)
        let log = try TestKeys.log().verifier
        #expect(LedgerAudit(store, log: log).run().isSound)
    }
}

/// Time that does not pass until it is told to; then it has passed.
private final class StoppedTime: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = waiting.withLock { waiting in
                waiting?.append(continuation)
                return waiting == nil
            }
            if isOver { continuation.resume() }
        }
    }

    func pass() {
        let all = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting ?? []
        }
        for continuation in all { continuation.resume() }
    }
}
