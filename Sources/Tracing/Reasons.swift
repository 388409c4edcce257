import Books
import Chronology
import Firearms
import Language
import SerialIndex

/// Puts into words why a firearm of the books fits a request, most telling first.
struct Reasons: Sendable {
    let recovery: Recovery
    let ranking: Ranking

    /// The reasons for one firearm.
    func reasons(for firearm: RankedFirearm) -> [Phrase] {
        serial(firearm) + description(firearm) + dates(firearm) + chain(firearm)
    }

    /// How the reading departs from the serial, by the interpretation that departs least.
    func differences(_ firearm: RankedFirearm) -> [SerialDifference] {
        closest(firearm).differences
    }

    /// The spelling that the reading is closest to, and how it departs from it.
    private func closest(
        _ firearm: RankedFirearm
    ) -> (serial: [UInt8], differences: [SerialDifference]) {
        let spellings = firearm.chain?.spellings ?? [firearm.line.serial]
        let ways = recovery.firearm.serial.interpretations.flatMap { way in
            spellings.map { ($0, SerialDifference.between(way.pattern, $0)) }
        }
        return ways.min { $0.1.count(where: \.isMistake) < $1.1.count(where: \.isMistake) }
            ?? ([], [])
    }

    private func serial(_ firearm: RankedFirearm) -> [Phrase] {
        let (serial, differences) = closest(firearm)
        var reasons =
            differences.isEmpty
            ? [Phrase("tracing.serial.exact")]
            : differences.map { ranking.weighing.phrase($0, in: serial) }
        let rivals = ranking.total - 1
        if rivals > 0 {
            reasons.append(Phrase("tracing.reason.rivals", ["count": .count(rivals)]))
        } else {
            reasons.append(Phrase("tracing.reason.unique"))
        }
        return reasons
    }

    private func description(_ firearm: RankedFirearm) -> [Phrase] {
        let written = recovery.firearm
        let book = firearm.line.entry.firearm.raw
        let fields: [(Phrase?, Bool)] = [
            field(firearm.agreements.model, written.model.raw, book.model, .model),
            field(firearm.agreements.calibre, written.calibre.raw, book.calibre, .calibre),
            field(firearm.agreements.kind, written.kind.raw, book.kind, .kind),
            field(firearm.agreements.importer, written.importer.raw, book.importer, .importer),
        ]
        let weights: [Double?] = [
            ranking.weighing.times(\.model, firearm), ranking.weighing.times(\.calibre, firearm),
            ranking.weighing.times(\.kind, firearm), ranking.weighing.times(\.importer, firearm),
        ]
        let weighed = zip(fields, weights).map { field, times in
            (field.0.map { ranking.weighing.weighed($0, times: times) }, field.1)
        }
        // What speaks against a firearm is more telling than what speaks for it.
        return weighed.filter { !$0.1 }.compactMap(\.0) + weighed.filter(\.1).compactMap(\.0)
    }

    private enum Field { case model, calibre, kind, importer }

    private func field(
        _ agreement: DescriptionEvidence.Agreement, _ read: String, _ booked: String, _ field: Field
    ) -> (Phrase?, Bool) {
        let facts: [String: Fact] = ["read": .text(read), "booked": .text(booked)]
        switch (agreement, field) {
        case (.blank, _): return (nil, true)
        case (.agrees, .model): return (Phrase("tracing.reason.model_agrees", facts), true)
        case (.agrees, .calibre): return (Phrase("tracing.reason.calibre_agrees", facts), true)
        case (.agrees, .kind): return (Phrase("tracing.reason.kind_agrees", facts), true)
        case (.agrees, .importer): return (Phrase("tracing.reason.importer_agrees", facts), true)
        case (.near, _): return (Phrase("tracing.reason.model_near", facts), true)
        case (.unknown, _), (.differs, .model):
            return (Phrase("tracing.reason.model_differs", facts), false)
        case (.differs, .calibre): return (Phrase("tracing.reason.calibre_differs", facts), false)
        case (.differs, .kind): return (Phrase("tracing.reason.kind_differs", facts), false)
        case (.differs, .importer): return (Phrase("tracing.reason.importer_differs", facts), false)
        }
    }

    /// Tells whether the sale is dated after the recovery: a firearm can not be sold to anyone then.
    func isSoldAfterRecovery(_ chain: WalkedChain) -> Bool {
        guard case .retail(_, let sold?) = chain.ending, let recovered = recovery.recoveredOn
        else { return false }
        return sold > recovered.last
    }

    /// Tells whether the seller's book dates the sale before the acquisition.
    func isSoldBeforeAcquired(_ chain: WalkedChain) -> Bool {
        guard case .retail(_, let sold?) = chain.ending,
            let acquired = chain.lastLine?.entry.acquiredOn
        else { return false }
        return sold < acquired
    }

    private func dates(_ firearm: RankedFirearm) -> [Phrase] {
        guard let chain = firearm.chain, case .retail(_, let sold?) = chain.ending,
            let recovered = recovery.recoveredOn
        else { return [] }
        if sold > recovered.last {
            return [Phrase("tracing.reason.sold_after", ["sold": .day(sold)])]
        }
        return [
            Phrase(
                "tracing.reason.sold_before",
                ["sold": .day(sold), "days": .count(recovered.last - sold)])
        ]
    }

    private func chain(_ firearm: RankedFirearm) -> [Phrase] {
        guard let chain = firearm.chain else { return [] }
        var reasons: [Phrase] = []
        if chain.spellings.count > 1 {
            reasons.append(Phrase("tracing.reason.spellings"))
        }
        if chain.laterSales > 0 {
            reasons.append(
                Phrase("tracing.reason.later_sales", ["count": .count(chain.laterSales)]))
        }
        if isSoldBeforeAcquired(chain) {
            reasons.append(Phrase("tracing.reason.sold_before_acquired"))
        }
        if chain.isGovernmentSale { reasons.append(Phrase("tracing.reason.government")) }
        if case .contradictory = chain.ending { reasons.append(Phrase("tracing.reason.twice")) }
        return reasons
    }
}
