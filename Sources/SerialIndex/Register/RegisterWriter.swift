import Glibc

/// The one that may change a register: it holds the lock, the journal and the present contents.
struct RegisterWriter: ~Copyable, Sendable {
    private let folder: RegisterFolder
    /// Held as long as the file is open.
    private let lock: SystemFile.Handle
    private var journal: RegisterJournal
    private var manifest: RegisterManifest
    private(set) var contents: RegisterContents
    private let empty: SerialSegment
    private var merging: Merging?
    /// Set while the manifest is swapped: if that fails, nobody knows which one the disk has.
    private var isSwapping = false
    /// How many bytes of a torn entry were cut off.
    let tornBytes: Int

    /// A merge that is running.
    private struct Merging: Sendable {
        /// Where in the journal it began.
        let start: Int
        /// What was withdrawn meanwhile.
        var withdrawn: [SerialRecord.Key] = []
    }

    /// What a merge does.
    struct Plan: Sendable {
        /// The parts that are to become one.
        let parts: [RegisterPart]
        /// The number of the new segment's file.
        let number: UInt32
    }

    /// Takes a folder for one writer.
    static func lock(_ folder: RegisterFolder) throws(SerialIndexError) -> SystemFile.Handle {
        let lock = try SystemFile.Handle(folder.lock, O_RDWR | O_CREAT)
        guard try lock.lock() else { throw .inUse(path: folder.path) }
        return lock
    }

    /// Opens a folder that holds a register.
    init(_ folder: RegisterFolder, lock: consuming SystemFile.Handle) throws(SerialIndexError) {
        let loaded = try LoadedRegister(folder)
        let journal = try RegisterJournal(folder, loaded.journal)
        try folder.removeLeavings(but: loaded.manifest.segments.map(\.number))
        empty = try SegmentBuilder(descriptors: []).buildAlone()
        self.folder = folder
        self.lock = lock
        self.journal = journal
        manifest = loaded.manifest
        contents = loaded.contents
        tornBytes = loaded.journal.tornBytes
    }

    var snapshot: RegisterSnapshot { RegisterSnapshot(contents.parts, empty: empty) }

    private func requireKnown() throws(SerialIndexError) {
        if isSwapping { throw .mustReopen(path: folder.path) }
    }

    mutating func add(_ records: [SerialRecord]) throws(SerialIndexError) {
        try requireKnown()
        let kept = records.filter { !$0.serial.codes.isEmpty }
        guard !kept.isEmpty else { return }
        guard kept.count <= RegisterJournal.mostRecords else {
            throw .tooMany(limit: RegisterJournal.mostRecords)
        }
        var next = contents
        try next.add(kept)
        try journal.append(.added(kept))
        contents = next
    }

    mutating func withdraw(
        _ keys: [SerialRecord.Key]
    ) throws(SerialIndexError) -> [SerialRecord.Key] {
        try requireKnown()
        guard keys.count <= RegisterJournal.mostRecords else {
            throw .tooMany(limit: RegisterJournal.mostRecords)
        }
        var next = contents
        let found = try next.withdraw(keys)
        if !found.isEmpty {
            try journal.append(.withdrawn(found))
            contents = next
            merging?.withdrawn += found
        }
        let known = Set(found)
        return keys.filter { !known.contains($0) }
    }
}

extension RegisterWriter {
    /// Begins a merge: no part that it takes is joined with another until it ends.
    ///
    /// - Returns: `nil` when there is nothing to do.
    mutating func beginMerge(
        _ extent: SerialRegister.MergeExtent
    ) throws(SerialIndexError) -> Plan? {
        try requireKnown()
        guard merging == nil else { throw .isMerging(path: folder.path) }
        let taken = contents.taken(by: extent)
        let isNeeded =
            taken.count > 1 || journal.end > Int(manifest.journalStart)
            || taken.contains { contents.parts[$0].withdrawn.count > 0 }
        guard isNeeded else { return nil }
        for index in taken { contents.parts[index].isTaken = true }
        merging = Merging(start: journal.end)
        return Plan(parts: taken.map { contents.parts[$0] }, number: manifest.nextNumber)
    }

