/// A segment of a register, with the records of it that were withdrawn.
struct RegisterPart: Sendable {
    let segment: SerialSegment
    var withdrawn = WithdrawnRecords()
    /// The number of its file; none for one in memory, whose records the journal has.
    var number: UInt32?
    /// Tells whether a merge is reading it: then it is not joined with others.
    var isTaken = false

    /// How many records were not withdrawn.
    var liveCount: Int { segment.count - withdrawn.count }

    /// Withdraws the records of a key; false when there is none that was not withdrawn before.
    mutating func withdraw(_ key: SerialRecord.Key) throws(SerialIndexError) -> Bool {
        var isFound = false
        for record in try segment.records(key) where !withdrawn.contains(record) {
            withdrawn.insert(record, of: segment.view)
            isFound = true
        }
        return isFound
    }
}

/// What a register holds: a value, so that a change is made on a copy, written to the journal, and only
/// then takes effect.
struct RegisterContents: Sendable {
    var parts: [RegisterPart] = []

    /// Segments in memory of fewer records are always joined with the next.
    private static let fewRecords = 512
    /// No more segments are kept in memory, apart from those that a merge is reading.
    private static let mostInMemory = 12

    /// Adds records, as a segment of their own or joined with the last ones.
    ///
    /// The logarithmic method (Bentley and Saxe 1980): a segment is joined with those before it that are
    /// not much larger, so each record is moved O(log n) times.
    mutating func add(_ records: [SerialRecord]) throws(SerialIndexError) {
        guard !records.isEmpty else { return }
        var joined: [RegisterPart] = []
        var count = records.count
        var inMemory = parts.count { $0.number == nil && !$0.isTaken }
        while let last = parts.last, last.number == nil, !last.isTaken,
            last.liveCount <= 2 * count || last.liveCount < RegisterContents.fewRecords
                || inMemory >= RegisterContents.mostInMemory
        {
            parts.removeLast()
            inMemory -= 1
            count += last.liveCount
            joined.insert(last, at: 0)
        }
        guard count <= SegmentFormat.mostRecords else {
            throw .tooMany(limit: SegmentFormat.mostRecords)
        }
        var builder = PartsBuilder(joined, and: records, folder: nil, memory: .max)
        for part in joined { try builder.add(part) }
        for record in records { try builder.add(record) }
        parts.append(RegisterPart(segment: try builder.build()))
    }

    /// Withdraws records; returns the keys of those that were there.
    mutating func withdraw(
        _ keys: [SerialRecord.Key]
    ) throws(SerialIndexError) -> [SerialRecord.Key] {
        var found: [SerialRecord.Key] = []
        for key in keys {
            var isFound = false
            for index in parts.indices where try parts[index].withdraw(key) { isFound = true }
            if isFound { found.append(key) }
        }
        return found
    }

    /// Does again what an entry of the journal says.
    mutating func replay(_ change: RegisterChange) throws(SerialIndexError) {
        switch change {
        case .added(let records): try add(records)
        case .withdrawn(let keys): _ = try withdraw(keys)
        }
    }

    /// The files as a manifest names them.
    var files: [RegisterManifest.Segment] {
        parts.compactMap { part in
            part.number.map {
                RegisterManifest.Segment(
                    number: $0, records: UInt64(part.segment.count),
                    fingerprint: part.segment.fingerprint, withdrawn: part.withdrawn.numbers)
            }
        }
    }
}

/// Builds one segment out of the records of several that were not withdrawn.
struct PartsBuilder {
    private var builder: SegmentBuilder
    /// The place of each description among those of the new segment.
    private let places: [SerialDescriptor: Int]

    /// Makes a builder for the records of parts, and for others.
    ///
    /// - Parameters:
    ///   - folder: where temporary files may be made; with none, everything stays in memory.
    ///   - memory: how much records may take before they go there, in bytes.
    init(
        _ parts: [RegisterPart], and records: [SerialRecord] = [], folder: String?, memory: Int
    ) {
        var descriptors: [SerialDescriptor] = []
        var places: [SerialDescriptor: Int] = [:]
        func note(_ descriptor: SerialDescriptor) {
            guard places[descriptor] == nil else { return }
            places[descriptor] = descriptors.count
            descriptors.append(descriptor)
        }
        for part in parts {
            var view = part.segment.view
            view.withdraw(part.withdrawn)
            for index in 0..<part.segment.descriptorCount {
                let row = unsafe view.descriptors[index]
                if view.liveCount(of: row) > 0 { note(SerialDescriptor(row)) }
            }
        }
        for record in records { note(record.descriptor) }
        self.places = places
        builder = SegmentBuilder(descriptors: descriptors, folder: folder, memory: memory)
    }

    /// Adds a record.
    mutating func add(_ record: SerialRecord) throws(SerialIndexError) {
        guard let place = places[record.descriptor] else { return }
        try builder.add(identifier: record.identifier, descriptor: place, serial: record.serial)
    }

    /// Adds the records of a part.
    mutating func add(_ part: RegisterPart) throws(SerialIndexError) {
        var reading = try PartReading(part, places)
        while try reading.add(to: &builder, most: .max) {}
    }

    /// Adds the records of a part, and lets others work between stretches of them.
    mutating func addAtLeisure(_ part: RegisterPart) async throws(SerialIndexError) {
        var reading = try PartReading(part, places)
        repeat {
            await Task.yield()
            if Task.isCancelled { throw .cancelled }
        } while try reading.add(to: &builder, most: 1 << 16)
    }

    /// Builds the segment in memory.
    consuming func build() throws(SerialIndexError) -> SerialSegment {
        try builder.buildAlone()
    }

    /// Builds the segment in a file.
    consuming func build(
        path: String, tasks: Int
    ) async throws(SerialIndexError) -> SerialSegment {
        try await builder.build(path: path, tasks: tasks)
    }
}

/// How far the records of a part were read.
private struct PartReading {
    private var cursor: SegmentCursor
    private let withdrawn: WithdrawnRecords
    private let path: String
    /// The new place of each of the part's descriptions; -1 for one that only withdrawn records bear.
    private let places: [Int]

    init(_ part: RegisterPart, _ places: [SerialDescriptor: Int]) throws(SerialIndexError) {
        cursor = try SegmentCursor(part.segment)
        withdrawn = part.withdrawn
        path = part.segment.path
        self.places = part.segment.descriptors.map { places[$0] ?? -1 }
    }

    /// Adds the next records to a builder, at the most so many; false when there are no more.
    mutating func add(
        to builder: inout SegmentBuilder, most: Int
    ) throws(SerialIndexError) -> Bool {
        var left = most
        while left > 0 {
            guard try cursor.advance() else { return false }
            left -= 1
            if withdrawn.contains(cursor.record) { continue }
            let place = places[cursor.descriptor]
            guard place >= 0 else { throw .damaged(path: path, part: "descriptors") }
            try builder.add(identifier: cursor.identifier, descriptor: place, serial: cursor.serial)
        }
        return true
    }
}
