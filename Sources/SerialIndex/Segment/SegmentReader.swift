/// The sections of a segment whose header is whole and true to its size.
@safe
struct SegmentSections {
    let region: SegmentRegion
    let path: String
    let recordCount: Int
    private let places: [Place]

    /// Where a section lies.
    struct Place {
        let offset: Int
        let count: Int
        let elementSize: Int
        let firstChecksum: Int
        var range: Range<Int> { offset..<offset + count * elementSize }
    }

    subscript(_ section: SegmentFormat.Section) -> Place { places[section.rawValue] }

    /// Reads a header and checks it.
    init(_ region: SegmentRegion, path: String) throws(SerialIndexError) {
        guard region.count >= SegmentFormat.headerSize,
            region.load(0, as: UInt64.self) == SegmentFormat.magic
        else { throw .notAnIndex(path: path) }
        let version = region.load(8, as: UInt32.self)
        guard version == SegmentFormat.version else {
            throw .version(
                path: path, found: Int(version), expected: Int(SegmentFormat.version))
        }
        let sum = unsafe Checksum.of(region.bytes(0..<SegmentFormat.checksumOffset))
        guard sum == region.load(SegmentFormat.checksumOffset, as: UInt64.self) else {
            throw .damaged(path: path, part: "header")
        }
        let size = region.load(16, as: UInt64.self)
        guard size == UInt64(region.count) else {
            throw .size(
                path: path, found: region.count, expected: Int(clamping: size))
        }
        self.region = region
        self.path = path
        recordCount = Int(clamping: region.load(24, as: UInt64.self))
        places = SegmentFormat.Section.allCases.map { section in
            let row = SegmentFormat.tableOffset + section.rawValue * SegmentFormat.tableRow
            func number(_ offset: Int) -> Int {
                Int(clamping: region.load(row + offset, as: UInt64.self))
            }
            return Place(
                offset: number(0), count: number(8), elementSize: number(16),
                firstChecksum: number(24))
        }
        try verifyChecksums()
    }

    /// The elements of a section, where they lie.
    func pointer<Element: BitwiseCopyable>(
        _ section: SegmentFormat.Section
    ) -> UnsafePointer<Element> {
        unsafe (region.start + self[section].offset).assumingMemoryBound(to: Element.self)
    }

    /// A copy of a small section.
    func array<Element: BitwiseCopyable>(
        _ section: SegmentFormat.Section, of type: Element.Type
    ) -> [Element] {
        unsafe Array(
            UnsafeBufferPointer(start: pointer(section), count: self[section].count))
    }

    /// Holds the list of checksums against the header's.
    private func verifyChecksums() throws(SerialIndexError) {
        let sums: [UInt64] = array(.checksums, of: UInt64.self)
        let own = unsafe sums.withUnsafeBytes { unsafe Checksum.of($0) }
        guard own == region.load(32, as: UInt64.self) else {
            throw .damaged(path: path, part: "checksums")
        }
    }

    /// Holds a whole section against its checksums.
    func verify(_ section: SegmentFormat.Section) throws(SerialIndexError) {
        for chunk in 0..<Checksum.chunks(self[section].range.count)
        where !isSound(chunk, of: section) {
            throw .damaged(path: path, part: "\(section), \(chunk)")
        }
    }

    /// Tells whether a chunk of a section is as it was written.
    func isSound(_ chunk: Int, of section: SegmentFormat.Section) -> Bool {
        let place = self[section]
        let start = place.offset + chunk * SegmentFormat.chunkSize
        let end = min(start + SegmentFormat.chunkSize, place.range.upperBound)
        let sum = self[.checksums].offset + (place.firstChecksum + chunk) * 8
        return unsafe Checksum.of(region.bytes(start..<end)) == region.load(sum, as: UInt64.self)
    }
}
