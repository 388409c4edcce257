import SerialIndex

extension Weights {
    /// How readings go wrong, by these weights.
    var channelWeights: ChannelWeights {
        let sorts = ["confused", "changed", "missing", "extra", "exchanged"].map {
            self("mistake.\($0)")
        }
        let whole = list("mistakes.whole")
        let cuts = [self("mistakes.cut_start"), self("mistakes.cut_end")]
        return ChannelWeights(
            causes: [whole[0]] + sorts.map { $0 * whole[1] } + [whole[2]] + cuts + [0, 0],
            pair: sorts, marked: list("mistakes.marked"), markedSlips: sorts, runs: list("run"),
            confusions: confusions(), sameSort: self("changed.same_sort"),
            extraRepeated: self("extra.doubled"),
            extraSameSort: self("extra.same_sort"), extraDigit: self("extra.digit"))
    }

    /// A character is taken for each of those listed alike, and twice as often for one listed twice.
    private func confusions() -> [Double] {
        let count = ChannelWeights.characters
        var confusions = [Double](repeating: 0, count: count * count)
        for code in 0..<count {
            let taken = taken(for: SerialCodes.byte(of: UInt8(code)))
            for byte in taken {
                guard let other = SerialCodes.code(of: byte) else { continue }
                confusions[code * count + Int(other)] += 1 / Double(taken.count)
            }
        }
        return confusions
    }
}