    /// Gives a merge up: everything is as before.
    mutating func abandonMerge() {
        merging = nil
        for index in contents.parts.indices { contents.parts[index].isTaken = false }
    }

    /// Puts the merged segment in the place of the parts that it was made of, on the disk and then here.
    mutating func finishMerge(
        _ plan: Plan, _ merged: SerialSegment?
    ) throws(SerialIndexError) -> RegisterSnapshot {
        guard let merging else { return snapshot }
        var next = RegisterContents()
        next.parts = contents.parts.filter { $0.number != nil && !$0.isTaken }
        if let merged {
            var part = RegisterPart(segment: merged, number: plan.number)
            // What was withdrawn meanwhile was added before: the merged segment has it.
            for key in merging.withdrawn { _ = try part.withdraw(key) }
            next.parts.append(part)
        }
        var written = manifest
        written.segments = next.files
        written.journalStart = UInt64(merging.start)
        if merged != nil { written.nextNumber += 1 }
        next.parts += contents.parts.filter { $0.number == nil && !$0.isTaken }
        isSwapping = true
        try folder.replace(folder.manifest, written.bytes)
        isSwapping = false
        // From here on the new state holds, here and on the disk.
        let old = contents.parts.compactMap { $0.isTaken ? $0.number : nil }
        manifest = written
        contents = next
        self.merging = nil
        for number in old { folder.remove(folder.segment(number)) }
        return snapshot
    }

    /// Removes from the journal what the segments have.
    mutating func shortenJournal() throws(SerialIndexError) {
        try journal.dropAll(before: Int(manifest.journalStart))
    }
}

extension RegisterContents {
    /// The parts that a merge takes: those in memory, and as many files before them as it should.
    func taken(by extent: SerialRegister.MergeExtent) -> [Int] {
        var taken = parts.indices.filter { parts[$0].number == nil }
        var count = taken.reduce(0) { $0 + parts[$1].liveCount }
        let files = parts.indices.filter { parts[$0].number != nil }
        for index in files.sorted(by: { parts[$0].liveCount < parts[$1].liveCount }) {
            guard extent == .everything || parts[index].liveCount <= 2 * count else { break }
            count += parts[index].liveCount
            taken.append(index)
        }
        return taken.sorted()
    }
}

/// A register as its folder has it.
struct LoadedRegister {
    let manifest: RegisterManifest
    let contents: RegisterContents
    let journal: JournalReading

    init(_ folder: RegisterFolder) throws(SerialIndexError) {
        manifest = try RegisterManifest(folder)
        var contents = RegisterContents()
        for named in manifest.segments { contents.parts.append(try folder.part(named)) }
        journal = try JournalReading(folder, from: Int(manifest.journalStart)) {
            change throws(SerialIndexError) in try contents.replay(change)
        }
        self.contents = contents
    }
}

extension RegisterFolder {
    /// Opens a segment that the manifest names, and makes sure that it is the one.
    func part(_ named: RegisterManifest.Segment) throws(SerialIndexError) -> RegisterPart {
        let path = segment(named.number)
        guard exists(path) else { throw .missing(path: path) }
        let segment = try SerialSegment(path: path)
        guard UInt64(segment.count) == named.records, segment.fingerprint == named.fingerprint
        else { throw .damaged(path: path, part: "header") }
        var part = RegisterPart(segment: segment, number: named.number)
        if !named.withdrawn.isEmpty { try segment.prepare() }
        for record in named.withdrawn {
            guard segment.view.mayWithdraw(Int(record)) else { break }
            part.withdrawn.insert(Int(record), of: segment.view)
        }
        try segment.requireSound()
        return part
    }
}
