/// Builds a segment from a stream of records.
public struct SegmentBuilder: Sendable {
    private var parts: [ShapePartitions] = [ShapePartitions()]
    private let descriptors: [SerialDescriptor]

    /// Makes a builder for records with given descriptions.
    public init(descriptors: [SerialDescriptor]) {
        self.descriptors = descriptors
    }

    /// Adds a record; one whose serial has no letter or digit is left out.
    ///
    /// - Parameter descriptor: the place of its description among those given.
    public mutating func add(identifier: UInt32, descriptor: Int, serial: SerialCodes) {
        unsafe serial.codes.withUnsafeBufferPointer {
            unsafe parts[0].add(
                codes: $0, identifier: identifier, descriptor: UInt32(descriptor))
        }
    }

    /// Adds records from columns, on as many tasks as are asked for.
    ///
    /// - Parameters:
    ///   - serials: ASCII, `width` bytes a record, padded with zeros.
    ///   - descriptorOf: the place of each record's description among those given.
    public mutating func add(
        count: Int, width: Int, serials: UnsafeBufferPointer<UInt8>, tasks: Int,
        descriptorOf: @Sendable @escaping (Int) -> UInt32
    ) async {
        let size = (count + tasks - 1) / max(1, tasks)
        let start = Int(bitPattern: serials.baseAddress)
        let made = await withTaskGroup(of: (Int, ShapePartitions).self) { group in
            for task in 0..<tasks {
                let range = min(count, task * size)..<min(count, (task + 1) * size)
                group.addTask {
                    (
                        task,
                        SegmentBuilder.partition(range, width, start, descriptorOf)
                    )
                }
            }
            var made: [(Int, ShapePartitions)] = []
            for await part in group { made.append(part) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
        parts += made
    }

    private static func partition(
        _ range: Range<Int>, _ width: Int, _ start: Int, _ descriptorOf: (Int) -> UInt32
    ) -> ShapePartitions {
        var partitions = ShapePartitions()
        guard let base = unsafe UnsafePointer<UInt8>(bitPattern: start) else { return partitions }
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
                        identifier: UInt32(truncatingIfNeeded: row),
                        descriptor: descriptorOf(row))
                }
            }
        }
        return partitions
    }

    /// Builds the segment in memory.
    public consuming func build(tasks: Int = 2) async throws -> SerialSegment {
        let parts = try await assemble(tasks: tasks)
        let sink = MemorySink()
        try parts.write(to: sink)
        return try SerialSegment(region: SegmentRegion(copying: sink.bytes), path: "")
    }

    /// Sorts and cuts the records of all shapes.
    consuming func assemble(tasks: Int) async throws -> SegmentParts {
        let makes = descriptors.map(\.make)
        var shapes: [SerialShape: [(Int, Int)]] = [:]
        for (part, partitions) in parts.enumerated() {
            for (index, partition) in partitions.partitions.enumerated() {
                shapes[partition.shape, default: []].append((part, index))
            }
        }
        let order = shapes.keys.sorted {
            $0.isWide == $1.isWide ? $0.precedes($1) : !$0.isWide
        }
        let sources = parts
        parts = []
        var runs: [Int: (BlockLayout, AssembledRun)] = [:]
        var result = SegmentParts()
        await withTaskGroup(of: (Int, BlockLayout, AssembledRun).self) { group in
            var next = 0
            func start() {
                guard next < order.count else { return }
                let index = next
                let shape = order[index]
                let places = shapes[shape] ?? []
                group.addTask {
                    let items = places.flatMap { sources[$0.0].partitions[$0.1].items }
                    let wide = places.flatMap { sources[$0.0].partitions[$0.1].wideItems }
                    let made = SegmentBuilder.assemble(shape, items, wide, makes)
                    return (index, made.0, made.1)
                }
                next += 1
            }
            for _ in 0..<tasks { start() }
            var done = 0
            for await (index, layout, run) in group {
                runs[index] = (layout, run)
                while let ready = runs.removeValue(forKey: done) {
                    result.append(ready.1, layout: ready.0)
                    done += 1
                }
                start()
            }
        }
        result.setDescriptors(descriptors)
        return result
    }

    private static func assemble(
        _ shape: SerialShape, _ items: [PackedItem], _ wide: [WideItem], _ makes: [UInt32]
    ) -> (BlockLayout, AssembledRun) {
        if shape.isWide {
            let layout = BlockLayout.best(for: shape, wide)
            let cutter = BlockCutter(layout)
            var items = wide
            cutter.makeSortingKeys(&items)
            let order = items.indices.sorted { (items[$0].key, $0) < (items[$1].key, $1) }
            return (layout, cutter.assemble(order.map { items[$0] }, makes: makes))
        }
        let layout = BlockLayout.best(for: shape, items)
        let cutter = BlockCutter(layout)
        var items = items
        cutter.makeSortingKeys(&items)
        RadixSort.sort(&items, bits: layout.keyBits + BlockCutter.cellBits)
        return (layout, cutter.assemble(items, makes: makes))
    }
}

extension SegmentParts {
    /// Sets the descriptors and counts their records.
    mutating func setDescriptors(_ descriptors: [SerialDescriptor]) {
        var counts = [UInt32](repeating: 0, count: descriptors.count)
        for descriptor in recordDescriptors { counts[Int(descriptor)] += 1 }
        self.descriptors = zip(descriptors, counts).map { descriptor, count in
            DescriptorRow(
                make: descriptor.make, model: descriptor.model, calibre: descriptor.calibre,
                count: count)
        }
    }
}
