import Books
import Chronology
import Firearms

/// What a holder's book should say of a firearm that the holder before sent there.
struct Arrival: Sendable {
    /// The licence of the holder before.
    let from: String
    /// The day on which that holder parted with it.
    let on: Day?
    /// What the firearm is, as that holder's book writes it.
    let firearm: BookDescription

    /// The line that fits best: the same firearm, from that holder, nearest that day.
    func best(among matches: [BookMatch]) -> BookMatch? {
        let agreeing = matches.filter { agrees($0.entry.firearm) }
        let direct = agreeing.filter { cameFromHere($0) }
        return (direct.isEmpty ? agreeing : direct).min { distance(to: $0) < distance(to: $1) }
    }

    /// Tells whether a line is of the same firearm, from that holder, on about that day.
    func fits(_ match: BookMatch) -> Bool {
        agrees(match.entry.firearm) && cameFromHere(match)
            && distance(to: match) <= ChainWalk.dayTolerance
    }

    /// Tells whether two books describe what may be one firearm.
    func agrees(_ other: BookDescription) -> Bool { Arrival.agree(firearm, other) }

    /// Tells whether two books describe what may be one firearm: nothing that both say differs.
    static func agree(_ left: BookDescription, _ right: BookDescription) -> Bool {
        func isCompatible<Value: Hashable>(
            _ one: some Sequence<Value>, _ other: some Sequence<Value>
        )
            -> Bool
        {
            let ones = Set(one)
            let others = Set(other)
            return ones.isEmpty || others.isEmpty || !ones.isDisjoint(with: others)
        }
        return isCompatible(left.makes, right.makes) && isCompatible(left.kinds, right.kinds)
            && isCompatible(left.calibres, right.calibres)
            && (left.raw.model == right.raw.model || isCompatible(left.models, right.models))
    }

    private func cameFromHere(_ match: BookMatch) -> Bool {
        LicenceNumber.folded(match.entry.acquiredFrom.addressOrLicence)
            == LicenceNumber.folded(from)
    }

    private func distance(to match: BookMatch) -> Int {
        guard let on, let came = match.entry.acquiredOn else { return ChainWalk.dayTolerance }
        return abs(came - on)
    }
}
