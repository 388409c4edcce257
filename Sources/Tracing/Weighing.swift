import Books
import Language
import SerialIndex

/// How much each reason weighs, for a person to read beside it: how many times likelier what was written
/// is for a firearm than for the like firearms around it.
struct Weighing: Sendable {
    /// The mean factor of each field over the firearms that were weighed.
    private let means: DescriptionEvidence.Factors?
    private let evidence: DescriptionEvidence?
    private let channel: SerialChannel?

    /// Weighs against the firearms of a ranking.
    init(_ firearms: [RankedFirearm], evidence: DescriptionEvidence, channel: SerialChannel) {
        self.evidence = evidence
        self.channel = channel
        guard firearms.count > 1 else {
            // One that stands alone is weighed against nothing.
            means = nil
            return
        }
        var sums = DescriptionEvidence.Factors()
        for firearm in firearms {
            sums.add(evidence.factors(of: firearm.agreements, of: firearm.line.entry.firearm))
        }
        means = sums.divided(by: Double(firearms.count))
    }

    /// Weighs nothing: no book was asked.
    init() {
        means = nil
        evidence = nil
        channel = nil
    }

    /// A reason with its weight, or alone where it weighs next to nothing.
    func weighed(_ reason: Phrase, times: Double?) -> Phrase {
        guard let times, times.isFinite, times > 0, !(0.91...1.1).contains(times) else {
            return reason
        }
        if times > 1 {
            return Phrase(
                "tracing.weighed.for",
                ["reason": .phrase(reason), "times": Weighing.fact(times)])
        }
        return Phrase(
            "tracing.weighed.against",
            ["reason": .phrase(reason), "times": Weighing.fact(1 / times)])
    }

    /// What a field's agreement weighs for a firearm.
    func times(
        _ field: KeyPath<DescriptionEvidence.Factors, Double>, _ firearm: RankedFirearm
    ) -> Double? {
        guard let means, let evidence, means[keyPath: field] > 0 else { return nil }
        let own = evidence.factors(of: firearm.agreements, of: firearm.line.entry.firearm)
        return own[keyPath: field] / means[keyPath: field]
    }

    /// A difference between a reading and a serial, with how readily the one is read for the other.
    func phrase(_ difference: SerialDifference, in serial: [UInt8]) -> Phrase {
        guard case .changed(let read, let booked, let place) = difference,
            let times = channel?.likeness(of: read, at: place - 1, in: serial), times > 1.1
        else { return difference.phrase }
        return Phrase(
            "tracing.serial.alike",
            [
                "read": .text(String(decoding: [read], as: UTF8.self)),
                "booked": .text(String(decoding: [booked], as: UTF8.self)),
                "place": .count(place), "times": Weighing.fact(times),
            ])
    }

    /// A number of times: whole from three on, or it would seem surer than it is.
    private static func fact(_ times: Double) -> Fact {
        times < 3 ? .decimal(times, places: 1) : .count(Int(min(times.rounded(), 1e6)))
    }
}
