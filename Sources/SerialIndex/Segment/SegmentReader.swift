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
        try requirePlaces()
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

    /// What the header says of each section: the size of an element, and that it is inside the file.
    private func requirePlaces() throws(SerialIndexError) {
        let sizes: [SegmentFormat.Section: [Int]] = [
            .descriptors: [16], .lines: [8], .groups: [MemoryLayout<GroupRow>.stride], .makes: [12],
            .blocks: [32], .highKeys: [8], .filter: [8], .partials: [8], .table: [4],
            .makeFilter: [8], .makePartials: [8], .makeTable: [4],
            .makeKeys: [8], .makeBlocks: [4],
            .identifiers: [4], .recordDescriptors: [2, 4], .firsts: [8], .checksums: [8],
        ]
        var sums = 0
        for section in SegmentFormat.Section.allCases {
            let place = self[section]
            let limit = region.count
            guard sizes[section]?.contains(place.elementSize) == true, place.offset >= 0,
                place.offset <= limit, place.count >= 0,
                place.count <= (limit - place.offset) / place.elementSize,
                place.offset % SegmentFormat.alignment == 0, place.firstChecksum == sums
            else { throw .damaged(path: path, part: "header") }
            sums += Checksum.chunks(place.range.count)
        }
        func isPowerOfTwo(_ count: Int) -> Bool { count > 1 && count & (count - 1) == 0 }
        let last = Checksum.chunks(self[.checksums].range.count)
        guard self[.identifiers].count == recordCount,
            self[.recordDescriptors].count == recordCount,
            self[.firsts].count == recordCount / 64 + 1, self[.blocks].count >= 1,
            self[.highKeys].count < self[.blocks].count, self[.filter].count > 0,
            isPowerOfTwo(self[.table].count),
            (self[.makeTable].count > 0) == (self[.makeFilter].count > 0),
            self[.makeBlocks].count == (self[.makeTable].count > 0 ? self[.blocks].count - 1 : 0),
            self[.makeKeys].count == self[.makeBlocks].count,
            self[.makeTable].count == 0 || isPowerOfTwo(self[.makeTable].count),
            self[.checksums].count == sums - last
        else { throw .damaged(path: path, part: "header") }
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
