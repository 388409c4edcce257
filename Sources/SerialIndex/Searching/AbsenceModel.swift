/// How likely a reading is for a firearm that is in none of the records.
///
/// Such a firearm is either of a run that the records hold in part, so that its serial lies between some
/// that they have; or it only has the shape of one of their serials.
struct AbsenceModel {
    private let inRun: Double
    private let ofShape: Double
    private let records: Double

    init(_ views: [SegmentView], _ weights: ChannelWeights) {
        let records = Double(max(1, views.reduce(0) { $0 + $1.liveCount }))
        func mean(_ share: (SegmentView) -> Double) -> Double {
            views.reduce(0) { $0 + share($1) * Double($1.liveCount) / records }
        }
        // A serial that is in the records is not absent: the rest of the chance is shared out.
        inRun = weights[.absentInRun] / max(mean(\.liveGapShare), 1e-3)
        ofShape = weights[.absentOfShape] / max(mean(\.tables.outsideShare), 1e-3)
        self.records = records
    }

    /// The weight of the absent firearm of a segment, to which the search is turned, beside the records'.
    func weight(_ state: inout SearchState, _ view: borrowing SegmentView) -> Double {
        let group = view.group(length: state.reading.count, letters: state.reading.letters)
        guard group >= 0, state.allowed[group] != 0 else { return 0 }
        let plan = unsafe view.plans + group
        var weight =
            unsafe ofShape * plan.pointee.chanceOfSerial
            * shapeEvidence(state, view, plan)
        let (block, cell) = unsafe state.place(in: plan)
        if block >= 0, !view.isBorne(cell, block: block) {
            weight +=
                unsafe inRun * blockEvidence(&state, view, block) / Double(plan.pointee.cells)
        }
        return weight
    }

    /// The sum of the factors over the records of a key.
    private func blockEvidence(
        _ state: inout SearchState, _ view: borrowing SegmentView, _ block: Int
    ) -> Double {
        let blocks = view.blocks(from: block)
        let records = Int(view.block(block).base)..<view.end(ofBlock: blocks.upperBound - 1)
        guard view.mayRead(records) else { return 0 }
        var sum = 0.0
        for record in records where !view.hasWithdrawn || !view.isWithdrawn(record) {
            sum += unsafe state.described.factor(
                view.descriptor(record), view.descriptors, state.factors)
        }
        return sum
    }

    /// The sum of the factors over the records of a group, by make: each make's records are taken to have
    /// the mean factor of all its descriptions.
    private func shapeEvidence(
        _ state: borrowing SearchState, _ view: borrowing SegmentView,
        _ plan: UnsafePointer<GroupPlan>
    ) -> Double {
        var sum = 0.0
        for index in unsafe plan.pointee.makes {
            let row = unsafe view.makes[index]
            guard state.factors.make(row.make) >= state.leastMakeFactor else { continue }
            sum +=
                Double(view.liveCount(ofMakes: index)) * meanFactor(state, view, make: row.make)
        }
        return sum
    }

    /// The mean factor of a make's descriptions.
    private func meanFactor(
        _ state: borrowing SearchState, _ view: borrowing SegmentView, make: UInt32
    ) -> Double {
        guard let range = view.tables.descriptions[make] else { return 0 }
        var mean = 0.0
        var count = 0.0
        for index in range {
            let live = Double(view.liveCount(ofDescription: index))
            mean += state.factors.factor(view.tables.descriptionRows[index]) * live
            count += live
        }
        return count > 0 ? mean / count : 0
    }
}
