/// Sorts the records of one shape after another and cuts them into blocks.
struct ShapeAssembler: Sendable {
    /// More records of a shape than this are sorted in several goes, each for a stretch of keys.
    static let mostAtOnce = 24 << 20

    private let source: Source
    private let lines: DescriptorLines
    private let jobs: [Job]
    private let mostAtOnce: Int

    /// The parted records.
    // Proof: a constant that is only read; the spools behind it are read by position.
    private final class Source: @unchecked Sendable {
        let parts: [ShapePartitions]
        init(_ parts: [ShapePartitions]) { self.parts = parts }
    }

    /// The records of a shape, by part and partition.
    private struct Job: Sendable {
        let shape: SerialShape
        var places: [(part: Int, partition: Int)]
        var count: Int
    }

    init(
        parts: [ShapePartitions], lines: DescriptorLines,
        mostAtOnce: Int = ShapeAssembler.mostAtOnce
    ) {
        source = Source(parts)
        self.mostAtOnce = mostAtOnce
        self.lines = lines
        var jobs: [SerialShape: Job] = [:]
        for (part, partitions) in parts.enumerated() {
            for (index, partition) in partitions.partitions.enumerated() {
                jobs[partition.shape, default: Job(shape: partition.shape, places: [], count: 0)]
                    .places.append((part, index))
                jobs[partition.shape]?.count += partition.count
            }
        }
        // Wide keys come last: only the last blocks have an upper half.
        self.jobs = jobs.values.sorted {
            $0.shape.isWide == $1.shape.isWide
                ? $0.shape.precedes($1.shape) : !$0.shape.isWide
        }
    }

    /// Assembles all shapes, several at a time, and takes them in order.
    func assemble(
        tasks: Int, into result: inout SegmentParts
    ) async throws(SerialIndexError) {
        var ready: [Int: Result<[Piece], SerialIndexError>] = [:]
        var taken = 0
        var failure: SerialIndexError?
        await withTaskGroup(of: (Int, Result<[Piece], SerialIndexError>).self) { group in
            var next = 0
            func start() {
                guard next < jobs.count, failure == nil else { return }
                let index = next
                group.addTask { (index, pieces(of: jobs[index])) }
                next += 1
            }
            for _ in 0..<max(1, tasks) { start() }
            for await (index, pieces) in group {
                ready[index] = pieces
                while let pieces = ready.removeValue(forKey: taken) {
                    taken += 1
                    do throws(SerialIndexError) {
                        for (number, piece) in try pieces.get().enumerated() {
                            try result.append(
                                piece.run, layout: piece.layout, isContinued: number > 0)
                        }
                    } catch {
                        failure = failure ?? error
                    }
                }
                start()
            }
        }
        if let failure { throw failure }
    }

    /// Assembles all shapes, one after another.
    func assemble(into result: inout SegmentParts) throws(SerialIndexError) {
        for job in jobs {
            for (number, piece) in try pieces(of: job).get().enumerated() {
                try result.append(piece.run, layout: piece.layout, isContinued: number > 0)
            }
        }
    }

    /// A stretch of a shape's blocks.
    private struct Piece: Sendable {
        let layout: BlockLayout
        let run: AssembledRun
    }

    private func pieces(of job: Job) -> Result<[Piece], SerialIndexError> {
        do throws(SerialIndexError) {
            if job.shape.isWide { return .success([try widePiece(of: job)]) }
            if job.count <= mostAtOnce {
                let items = try narrowItems(of: job)
                let layout = BlockLayout.best(for: job.shape, items)
                return .success([piece(items, layout)])
            }
            return .success(try stretches(of: job))
        } catch {
            return .failure(error)
        }
    }

    private func narrowItems(of job: Job) throws(SerialIndexError) -> [PackedItem] {
        var items: [PackedItem] = []
        for place in job.places {
            let partitions = source.parts[place.part]
            items += try partitions.items(
                of: place.partition, in: partitions.partitions[place.partition].items)
        }
        return items
    }

    private func piece(_ source: [PackedItem], _ layout: BlockLayout) -> Piece {
        let cutter = BlockCutter(layout)
        var items = source
        cutter.makeSortingKeys(&items)
        RadixSort.sort(&items, bits: layout.keyBits + BlockCutter.cellBits)
        return Piece(layout: layout, run: cutter.assemble(items, lines: lines))
    }

    /// Goes over the records of a shape several times, each time for those of a stretch of keys.
    private func stretches(of job: Job) throws(SerialIndexError) -> [Piece] {
        let sample = try sample(of: job)
        let layout = BlockLayout.best(for: job.shape, sample)
        let cutter = BlockCutter(layout)
        let keys = sample.map { cutter.blockKey($0.key) }.sorted()
        let goes = job.count / mostAtOnce + 1
        let bounds = [0] + (1..<goes).map { keys[$0 * keys.count / goes] } + [UInt64.max]
        var pieces: [Piece] = []
        for go in 0..<goes where bounds[go] < bounds[go + 1] {
            var items: [PackedItem] = []
            for place in job.places {
                let partitions = source.parts[place.part]
                let all = try partitions.items(
                    of: place.partition, in: partitions.partitions[place.partition].items)
                items += all.filter { item in
                    let key = cutter.blockKey(item.key)
                    return key >= bounds[go] && key < bounds[go + 1]
                }
            }
            pieces.append(piece(items, layout))
        }
        return pieces
    }

    /// The first records of a shape, enough to tell how they lie.
    private func sample(of job: Job) throws(SerialIndexError) -> [PackedItem] {
        guard let place = job.places.first else { return [] }
        let partitions = source.parts[place.part]
        let items = try partitions.items(
            of: place.partition, in: partitions.partitions[place.partition].items)
        return Array(items.prefix(4 << 20))
    }

    private func widePiece(of job: Job) throws(SerialIndexError) -> Piece {
        var items: [WideItem] = []
        for place in job.places {
            let partitions = source.parts[place.part]
            items += try partitions.items(
                of: place.partition, in: partitions.partitions[place.partition].wideItems)
        }
        let layout = BlockLayout.best(for: job.shape, items)
        let cutter = BlockCutter(layout)
        cutter.makeSortingKeys(&items)
        let order = items.indices.sorted { (items[$0].key, $0) < (items[$1].key, $1) }
        let sorted = order.map { items[$0] }
        return Piece(layout: layout, run: cutter.assemble(sorted, lines: lines))
    }
}
