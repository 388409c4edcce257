extension SearchState {
    /// Reckons what pairs of mistakes in a block weigh, of which one is a digit changed inside the block.
    ///
    /// A block that single mistakes lead to is at hand, so its pairs cost a count of bits; they are most
    /// of all pairs, because serials stand in runs. `PairBound` makes a bound of them.
    @inline(__always)
    mutating func noteNear(
        _ pattern: SearchPattern, _ confusable: Double, _ block: Block
    ) {
        guard !pattern.slowerIsOpen, !pattern.fasterIsOpen else { return }
        let plan = unsafe pattern.group
        let length = unsafe plan.pointee.length
        let change = (pairShares.changed + pairShares.confused) / (9 * Double(length))
        if pattern.first.sort == .none {
            let count = Double(block.lowCells.nonzeroBitCount + block.highCells.nonzeroBitCount)
            nearPairs += count * change * change
            return
        }
        let cross = unsafe plan.pointee.cross(at: Int(pattern.cell))
        let low = cross.low & block.lowCells
        let high = cross.high & block.highCells
        let count = Double(low.nonzeroBitCount &+ high.nonzeroBitCount)
        nearPairs +=
            count * change
            * chance(pattern.first, confusable, length, pairShares)
    }
}

/// From what was found near, a bound on what all pairs of mistakes together can weigh.
enum PairBound {
    /// By how much all pairs may outweigh those reckoned: it held for 97 in 100 questions of the
    /// damaged-serial benchmark (docs/serial-index.md), and what is over is small beside the rest.
    static let factor = 4.0
    /// What pairs far from any block at hand may weigh, beside the best description.
    static let far = 3e-4
    /// How large the bound may be, beside what was found, for the pairs to be left unread.
    static let negligible = 0.06
}

extension GroupPlan {
    /// The cells in the row and the column of a cell.
    @inline(__always)
    func cross(at cell: Int) -> (low: UInt64, high: UInt64) {
        let one = cell / stride
        let row = GroupPlan.shifted((oneRow, 0), UInt64(truncatingIfNeeded: one &* stride))
        let column = GroupPlan.shifted(
            column, UInt64(truncatingIfNeeded: cell &- one &* stride))
        return (row.low | column.low, row.high | column.high)
    }
}
