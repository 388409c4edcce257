/// An immutable part of an index: the serials of up to four thousand million records, as they lie in a
/// file or in memory.
///
/// Safe for any number of readers at once.
@safe
public final class SerialSegment: @unchecked Sendable {
    // Proof: all properties are constants; the pointers among them lead into `sections.region`, which is
    // not written to, or into `tables`, which is filled before this object is made; both live as long.
    let view: SegmentView
    private let sections: SegmentSections
    private let tables: SegmentTables

    /// The file that it was opened from; empty for one in memory.
    public var path: String { sections.path }

    /// How many records it has.
    public var count: Int { view.recordCount }

    init(region: SegmentRegion, path: String) throws(SerialIndexError) {
        sections = try SegmentSections(region, path: path)
        for section in [SegmentFormat.Section.descriptors, .groups, .makes] {
            try sections.verify(section)
        }
        tables = SegmentTables(sections)
        view = SegmentView(sections, tables)
    }

    /// The distinct descriptions of the records.
    public var descriptors: [SerialDescriptor] {
        sections.array(.descriptors, of: DescriptorRow.self).map {
            SerialDescriptor(make: $0.make, model: $0.model, calibre: $0.calibre)
        }
    }
}
