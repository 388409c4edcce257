import Books
import Chronology
import Language
import SerialIndex

/// Follows one firearm from holder to holder, each asked about that firearm alone.
///
/// First: the line of the maker's or importer's book. Second: as long as a book says that the firearm
/// went to a licensee, that licensee is asked. Third: the first disposition that is none to a licensee
/// ends the walk. A firearm that comes back later does not change where it was first sold.
struct ChainWalk: Sendable {
    /// No firearm passes through more hands in trade; a book that says so runs in a circle.
    static let longestChain = 16
    /// A slip of the pen in a book is looked for within this many mistakes.
    static let mostSlips = 2
    /// Days by which two books may differ on when a firearm changed hands.
    static let dayTolerance = 10

    let custodians: Custodians
    let thefts: TheftReports

    /// Walks from the holder at the source and the line of its book.
    func walk(from keeper: LocalKeeper, line: BookMatch) -> WalkedChain {
        var chain = WalkedChain()
        var keeper = keeper
        var match = line
        while chain.steps.count < ChainWalk.longestChain {
            chain.pass(match, of: keeper)
            let slip = chain.spellings.count > 1 && match.serial != chain.spellings[0]
            let next = take(match, at: keeper, hasSlip: slip, into: &chain)
            guard let next else { break }
            let following =
                custodians.keeper(for: next.number)
                ?? LocalKeeper(
                    licensee: Custodians.unlisted(next.number, name: next.name), book: nil)
            let isItself = following.key == keeper.key
            guard
                let found = ask(
                    following, after: keeper, match: match, isItself: isItself, chain: &chain)
            else { break }
            keeper = following
            match = found
        }
        chain.lastLine = match
        return chain
    }

    /// Records a holder's line as a step; returns the licensee to ask next, if there is one.
    private func take(
        _ match: BookMatch, at keeper: LocalKeeper, hasSlip: Bool, into chain: inout WalkedChain
    ) -> (number: String, name: String)? {
        var next: (number: String, name: String)?
        var event: ChainStep.Event
        switch match.entry.disposition {
        case .licensee(let number, let name, _):
            event = .transferred(to: name.isEmpty ? number : name)
            next = (number, name)
        case .retail(let buyer, let born, let document, let day):
            let namesakes =
                born.isEmpty && !document.contains("4473")
                ? custodians.licences(named: buyer.name) : []
            if namesakes.count == 1 {
                event = .transferred(to: buyer.name)
                next = (namesakes[0], buyer.name)
            } else if namesakes.count > 1 {
                event = .dispositionMissing
                chain.ending = .dispositionMissing
            } else {
                event = .soldAtRetail
                chain.ending = .retail(Purchaser(name: buyer.name, born: born), on: day)
            }
        case .government(let agency, let day):
            event = .soldAtRetail
            chain.ending = .retail(Purchaser(name: agency, born: ""), on: day)
            chain.isGovernmentSale = true
        case .theftOrLoss:
            event = .theftOrLoss
            chain.ending = .theftOrLoss
        case .exported(let name, _):
            event = .exported(to: name)
            chain.ending = .exported
        case .missing:
            let isStolen = thefts.has(licence: keeper.licensee.number, serials: chain.spellings)
            event = isStolen ? .theftOrLoss : .dispositionMissing
            chain.ending = isStolen ? .theftOrLoss : .dispositionMissing
        }
        chain.steps.append(
            ChainStep(
                holder: keeper.licensee, acquiredOn: match.entry.acquiredOn, event: event,
                on: match.entry.disposition.day,
                notes: notes(on: match, at: keeper, hasSlip: hasSlip)))
        return next
    }

    private func notes(on match: BookMatch, at keeper: LocalKeeper, hasSlip: Bool) -> [Phrase] {
        var notes: [Phrase] = []
        if keeper.licensee.records == .repository {
            notes.append(Phrase("tracing.chain.repository"))
        }
        if hasSlip {
            notes.append(
                Phrase("tracing.chain.slip", ["serial": .text(match.entry.serial)]))
        }
        return notes
    }

