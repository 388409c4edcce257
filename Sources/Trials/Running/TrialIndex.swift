import Glibc
public import SerialIndex

/// The records of a benchmark, indexed, and how long that took.
public struct TrialIndex: Sendable {
    /// The index.
    public let segment: SerialSegment
    /// How long it took to build from the columns, or to open, in seconds.
    public let seconds: Double
    /// Tells whether it was there already, and was only opened.
    public let isOpened: Bool

    /// Records that are handed over at once, so that few pages of the columns are held.
    private static let stretch = 1 << 22

    /// Builds the index on so many tasks: in memory, or in a file, with little memory.
    ///
    /// - Parameters:
    ///   - path: the index's file, opened if it is there; nothing for an index in memory.
    ///   - now: the time since any fixed moment, in seconds.
    /// - Throws: `TrialsError.tooManyRecords`; `SerialIndexError` when the system fails or the file is
    ///   not an index that can be used.
    public static func build(
        _ set: TrialSet, path: String? = nil, tasks: Int, now: @Sendable () -> Double
    ) async throws -> TrialIndex {
        let begun = now()
        if let path, isThere(path) {
            let segment = try SerialSegment(path: path)
            guard segment.count == set.count else {
                throw TrialsError.otherRecords(
                    path: path, found: segment.count, expected: set.count)
            }
            return TrialIndex(segment: segment, seconds: now() - begun, isOpened: true)
        }
        var builder = SegmentBuilder(
            descriptors: set.descriptors, folder: path.map(folder(of:)))
        do {
            for start in stride(from: 0, to: set.count, by: stretch) {
                let count = min(stretch, set.count - start)
                let width = set.serials.width
                unsafe try await set.serials.withBytes { bytes in
                    let slice = unsafe UnsafeBufferPointer(
                        rebasing: bytes[start * width..<(start + count) * width])
                    unsafe try await builder.add(
                        first: UInt32(start), count: count, width: width, serials: slice,
                        tasks: tasks
                    ) { UInt32(set.descriptor(of: start + $0)) }
                }
                set.letGo()
            }
            let segment =
                if let path {
                    try await builder.build(path: path, tasks: tasks)
                } else {
                    try await builder.build(tasks: tasks)
                }
            return TrialIndex(segment: segment, seconds: now() - begun, isOpened: false)
        } catch SerialIndexError.tooMany(let limit) {
            throw TrialsError.tooManyRecords(
                path: set.serials.path, found: set.count, most: limit)
        }
    }

    private static func isThere(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
