extension SegmentView {
    /// The records whose serial is just so, in order: what a search without mistakes comes to.
    ///
    /// Straight from the directory, for the question that is asked most: most books have no such serial,
    /// which their filter says.
    ///
    /// - Complexity: O(characters), apart from what is found.
    func identifiers(ofSerial codes: [UInt8]) -> [Int] {
        let shape = SerialShape(of: codes)
        let group = group(length: shape.length, letters: shape.letters)
        guard group >= 0 else { return [] }
        let plan = unsafe plans + group
        var sums = PlaceSums()
        for place in codes.indices {
            sums = unsafe sums &+ plan.pointee.sums(codes[place], at: place, multipliers)
        }
        let hash = unsafe plan.pointee.salt &+ sums.hash
        guard byKey.mayHave(hash) else { return [] }
        let first = unsafe find(
            byKey, hash: hash, key: sums.key, highKey: sums.highKey, in: plan, make: nil)
        guard first >= 0 else { return [] }
        var found: [Int] = []
        let cells = GroupPlan.shifted((1, 0), UInt64(sums.cell))
        for number in blocks(from: first) {
            let block = block(number)
            guard block.lowCells & cells.low | block.highCells & cells.high != 0 else { continue }
            for record in records(ofCell: sums.cell, block: number, block)
            where mayReadIdentifier(record) { found.append(Int(identifier(record))) }
        }
        return found.sorted()
    }
}
