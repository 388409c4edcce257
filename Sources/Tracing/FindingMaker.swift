import Books
import Chronology
import Firearms
import Language
import SerialIndex

/// Makes the answer to a request from the ranking of what it may mean.
struct FindingMaker: Sendable {
    /// The probability from which a firearm, and with it a purchaser, is named.
    let threshold: Double
    /// From this probability on, *in none of these books* is the answer.
    static let absentThreshold = 0.5
    /// The candidates that an ambiguous answer lists at the most; the rest are counted.
    static let mostCandidates = 12
    /// The credible set: the fewest candidates that hold this much of the probability.
    static let credibleShare = 0.95

    /// The answer when no search is possible.
    func untraceable(_ recovery: Recovery, because issue: Preflight.Issue) -> TracedFirearm {
        let closure = issue.closure
        return TracedFirearm(
            finding: Finding(
                recovery: recovery, outcome: .untraceable, closure: closure,
                mender: closure.mender, mend: closure.mend, confidence: 1,
                certainty: .certain, candidates: [], candidateCount: 0, absentProbability: 0,
                purchaser: nil, dealer: nil, soldOn: nil, daysToCrime: nil, duplicateOf: nil,
                reasons: [issue.reason]),
            identity: nil)
    }

    /// The answer when a source elsewhere did not answer: whatever the others hold, it may hold it too.
    func unanswered(
        _ recovery: Recovery, _ silent: [SilentSource], preflight: Preflight
    ) -> TracedFirearm {
        let closure =
            silent.contains { $0.fault == nil } ? Closure.noAnswer : Closure.incompleteRequest
        let reasons = silent.map { source in
            let facts: [String: Fact] = ["licence": .text(source.licensee.number)]
            return source.fault == nil
                ? Phrase("tracing.reason.source_silent", facts)
                : Phrase("tracing.reason.source_refused", facts)
        }
        return TracedFirearm(
            finding: Finding(
                recovery: recovery, outcome: .untraceable, closure: closure,
                mender: closure.mender, mend: closure.mend, confidence: 1,
                certainty: .certain, candidates: [], candidateCount: 0, absentProbability: 0,
                purchaser: nil, dealer: nil, soldOn: nil, daysToCrime: nil, duplicateOf: nil,
                reasons: reasons + preflight.issues.map(\.reason)),
            identity: nil)
    }

    /// Whom to ask for the recipient of the firearm that is the answer, when its book names nobody.
    func untold(
        _ recovery: Recovery, _ ranking: Ranking
    ) -> (Keeper, RecipientQuestion)? {
        guard let best = ranking.firearms.first, best.probability >= threshold,
            let chain = best.chain, let untold = chain.untold,
            !Reasons(recovery: recovery, ranking: ranking).isSoldAfterRecovery(chain)
        else { return nil }
        return untold
    }

    /// The answer to a request that was searched for.
    func finding(
        _ recovery: Recovery, _ ranking: Ranking, preflight: Preflight, notFound: Closure
    ) -> TracedFirearm {
        if let best = ranking.firearms.first, best.probability >= threshold, let chain = best.chain
        {
            return TracedFirearm(
                finding: found(recovery, ranking, best, chain),
                identity: best.identity)
        }
        if ranking.absent >= FindingMaker.absentThreshold || ranking.firearms.isEmpty {
            let finding = notFoundFinding(recovery, ranking, preflight: preflight, notFound)
            return TracedFirearm(finding: finding, identity: nil)
        }
        return TracedFirearm(
            finding: ambiguous(recovery, ranking, preflight: preflight), identity: nil)
    }

    private func found(
        _ recovery: Recovery, _ ranking: Ranking, _ best: RankedFirearm, _ chain: WalkedChain
    ) -> Finding {
        let words = Reasons(recovery: recovery, ranking: ranking)
        let isSoldAfter = words.isSoldAfterRecovery(chain)
        let (outcome, closure) = isSoldAfter ? (.ambiguous, .serialAmbiguous) : end(chain)
        let areDatesSound = !words.isSoldBeforeAcquired(chain)
        let isExact =
            words.differences(best).isEmpty && areDatesSound
            && ranking.firearms.count { $0.line.mistakes == 0 } == 1
        var purchaser: Purchaser?
        var soldOn: Day?
        if case .retail(let buyer, let day) = chain.ending, !isSoldAfter {
            purchaser = buyer
            soldOn = day
        }
        let candidate = candidate(best, words, isAnswered: true)
        return Finding(
            recovery: recovery, outcome: outcome, closure: closure, mender: closure.mender,
            mend: isSoldAfter
                ? Phrase("tracing.mend.confirm_dates")
                : closure == .purchaserIdentified ? nil : closure.mend,
            confidence: best.probability,
            certainty: Certainty(
                probability: best.probability, isExactAndUnique: isExact && !isSoldAfter),
            candidates: [candidate], candidateCount: max(1, credibleSet(ranking).count),
            absentProbability: ranking.absent,
            purchaser: purchaser, dealer: chain.lastHolder, soldOn: soldOn,
            daysToCrime: areDatesSound
                ? daysToCrime(sold: soldOn, recovered: recovery.recoveredOn) : nil,
            duplicateOf: nil, reasons: candidate.reasons)
    }

    /// Days to crime are said of exact days alone, and never of a sale after the recovery.
    private func daysToCrime(sold: Day?, recovered: DayRange?) -> Int? {
        guard let sold, let recovered = recovered?.exactDay, recovered >= sold else { return nil }
        return recovered - sold
    }

