public import Books

import Chronology
import SerialIndex

/// Which lines a custodian tells of when more fit a question than it may tell: those that are likeliest meant.
///
/// Whoever traces knows then that each line that was only counted is at most as likely as the last that was told.
public struct LineOrder: Sendable {
    private let channel: SerialChannel

    /// An order by how readings go wrong, by some weights.
    public init(weights: Weights = .carried) {
        channel = SerialChannel(weights.channelWeights)
    }

    /// The likeliest lines, in the order of the book's answer.
    ///
    /// First those that came from the holder whom the question names, on about the day that it says, because a slip
    /// of the pen is looked for there; then those whose serial is likeliest read so.
    ///
    /// - Complexity: O(n log n) in the number of lines.
    public func likeliest(
        _ matches: [BookMatch], to question: FirearmQuestion, most: Int
    ) -> [BookMatch] {
        guard matches.count > most else { return matches }
        let ranked = matches.indices.map { place in
            (
                place: place, isDirect: Self.isDirect(matches[place], question),
                chance: channel.chance(of: question.serial, given: matches[place].serial)
            )
        }
        let first = ranked.sorted { one, other in
            if one.isDirect != other.isDirect { return one.isDirect }
            if one.chance != other.chance { return one.chance > other.chance }
            return one.place < other.place
        }
        return first.prefix(most).map(\.place).sorted().map { matches[$0] }
    }

    private static func isDirect(_ match: BookMatch, _ question: FirearmQuestion) -> Bool {
        guard let from = question.cameFrom else { return false }
        let origin = match.entry.acquiredFrom
        let isFrom =
            LicenceNumber.folded(origin.addressOrLicence) == LicenceNumber.folded(from)
            || question.cameFromName.map {
                !$0.isEmpty && LicenceNumber.folded($0) == LicenceNumber.folded(origin.name)
            } ?? false
        guard isFrom, let left = question.cameOn, let came = match.entry.acquiredOn else {
            return isFrom
        }
        return abs(came - left) <= ChainWalk.dayTolerance
    }
}

extension SerialChannel {
    /// The chance of a pattern when it is read of a serial.
    func chance(of pattern: SerialPattern, given serial: [UInt8]) -> Double {
        probability(of: pattern, given: serial.compactMap(SerialCodes.code(of:)).map(Int.init))
    }
}
