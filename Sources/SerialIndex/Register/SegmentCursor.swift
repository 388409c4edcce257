/// Goes over the records of a segment as they lie, and holds each stretch against its checksum before it
/// is read.
struct SegmentCursor {
    private let segment: SerialSegment
    private let view: SegmentView
    /// The number of the present record inside the segment.
    private(set) var record = -1
    private var block = -1
    private var end = 0
    private var group = 0
    private var cell = -1
    private var repeats = false
    private var codes = InlineArray<24, UInt8>(repeating: 0)
    private var length = 0
    private let descriptorCount: Int

    init(_ segment: SerialSegment) throws(SerialIndexError) {
        try segment.prepare()
        self.segment = segment
        view = segment.view
        descriptorCount = segment.descriptorCount
    }

    /// The present record's number outside.
    var identifier: UInt32 { view.identifier(record) }

    /// The place of the present record's description among the segment's.
    var descriptor: Int { view.descriptor(record) }

    /// The present record's serial.
    var serial: SerialCodes { SerialCodes(codes: (0..<length).map { codes[$0] }) }

    /// Goes to the next record; false when there is none.
    mutating func advance() throws(SerialIndexError) -> Bool {
        record += 1
        guard record < view.recordCount else { return false }
        let isNew = record == end
        if isNew { try enterBlock() }
        if isNew || !repeats || view.isFirst(record) { try enterCell() }
        guard descriptor < descriptorCount else { throw damage("recordDescriptors") }
        return true
    }

    private mutating func enterBlock() throws(SerialIndexError) {
        block += 1
        guard block < view.blockCount else { throw damage("blocks") }
        let new = view.block(block)
        end = view.end(ofBlock: block)
        guard end > record, end <= view.recordCount else { throw damage("blocks") }
        let records = record..<end
        guard view.mayRead(records), view.mayReadFirsts(records),
            view.mayReadIdentifiers(records)
        else {
            try segment.requireSound()
            throw damage("records")
        }
        while unsafe group + 1 < view.groupCount
            && Int(view.plans[group + 1].firstBlock) <= block
        {
            group += 1
        }
        let plan = unsafe view.plans + group
        unsafe length = plan.pointee.length
        for place in 0..<length where unsafe !plan.pointee.isFast(place) {
            unsafe codes[place] = plan.pointee.code(
                place, key: new.key, highKey: view.high(block))
        }
        repeats = new.repeats
        cell = -1
    }

    private mutating func enterCell() throws(SerialIndexError) {
        let present = view.block(block)
        repeat { cell += 1 } while cell < BlockLayout.mostCells && !present.has(cell)
        guard cell < BlockLayout.mostCells else { throw damage("blocks") }
        let plan = unsafe view.plans + group
        for place in unsafe [plan.pointee.slower, plan.pointee.faster] where place >= 0 {
            unsafe codes[place] = plan.pointee.code(place, cell: cell)
        }
    }

    private func damage(_ part: String) -> SerialIndexError {
        .damaged(path: segment.path, part: part)
    }
}

extension SegmentView {
    /// The records of a serial, make by make; none when there is none.
    ///
    /// - Complexity: O(characters).
    func records(of serial: SerialCodes) -> [Int] {
        let codes = serial.codes
        guard !codes.isEmpty else { return [] }
        let shape = SerialShape(of: codes)
        let group = group(length: shape.length, letters: shape.letters)
        guard group >= 0 else { return [] }
        let plan = unsafe plans + group
        var hash = unsafe plan.pointee.salt
        var key: UInt128 = 0
        var cell = 0
        for (place, code) in codes.enumerated() {
            let value = UInt64(SerialCodes.value(of: code))
            if unsafe plan.pointee.isFast(place) {
                let isSlower = unsafe place == plan.pointee.slower
                cell += unsafe isSlower ? Int(value) * plan.pointee.stride : Int(value)
            } else {
                hash = unsafe hash &+ value &* multipliers[place]
                key |= unsafe UInt128(value) << UInt128(plan.pointee.shift(place))
            }
        }
        let index = unsafe find(
            byKey, hash: hash, key: UInt64(truncatingIfNeeded: key),
            highKey: UInt64(truncatingIfNeeded: key >> 64), in: plan, make: nil)
        guard index >= 0 else { return [] }
        return blocks(from: index).flatMap { index in
            let block = block(index)
            return block.has(cell) ? records(ofCell: cell, block: index, block) : 0..<0
        }
    }
}
