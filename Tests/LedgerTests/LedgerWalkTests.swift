import Ledger
import Testing

struct LedgerWalkTests {
    private func ledger(_ count: Int) throws -> (SimulatedDisk, Checkpoint) {
        let store = SimulatedDisk()
        let writer = try LedgerWriter(store, signer: TestKeys.log())
        for index in 0..<count { _ = try writer.append(TestLedger.entry(index)) }
        return (store, try writer.publish().checkpoint)
    }

    @Test("all entries are read in their order, and have the root that was signed")
    func whole() throws {
        for count in [0, 1, 255, 256, 257, 700] {
            let (store, checkpoint) = try ledger(count)
            var walk = LedgerWalk(store, size: checkpoint.size)
            var entries: [[UInt8]] = []
            var files: [String] = walk.files(atMost: 100).map(\.text)
            while !walk.isDone {
                #expect(walk.file?.text == files.removeFirst())
                #expect(walk.next == UInt64(entries.count))
                entries += try walk.step().map(Array.init)
            }
            #expect(files.isEmpty && walk.file == nil)
            #expect(entries == TestLedger.entries(0..<count))
            #expect(walk.root == checkpoint.root)
            #expect(try walk.step().isEmpty)
        }
    }

    @Test("a changed entry has another root, and a file that is missing or cut is said")
    func damaged() throws {
        let (store, checkpoint) = try ledger(300)
        var files = store.snapshot.files
        let path = "tile/entries/000"
        let whole = try #require(files[path])
        func walked(_ bytes: [UInt8]?) throws -> Bool {
            files[path] = bytes
            var walk = LedgerWalk(Copy(files: files), size: checkpoint.size)
            while !walk.isDone { _ = try walk.step() }
            return walk.root == checkpoint.root
        }
        #expect(try walked(whole))
        var changed = whole
        changed[changed.count - 1] ^= 1
        #expect(!(try walked(changed)))
        #expect(throws: LedgerError.self) { try walked(Array(whole.dropLast())) }
        #expect(throws: LedgerError.missing(path: path)) { try walked(nil) }
    }

    /// Files of a ledger as they are.
    private struct Copy: LedgerSource {
        let files: [String: [UInt8]]

        func read(_ path: String) throws(LedgerError) -> [UInt8]? { files[path] }
    }
}