    private func end(_ chain: WalkedChain) -> (Outcome, Closure) {
        let isOutOfBusiness = chain.lastHolder?.records == .repository
        return switch chain.ending {
        case .retail:
            (.purchaser, chain.isGovernmentSale ? .governmentSale : .purchaserIdentified)
        case .contradictory: (.ambiguous, .serialAmbiguous)
        case .dispositionMissing: (.dispositionMissing, lastHolderClosure(chain))
        case .theftOrLoss: (.theftOrLoss, .stolenBeforeSale)
        case .exported: (.exported, .exportedLawfully)
        case .recordsLost: (.recordsLost, .recordDestroyed)
        case .notInBook: (.recordsLost, .recordDestroyed)
        case .noAnswer: (.recordsLost, isOutOfBusiness ? .outOfBusinessPending : .noAnswer)
        }
    }

    private func lastHolderClosure(_ chain: WalkedChain) -> Closure {
        switch chain.lastHolder?.kind {
        case .maker, .importer: .manufacturerLast
        case .distributor: .wholesalerLast
        case .dealer, .pawnbroker, nil: .dealerIdentifiedNoPurchaser
        }
    }

    private func ambiguous(
        _ recovery: Recovery, _ ranking: Ranking, preflight: Preflight
    ) -> Finding {
        let words = Reasons(recovery: recovery, ranking: ranking)
        let set = credibleSet(ranking)
        let closure = Closure.serialAmbiguous
        let best = ranking.firearms.first?.probability ?? 0
        var reasons = [
            Phrase(
                "tracing.reason.ambiguous",
                ["count": .count(set.count), "absent": .share(ranking.absent, places: 0)])
        ]
        reasons += preflight.issues.map(\.reason)
        return Finding(
            recovery: recovery, outcome: .ambiguous, closure: closure, mender: closure.mender,
            mend: LookAgain(set.map { words.differences($0) }).phrase ?? closure.mend,
            confidence: best, certainty: Certainty(probability: best, isExactAndUnique: false),
            candidates: set.prefix(FindingMaker.mostCandidates).map { candidate($0, words) },
            candidateCount: set.count, absentProbability: ranking.absent, purchaser: nil,
            dealer: nil, soldOn: nil, daysToCrime: nil, duplicateOf: nil, reasons: reasons)
    }

    private func notFoundFinding(
        _ recovery: Recovery, _ ranking: Ranking, preflight: Preflight, _ closure: Closure
    ) -> Finding {
        let words = Reasons(recovery: recovery, ranking: ranking)
        var reasons = [notFoundReason(ranking)]
        reasons += preflight.issues.map(\.reason)
        let near = ranking.firearms.prefix(3).filter { $0.probability >= 0.01 }
        return Finding(
            recovery: recovery, outcome: .notFound, closure: closure, mender: closure.mender,
            mend: closure.mend, confidence: ranking.absent,
            certainty: Certainty(probability: ranking.absent, isExactAndUnique: false),
            candidates: near.map { candidate($0, words) }, candidateCount: near.count,
            absentProbability: ranking.absent, purchaser: nil, dealer: nil, soldOn: nil,
            daysToCrime: nil, duplicateOf: nil, reasons: reasons)
    }

    private func notFoundReason(_ ranking: Ranking) -> Phrase {
        let asked = Fact.count(ranking.asked.count)
        if ranking.asked.isEmpty { return Phrase("tracing.reason.nobody_to_ask") }
        if ranking.total == 0 { return Phrase("tracing.reason.nothing_like_it", ["count": asked]) }
        return Phrase(
            "tracing.reason.not_found", ["count": asked, "near": .count(ranking.total)])
    }

    /// The fewest firearms that hold the credible share of what is not *absent*.
    private func credibleSet(_ ranking: Ranking) -> [RankedFirearm] {
        let present = 1 - ranking.absent
        var held = 0.0
        var set: [RankedFirearm] = []
        for firearm in ranking.firearms {
            guard held < FindingMaker.credibleShare * present else { break }
            held += firearm.probability
            set.append(firearm)
        }
        return set
    }

    private func candidate(
        _ firearm: RankedFirearm, _ words: Reasons, isAnswered: Bool = false
    ) -> Candidate {
        var raw = firearm.line.entry.firearm.raw
        raw.serial = firearm.line.entry.serial
        return Candidate(
            firearm: raw, probability: firearm.probability, reasons: words.reasons(for: firearm),
            // Whom a firearm was exported to is said of the one that is the answer alone.
            chain: (firearm.chain?.steps ?? []).map { isAnswered ? $0 : $0.exported(to: "") })
    }
}

/// An answer with the firearm of the books that it names, so that two answers can be held together.
struct TracedFirearm: Sendable {
    var finding: Finding
    let identity: FirearmIdentity?
}

/// Where to look again on the firearm: the places at which the candidates' serials differ.
struct LookAgain {
    private let places: [Int]

    init(_ differences: [[SerialDifference]]) {
        var places: Set<Int> = []
        for difference in differences.joined() {
            switch difference {
            case .changed(_, _, let place), .missing(_, let place), .extra(_, let place),
                .exchanged(_, _, let place), .unknown(_, let place), .run(_, let place):
                places.insert(place)
            }
        }
        self.places = places.sorted()
    }

    /// The advice; `nil` when the serials do not differ and only the description can settle it.
    var phrase: Phrase? {
        guard !places.isEmpty, places.count <= 6 else { return nil }
        let list = places.map(String.init).joined(separator: ", ")
        return Phrase("tracing.mend.look_again", ["places": .text(list)])
    }
}
