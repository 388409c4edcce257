import Language

/// A share as a person says it: *three in five*, or a percentage where no small fraction is near.
struct Proportion {
    let part: Int
    let whole: Int

    /// How a share is worded.
    enum Wording: Equatable {
        /// None, or all.
        case none, all
        /// A part of a small whole, at most two hundredths away.
        case fraction(Int, of: Int)
        /// Two numbers, where the whole is small or no fraction is near.
        case numbers
    }

    var share: Double { whole == 0 ? 0 : Double(part) / Double(whole) }

    var wording: Wording {
        if part <= 0 { return .none }
        if part >= whole { return .all }
        guard whole >= 15 else { return .numbers }
        var best: (part: Int, whole: Int)?
        for candidate in [2, 3, 4, 5, 10] {
            for part in 1..<candidate {
                let distance = (share - Double(part) / Double(candidate)).magnitude
                guard distance <= 0.02 else { continue }
                if let best, (share - Double(best.part) / Double(best.whole)).magnitude <= distance
                {
                    continue
                }
                best = (part, candidate)
            }
        }
        guard let best else { return .numbers }
        return .fraction(best.part, of: best.whole)
    }

    /// The facts of a sentence about the share: `part`, `whole`, and for a fraction both in words.
    var facts: [String: Fact] {
        var facts: [String: Fact] = [
            "part": .count(part), "whole": .count(whole), "share": .share(share, places: 0),
        ]
        if case .fraction(let few, let many) = wording {
            facts["few"] = .count(few)
            facts["fewWord"] = .phrase(Phrase("report.number.\(few)"))
            facts["manyWord"] = .phrase(Phrase("report.number.\(many)"))
        }
        return facts
    }
}
