import Books
import Chronology
import Firearms

/// What a holder's book should say of a firearm that the holder before sent there.
struct Arrival: Sendable {
    /// The licence of the holder before.
    let from: Licensee
    /// The day on which that holder parted with it.
    let on: Day?
    /// What the firearm is, as that holder's book writes it.
    let firearm: BookDescription

    /// What a holder's book has of the firearm.
    enum Answer {
        case line(BookMatch)
        /// Several lines fit, and they part with the firearm in different ways.
        case contradictory([BookMatch])
        case nothing
    }

    /// The line that fits best: the same firearm, from that holder, nearest that day.
    ///
    /// A line that names another origin is another firearm or a later return, unless the day is
    /// right; taking it would name whoever bought that one.
    func answer(among matches: [BookMatch]) -> Answer {
        let agreeing = matches.filter { agrees($0.entry.firearm) }
        let direct = agreeing.filter { cameFromHere($0) }
        let fitting = direct.isEmpty ? agreeing.filter(mayBeFromHere) : direct
        guard let best = fitting.min(by: { distance(to: $0) < distance(to: $1) }) else {
            return .nothing
        }
        let rivals = fitting.filter { rival in
            distance(to: rival) - distance(to: best) <= ChainWalk.dayTolerance
                && !follows(rival, best)
        }
        let ways = SameFirearm.beginnings(of: rivals) { $0 }
        if ways.count == 1 { return .line(ways[0]) }
        return .contradictory(ways)
    }

    /// Tells whether a firearm had left by one line, to come back by the other.
    private func follows(_ line: BookMatch, _ earlier: BookMatch) -> Bool {
        guard case .licensee(_, _, let left?) = earlier.entry.disposition,
            let came = line.entry.acquiredOn
        else { return false }
        return came >= left && line.entry.row != earlier.entry.row
    }

    private func mayBeFromHere(_ match: BookMatch) -> Bool {
        if match.entry.acquiredFrom.isBlank { return true }
        guard let on, let came = match.entry.acquiredOn else { return false }
        return abs(came - on) <= ChainWalk.dayTolerance
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
        func isCompatible<Value: Hashable>(_ one: Set<Value>, _ other: Set<Value>) -> Bool {
            one.isEmpty || other.isEmpty || !one.isDisjoint(with: other)
        }
        // Of calibres and kinds there are one or two, so that no set is worth making.
        func isCompatible<Value: Equatable>(_ one: [Value], _ other: [Value]) -> Bool {
            one.isEmpty || other.isEmpty || one.contains { other.contains($0) }
        }
        if left === right { return true }
        return isCompatible(left.makes, right.makes) && isCompatible(left.kinds, right.kinds)
            && isCompatible(left.calibres, right.calibres)
            && (left.raw.model == right.raw.model || isCompatible(left.models, right.models))
    }

    private func cameFromHere(_ match: BookMatch) -> Bool {
        let origin = match.entry.acquiredFrom
        if LicenceNumber.looksLikeOne(origin.addressOrLicence) {
            return LicenceNumber.folded(origin.addressOrLicence)
                == LicenceNumber.folded(from.number)
        }
        return !from.name.isEmpty
            && LicenceNumber.folded(origin.name) == LicenceNumber.folded(from.name)
    }

    private func distance(to match: BookMatch) -> Int {
        guard let on, let came = match.entry.acquiredOn else { return ChainWalk.dayTolerance }
        return abs(came - on)
    }
}