    /// Asks a holder about the firearm that the holder before says went there.
    private func ask(
        _ keeper: LocalKeeper, after previous: LocalKeeper, match: BookMatch, isItself: Bool,
        chain: inout WalkedChain
    ) -> BookMatch? {
        let arrival = Arrival(
            from: previous.licensee, on: match.entry.disposition.day,
            firearm: match.entry.firearm)
        for spelling in chain.spellings {
            let question = FirearmQuestion(
                serial: SerialPattern(spelling.map { .character($0) }), mistakes: 0,
                makes: match.entry.firearm.makes, cameFrom: arrival.from.number, cameOn: arrival.on)
            guard case .found(let matches, _) = keeper.reply(to: question) else { continue }
            switch arrival.answer(among: matches.filter { !chain.hasPassed($0, of: keeper) }) {
            case .line(let line): return line
            case .contradictory(let lines):
                end(chain: &chain, at: keeper, lines: lines)
                return nil
            case .nothing: continue
            }
        }
        if isItself {
            // A licensee that takes a firearm for itself, and writes no more of it.
            chain.ending = .dispositionMissing
            return nil
        }
        return askForSlip(keeper, after: previous, arrival: arrival, chain: &chain)
    }

    /// Ends the walk at a holder whose book has the firearm more than once, each time gone elsewhere.
    private func end(chain: inout WalkedChain, at keeper: LocalKeeper, lines: [BookMatch]) {
        chain.ending = .contradictory
        chain.steps.append(
            ChainStep(
                holder: keeper.licensee, acquiredOn: lines.first?.entry.acquiredOn,
                event: .dispositionMissing, on: nil,
                notes: [Phrase("tracing.chain.twice", ["count": .count(lines.count)])]))
    }

    /// Looks for a line whose serial the holder's pen got wrong; ends the walk if there is none.
    private func askForSlip(
        _ keeper: LocalKeeper, after previous: LocalKeeper, arrival: Arrival,
        chain: inout WalkedChain
    ) -> BookMatch? {
        let spelling = chain.spellings.last ?? []
        let question = FirearmQuestion(
            serial: SerialPattern(spelling.map { .character($0) }),
            mistakes: min(ChainWalk.mostSlips, max(0, spelling.count - 1) / 3),
            makes: arrival.firearm.makes,
            cameFrom: arrival.from.number, cameOn: arrival.on)
        let event: ChainStep.Event
        switch keeper.reply(to: question) {
        case .found(let matches, _):
            let slips = matches.filter { match in
                arrival.fits(match) && !chain.hasPassed(match, of: keeper)
                    && !isAnother(match, sentBy: previous, arrival: arrival)
            }
            let fewest = slips.map(\.mistakes).min()
            let best = slips.filter { $0.mistakes == fewest }
            if best.count == 1 { return best[0] }
            event = .notInBook
            chain.ending = .notInBook
        case .noRecord:
            event = .notInBook
            chain.ending = .notInBook
        case .recordsLost:
            event = .recordsLost
            chain.ending = .recordsLost
        case .noAnswer:
            event = .recordsLost
            chain.ending = .noAnswer
        }
        // A licensee whose book is silent may still have reported the firearm stolen.
        let isStolen = thefts.has(licence: keeper.licensee.number, serials: chain.spellings)
        if isStolen { chain.ending = .theftOrLoss }
        chain.steps.append(
            ChainStep(
                holder: keeper.licensee, acquiredOn: nil, event: isStolen ? .theftOrLoss : event,
                on: nil))
        return nil
    }

    /// Tells whether a like serial is another firearm, which the holder before had as well.
    private func isAnother(
        _ match: BookMatch, sentBy previous: LocalKeeper, arrival: Arrival
    ) -> Bool {
        let question = FirearmQuestion(
            serial: SerialPattern(match.serial.map { .character($0) }), mistakes: 0,
            makes: arrival.firearm.makes)
        guard case .found(let sent, _) = previous.reply(to: question) else { return false }
        return sent.contains { arrival.agrees($0.entry.firearm) }
    }

    /// Counts retail sales of a firearm that the books at hand record after its first.
    ///
    /// Each dealer at hand is asked about this firearm alone, once it is the answer.
    func laterSales(after chain: WalkedChain) -> Int {
        guard case .retail(_, let day?) = chain.ending, let spelling = chain.spellings.first,
            let sold = chain.lastLine?.entry.firearm
        else { return 0 }
        let question = FirearmQuestion(
            serial: SerialPattern(spelling.map { .character($0) }), mistakes: 0, makes: sold.makes)
        var sales = 0
        for keeper in custodians.retailKeepers {
            guard case .found(let lines, _) = keeper.reply(to: question) else { continue }
            sales += lines.count { line in
                guard case .retail = line.entry.disposition, let came = line.entry.acquiredOn,
                    !LicenceNumber.looksLikeOne(line.entry.acquiredFrom.addressOrLicence)
                else { return false }
                return came >= day && Arrival.agree(line.entry.firearm, sold)
            }
        }
        return sales
    }
}
