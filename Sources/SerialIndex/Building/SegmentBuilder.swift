/// Builds a segment from a stream of records, in memory or, within a bound on memory, in a file.
public struct SegmentBuilder: Sendable {
    private var parts: [Part] = []
    private let descriptors: [SerialDescriptor]
    private let folder: String?
    private let memory: Int

    /// The memory that records may take before they go to a temporary file, in bytes.
    public static let usualMemory = 256 << 20
    /// What a record takes on its way.
    static let itemSize = MemoryLayout<PackedItem>.stride

    /// Records that one task has parted.
    ///
    /// A box, so that a part can be handed from task to task.
    // Proof: a part is filled by the one task that made it and handed over when that task has ended;
    // after that it is only read.
    private final class Part: @unchecked Sendable {
        var partitions: ShapePartitions

        init(_ partitions: ShapePartitions) { self.partitions = partitions }
    }

    /// Makes a builder for records with given descriptions.
    ///
    /// - Parameters:
    ///   - folder: where temporary files may be made; with none, everything stays in memory.
    ///   - memory: how much records may take before they go there, in bytes.
    public init(
        descriptors: [SerialDescriptor], folder: String? = nil,
        memory: Int = SegmentBuilder.usualMemory
    ) {
        self.descriptors = descriptors
        self.folder = folder
        self.memory = memory
    }

    private func newPart() throws(SerialIndexError) -> Part {
        guard let folder else { return Part(ShapePartitions(spool: nil)) }
        return Part(ShapePartitions(spool: try SpoolFile(in: folder)))
    }

    /// Adds a record; one whose serial has no letter or digit is left out.
    ///
    /// - Parameter descriptor: the place of its description among those given.
    public mutating func add(
        identifier: UInt32, descriptor: Int, serial: SerialCodes
    ) throws(SerialIndexError) {
        precondition(descriptors.indices.contains(descriptor), "a record has a description")
        if parts.isEmpty { parts.append(try newPart()) }
        // The last part, so that records stay in the order in which they come.
        let part = parts[parts.count - 1]
        unsafe serial.codes.withUnsafeBufferPointer {
            unsafe part.partitions.add(
                codes: $0, identifier: identifier, descriptor: UInt32(descriptor))
        }
        if part.partitions.inMemory * SegmentBuilder.itemSize > memory {
            try part.partitions.spill()
        }
    }

    /// Adds records from columns, on as many tasks as are asked for.
    ///
    /// - Parameters:
    ///   - first: the number of the first record; the others follow.
    ///   - serials: ASCII, `width` bytes a record, padded with zeros.
    ///   - descriptorOf: the place of each record's description among those given.
    public mutating func add(
        first: UInt32 = 0, count: Int, width: Int, serials: UnsafeBufferPointer<UInt8>,
        tasks: Int, descriptorOf: @Sendable @escaping (Int) -> UInt32
    ) async throws(SerialIndexError) {
        let size = (count + tasks - 1) / max(1, tasks)
        let start = Int(bitPattern: serials.baseAddress)
        var made: [Part] = []
        for _ in 0..<tasks { made.append(try newPart()) }
        let budget = memory / max(1, tasks)
        let failures: [SerialIndexError] = await withTaskGroup(of: SerialIndexError?.self) {
            group in
            for (task, part) in made.enumerated() {
                let range = min(count, task * size)..<min(count, (task + 1) * size)
                group.addTask {
                    do throws(SerialIndexError) {
                        try SegmentBuilder.fill(
                            part, range, first, width, start, budget, descriptorOf)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var failures: [SerialIndexError] = []
            for await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
        if let failure = failures.first { throw failure }
        parts += made
        let held = parts.reduce(0) { $0 + $1.partitions.inMemory }
        if held * SegmentBuilder.itemSize > memory {
            for part in parts { try part.partitions.spill() }
        }
    }

    private static func fill(
        _ part: Part, _ range: Range<Int>, _ first: UInt32, _ width: Int, _ start: Int,
        _ budget: Int, _ descriptorOf: (Int) -> UInt32
    ) throws(SerialIndexError) {
        guard let base = unsafe UnsafePointer<UInt8>(bitPattern: start) else { return }
        var partitions = part.partitions
        var failure: SerialIndexError?
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SerialCodes.longest) {
            codes in
            unsafe SerialCodes.table.withUnsafeBufferPointer { table in
                for row in range {
                    let bytes = unsafe base + row * width
                    var length = 0
                    for index in 0..<width {
                        let code = unsafe table[Int(bytes[index])]
                        if code != SerialCodes.none, length < SerialCodes.longest {
                            unsafe codes[length] = code
                            length &+= 1
                        }
                    }
                    unsafe partitions.add(
                        codes: UnsafeBufferPointer(rebasing: codes[0..<length]),
                        identifier: first &+ UInt32(truncatingIfNeeded: row),
                        descriptor: descriptorOf(row))
                    guard partitions.inMemory * itemSize > budget else { continue }
                    do throws(SerialIndexError) { try partitions.spill() } catch {
                        failure = error
                        return
                    }
                }
            }
        }
        part.partitions = partitions
        if let failure { throw failure }
    }

    /// Builds the segment in memory, on the present task alone.
    public consuming func buildAlone() throws(SerialIndexError) -> SerialSegment {
        try requireLimits()
        let lines = DescriptorLines(descriptors)
        let assembler = ShapeAssembler(parts: parts.map(\.partitions), lines: lines)
        var result = try SegmentParts(descriptors: descriptors, lines: lines, spooledIn: nil)
        try assembler.assemble(into: &result)
        let sink = MemorySink()
        try result.write(to: sink)
        return try SerialSegment(
            region: SegmentRegion(copying: sink.bytes), path: "", isTrusted: true)
    }

    /// Builds the segment in memory.
    public consuming func build(tasks: Int = 2) async throws(SerialIndexError) -> SerialSegment {
        let sink = MemorySink()
        try await write(to: sink, tasks: tasks)
        return try SerialSegment(
            region: SegmentRegion(copying: sink.bytes), path: "", isTrusted: true)
    }

    /// Builds the segment in a file, which appears whole or not at all, and opens it.
    public consuming func build(
        path: String, tasks: Int = 2
    ) async throws(SerialIndexError) -> SerialSegment {
        try await write(to: FileSink(path: path), tasks: tasks)
        return try SerialSegment(path: path)
    }

    private consuming func write(
        to sink: any ImageSink, tasks: Int
    ) async throws(SerialIndexError) {
        try requireLimits()
        let lines = DescriptorLines(descriptors)
        let assembler = ShapeAssembler(parts: parts.map(\.partitions), lines: lines)
        var result = try SegmentParts(
            descriptors: descriptors, lines: lines, spooledIn: folder)
        parts = []
        try await assembler.assemble(tasks: tasks, into: &result)
        try result.write(to: sink)
    }

    /// Checks that the numbers of everything fit where they are to stand.
    private func requireLimits() throws(SerialIndexError) {
        let records = parts.reduce(0) { sum, part in
            sum + part.partitions.partitions.reduce(0) { $0 + $1.count }
        }
        guard records <= SegmentFormat.mostRecords else {
            throw .tooMany(limit: SegmentFormat.mostRecords)
        }
        for one in descriptors
        where ![one.make, one.model, one.calibre].allSatisfy(SegmentFormat.isNumber) {
            throw .tooMany(limit: Int(SegmentFormat.mostNumbers))
        }
    }
}
