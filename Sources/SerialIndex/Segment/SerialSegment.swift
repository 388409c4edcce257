/// An immutable part of an index: the serials of up to four thousand million records, as they lie in a
/// file or in memory.
///
/// Safe for any number of readers at once. Opening reads the header and the small tables; the rest of a
/// file is held against its checksums when a search first needs it.
@safe
// Proof: all properties are constants; the pointers among them lead into `sections.region`, which is
// not written to, or into `tables`, which is filled before this object is made; both live as long.
// What `guardian` changes it changes atomically.
public final class SerialSegment: @unchecked Sendable {
    let view: SegmentView
    private let sections: SegmentSections
    private let tables: SegmentTables
    private let guardian: SegmentGuardian

    /// The file that it was opened from; empty for one in memory.
    public var path: String { sections.path }

    /// How many records it has.
    public var count: Int { view.recordCount }

    /// How many bytes it takes.
    public var size: Int { sections.region.count }

    /// Opens a file.
    ///
    /// - Throws: `SerialIndexError` when it can not be read, is no index, is of another version, has not
    ///   its size, or its small tables are damaged.
    /// - Complexity: O(shapes and descriptions), whatever the number of records.
    public convenience init(path: String) throws(SerialIndexError) {
        try self.init(region: SegmentRegion(mapping: path), path: path, isTrusted: false)
    }

    /// Opens the bytes of a file that are in memory, as little trusted as a file's.
    ///
    /// - Throws: as for a file; errors name no path.
    /// - Complexity: O(bytes), which are copied.
    public convenience init(bytes: [UInt8]) throws(SerialIndexError) {
        try self.init(region: SegmentRegion(copying: bytes), path: "", isTrusted: false)
    }

    /// Opens a region; a trusted one was written by this code just now.
    init(
        region: SegmentRegion, path: String, isTrusted: Bool
    ) throws(SerialIndexError) {
        sections = try SegmentSections(region, path: path)
        for section in [SegmentFormat.Section.descriptors, .lines, .groups, .makes] {
            try sections.verify(section)
        }
        try sections.requireSense()
        tables = SegmentTables(sections)
        guardian = SegmentGuardian(sections, isTrusted: isTrusted)
        view = SegmentView(sections, tables, guardian)
    }

    /// A segment without records.
    static let empty: SerialSegment = {
        do {
            return try SegmentBuilder(descriptors: []).buildAlone()
        } catch {
            preconditionFailure("an empty segment can not fail: \(error)")
        }
    }()

    /// Holds what every search reads against its checksums, once.
    func prepare() throws(SerialIndexError) {
        if let failure = guardian.prepare() { throw failure }
    }

    /// Throws when a search came upon a damaged part.
    func requireSound() throws(SerialIndexError) {
        if let failure = guardian.failure { throw failure }
    }

    /// Holds the whole file against its checksums.
    public func verify() throws(SerialIndexError) {
        for section in SegmentFormat.Section.allCases where section != .checksums {
            try sections.verify(section)
        }
    }

    /// What tells its content from any other: the checksum of the header, which has those of the rest.
    var fingerprint: UInt64 {
        sections.region.load(SegmentFormat.checksumOffset, as: UInt64.self)
    }

    /// How many descriptions it lists.
    var descriptorCount: Int { sections[.descriptors].count }

    /// The distinct descriptions of the records.
    public var descriptors: [SerialDescriptor] {
        sections.array(.descriptors, of: DescriptorRow.self).map {
            SerialDescriptor(make: $0.make, model: $0.model, calibre: $0.calibre)
        }
    }

    /// One more than the greatest number of a make, of a model and of a calibre.
    var numberCounts: (makes: Int, models: Int, calibres: Int) {
        var counts = (makes: 0, models: 0, calibres: 0)
        func count(_ number: UInt32) -> Int {
            number == SerialDescriptor.unknown ? 0 : Int(number) + 1
        }
        for row in tables.descriptionRows {
            counts.makes = max(counts.makes, count(row.make))
            counts.models = max(counts.models, count(row.model))
            counts.calibres = max(counts.calibres, count(row.calibre))
        }
        return counts
    }

    /// How many shapes and blocks it has.
    public var structure: (shapes: Int, blocks: Int) { (view.groupCount, view.blockCount) }
}
