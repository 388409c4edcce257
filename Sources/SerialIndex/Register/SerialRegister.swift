import Glibc
import Synchronization

/// A folder of records that can be searched while records are added, withdrawn and merged.
///
/// Immutable segments hold most of it. What was added and withdrawn since they were written is in a
/// journal, and in memory in small segments that are searched beside them. `merge` makes one segment of
/// all. A crash at any moment leaves the register as it was before a change or as it is after it.
///
/// One writer at a time, and any number of readers, in this process and in others.
public final class SerialRegister: Sendable {
    /// The folder.
    public let folder: String
    /// How many bytes were cut off the journal when it was opened: what a crash has left of a change that
    /// was not complete, and of which nobody was told that it was.
    public let tornBytes: Int
    private let writer: Mutex<RegisterWriter>
    /// What readers get; apart, so that they never wait for a disk.
    private let published: Mutex<RegisterSnapshot>

    /// How much a merge takes together.
    public enum MergeExtent: Hashable, Sendable {
        /// All records, into one segment.
        case everything
        /// What was added since the last merge, and the segments that are not much larger: little work
        /// each time, and the number of segments stays logarithmic.
        case recent
    }

    private init(_ writer: consuming RegisterWriter, folder: String) {
        self.folder = folder
        tornBytes = writer.tornBytes
        published = Mutex(writer.snapshot)
        self.writer = Mutex(writer)
    }

    /// Makes a register in a folder that is there.
    ///
    /// - Parameter segments: files of segments that it begins with, on the same disk as the folder; the
    ///   register takes them over.
    /// - Throws: `SerialIndexError.alreadyARegister` when the folder holds one.
    public static func create(
        folder path: String, adopting segments: [String] = []
    ) throws(SerialIndexError) -> SerialRegister {
        let folder = RegisterFolder(path: path)
        let lock = try RegisterWriter.lock(folder)
        guard !folder.exists(folder.manifest) else { throw .alreadyARegister(path: path) }
        if folder.exists(folder.journal) {
            // A creation that did not end leaves an empty one.
            let old = try JournalReading(folder, from: 0) { _ in }
            guard old.base == 0, old.end == 0 else { throw .alreadyARegister(path: path) }
        }
        var manifest = RegisterManifest()
        for file in segments {
            let segment = try SerialSegment(path: file)
            let number = manifest.nextNumber
            try folder.adopt(file, as: folder.segment(number))
            manifest.segments.append(
                RegisterManifest.Segment(
                    number: number, records: UInt64(segment.count),
                    fingerprint: segment.fingerprint, withdrawn: []))
            manifest.nextNumber += 1
        }
        guard try folder.segmentNames().count == segments.count else {
            throw .alreadyARegister(path: path)
        }
        try RegisterJournal.create(folder)
        // With its manifest the register is there.
        try folder.replace(folder.manifest, manifest.bytes)
        for file in segments { folder.remove(file) }
        return SerialRegister(try RegisterWriter(folder, lock: lock), folder: path)
    }

    /// Opens a register for reading and writing, and removes what a crash has left.
    ///
    /// - Throws: `SerialIndexError.inUse` when somebody else writes to it; `.notARegister`, `.missing`,
    ///   `.damaged` and `.version` when it can not be opened as it is.
    /// - Complexity: O(what was added and withdrawn since the last merge).
    public static func open(folder path: String) throws(SerialIndexError) -> SerialRegister {
        let folder = RegisterFolder(path: path)
        guard folder.exists(folder.manifest) else { throw .notARegister(path: path) }
        let lock = try RegisterWriter.lock(folder)
        return SerialRegister(try RegisterWriter(folder, lock: lock), folder: path)
    }

    /// Reads a register as it is now, whoever may be writing to it.
    public static func read(folder path: String) throws(SerialIndexError) -> RegisterSnapshot {
        let folder = RegisterFolder(path: path)
        let empty = try SegmentBuilder(descriptors: []).buildAlone()
        var manifest = try RegisterManifest(folder)
        while true {
            do throws(SerialIndexError) {
                return RegisterSnapshot(try LoadedRegister(folder).contents.parts, empty: empty)
            } catch {
                // A merge may have swapped the files underneath: then the manifest has changed.
                let now = try RegisterManifest(folder)
                if now == manifest { throw error }
                manifest = now
            }
        }
    }

    /// What the register holds now: everything that was added and withdrawn before.
    public func snapshot() -> RegisterSnapshot { published.withLock { $0 } }

    /// Adds records; a record without a letter or digit in its serial is left out.
    ///
    /// The disk has all of them when this returns, and none when it throws or when a crash comes before.
    /// It waits for the disk, once for a whole batch.
    public func add(_ records: [SerialRecord]) throws(SerialIndexError) {
        try writer.withLock { writer throws(SerialIndexError) in
            try writer.add(records)
            publish(writer.snapshot)
        }
    }

    /// Withdraws records: they are no candidates any more.
    ///
    /// The disk has it when this returns, as with `add`. Every record of a key is withdrawn.
    ///
    /// - Returns: the keys of which there is no record.
    @discardableResult
    public func withdraw(
        _ keys: [SerialRecord.Key]
    ) throws(SerialIndexError) -> [SerialRecord.Key] {
        try writer.withLock { writer throws(SerialIndexError) in
            let missing = try writer.withdraw(keys)
            publish(writer.snapshot)
            return missing
        }
    }

    /// Merges segments into one file, while others read, add and withdraw.
    ///
    /// - Parameters:
    ///   - memory: how much records may take before they go to a temporary file, in bytes.
    ///   - tasks: how many shapes are sorted at once.
    /// - Throws: `SerialIndexError.isMerging` when a merge is running; `.cancelled` when the task was
    ///   cancelled. When it throws, everything that was in the register still is.
    @concurrent
    public func merge(
        _ extent: MergeExtent = .everything, memory: Int = SegmentBuilder.usualMemory,
        tasks: Int = 2
    ) async throws(SerialIndexError) {
        let plan = try writer.withLock { writer throws(SerialIndexError) in
            try writer.beginMerge(extent)
        }
        guard let plan else { return }
        do throws(SerialIndexError) {
            let merged = try await build(plan, memory: memory, tasks: tasks)
            try writer.withLock { writer throws(SerialIndexError) in
                publish(try writer.finishMerge(plan, merged))
            }
        } catch {
            writer.withLock { $0.abandonMerge() }
            throw error
        }
        try writer.withLock { writer throws(SerialIndexError) in try writer.shortenJournal() }
    }

    /// Builds the segment of a merge; none when no record is left.
    private func build(
        _ plan: RegisterWriter.Plan, memory: Int, tasks: Int
    ) async throws(SerialIndexError) -> SerialSegment? {
        let count = plan.parts.reduce(0) { $0 + $1.liveCount }
        guard count <= SegmentFormat.mostRecords else {
            throw .tooMany(limit: SegmentFormat.mostRecords)
        }
        guard count > 0 else { return nil }
        var builder = PartsBuilder(plan.parts, folder: folder, memory: memory)
        for part in plan.parts { try await builder.addAtLeisure(part) }
        let path = RegisterFolder(path: folder).segment(plan.number)
        return try await builder.build(path: path, tasks: tasks)
    }

    /// Called while the writer is locked, so that snapshots come in the order of the changes.
    private func publish(_ snapshot: RegisterSnapshot) { published.withLock { $0 = snapshot } }
}
