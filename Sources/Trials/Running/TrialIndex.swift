public import SerialIndex

/// The records of a benchmark, indexed in memory, and how long that took.
public struct TrialIndex: Sendable {
    /// The index.
    public let segment: SerialSegment
    /// How long it took from the columns, in seconds.
    public let seconds: Double

    /// Builds the index on so many tasks.
    ///
    /// - Parameter now: the time since any fixed moment, in seconds.
    /// - Throws: `TrialsError.tooManyRecords`; `SerialIndexError` when the system fails.
    public static func build(
        _ set: TrialSet, tasks: Int, now: @Sendable () -> Double
    ) async throws -> TrialIndex {
        let begun = now()
        var builder = SegmentBuilder(descriptors: set.descriptors)
        do {
            unsafe try await set.serials.withBytes { bytes in
                unsafe try await builder.add(
                    count: set.count, width: set.serials.width, serials: bytes, tasks: tasks
                ) { UInt32(set.descriptor(of: $0)) }
            }
            let segment = try await builder.build(tasks: tasks)
            return TrialIndex(segment: segment, seconds: now() - begun)
        } catch SerialIndexError.tooMany(let limit) {
            throw TrialsError.tooManyRecords(
                path: set.serials.path, found: set.count, most: limit)
        }
    }
}
