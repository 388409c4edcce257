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

    /// One more than the greatest number of a make, of a model and of a calibre.
    var numberCounts: (makes: Int, models: Int, calibres: Int) {
        var counts = (makes: 0, models: 0, calibres: 0)
        func count(_ number: UInt32) -> Int {
            number == SerialDescriptor.unknown ? 0 : Int(number) + 1
        }
        for row in view.tables.descriptionRows {
            counts.makes = max(counts.makes, count(row.make))
            counts.models = max(counts.models, count(row.model))
            counts.calibres = max(counts.calibres, count(row.calibre))
        }
        return counts
    }

    /// What the segment is made of, in a line.
    public var statistics: String {
        "records \(count) groups \(view.groupCount) blocks \(view.blockCount)"
    }
}
