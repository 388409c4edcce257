/// Ways to a group, made when a segment is opened.
@safe
final class SegmentTables {
    /// Shapes up to this length have a place each in a table.
    static let longestDirect = 12

    let plans: UnsafeMutablePointer<GroupPlan>
    /// The multipliers of all places, then their openings.
    let multipliers: UnsafeMutablePointer<UInt64>
    let direct: UnsafeMutablePointer<Int32>
    /// The make of each line.
    let lineMakes: UnsafeMutablePointer<UInt32>
    let long: [SerialShape: Int]
    let byMake: [UInt32: [Int]]
    /// The descriptions sorted by make and model, and where those of a make stand.
    let descriptionRows: [DescriptorRow]
    let descriptions: [UInt32: Range<Int>]
    /// Where the descriptions of each line stand, and behind them those of each make alone.
    let lineRanges: [Range<Int>]
    /// The share of the records that lie, each in its block, beside a cell that does not exist.
    let gapShare: Double
    /// The mean share of a shape's serials that no record has.
    let outsideShare: Double

    init(_ sections: SegmentSections) {
        let groups = sections.array(.groups, of: GroupRow.self)
        let makes = sections.array(.makes, of: MakeRow.self)
        let records = Double(max(1, sections.recordCount))
        unsafe plans = .allocate(capacity: max(1, groups.count))
        unsafe multipliers = .allocate(capacity: SerialCodes.longest * 2)
        for (place, multiplier) in (PlaceHash.multipliers + PlaceHash.openings).enumerated() {
            unsafe (multipliers + place).initialize(to: multiplier)
        }
        let size = 2 << SegmentTables.longestDirect
        unsafe direct = .allocate(capacity: size)
        unsafe direct.initialize(repeating: -1, count: size)
        var long: [SerialShape: Int] = [:]
        var byMake: [UInt32: [Int]] = [:]
        var gaps = 0.0
        var outside = 0.0
        for (index, row) in groups.enumerated() {
            let end = index + 1 < groups.count ? Int(groups[index + 1].firstMake) : makes.count
            let range = Int(row.firstMake)..<end
            unsafe (plans + index).initialize(to: GroupPlan(row, makes: range))
            if Int(row.length) <= SegmentTables.longestDirect {
                unsafe direct[1 << Int(row.length) | Int(row.letters)] = Int32(index)
            } else {
                long[row.shape] = index
            }
            for make in makes[range] { byMake[make.make, default: []].append(index) }
            gaps += row.gaps / records
            outside +=
                Double(row.recordCount) / records
                * (1 - Double(row.distinctCount) / row.shape.universe)
        }
        self.long = long
        self.byMake = byMake
        gapShare = gaps
        outsideShare = outside
        let rows = sections.array(.descriptors, of: DescriptorRow.self).sorted {
            ($0.make, $0.model) < ($1.make, $1.model)
        }
        descriptionRows = rows
        var descriptions: [UInt32: Range<Int>] = [:]
        for (index, row) in rows.enumerated() {
            descriptions[row.make] = (descriptions[row.make]?.lowerBound ?? index)..<index + 1
        }
        self.descriptions = descriptions
        let ranges =
            SegmentTables.stretches(rows) { $0.make == $1.make && $0.model == $1.model }
            + SegmentTables.stretches(rows) { $0.make == $1.make }
        lineRanges = ranges
        unsafe lineMakes = .allocate(capacity: max(1, ranges.count))
        for (line, range) in ranges.enumerated() {
            unsafe (lineMakes + line).initialize(to: rows[range.lowerBound].make)
        }
    }

    /// The stretches of like rows.
    private static func stretches(
        _ rows: [DescriptorRow], _ areAlike: (DescriptorRow, DescriptorRow) -> Bool
    ) -> [Range<Int>] {
        let starts = rows.indices.filter { $0 == 0 || !areAlike(rows[$0 - 1], rows[$0]) }
        return starts.indices.map {
            starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : rows.count)
        }
    }

    deinit {
        unsafe plans.deallocate()
        unsafe multipliers.deallocate()
        unsafe direct.deallocate()
        unsafe lineMakes.deallocate()
    }
}
