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
    ///
    /// - Parameter inquiry: who is asked through it; where it becomes void, the walk stops and means nothing.
    func walk(from keeper: Keeper, line: BookMatch, asking inquiry: Inquiry) -> WalkedChain {
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
                ?? .local(
                    LocalKeeper(
                        licensee: Custodians.unlisted(next.number, name: next.name), book: nil))
            let isItself = following.key == keeper.key
            let arrival = Arrival(
                from: keeper.licensee, on: match.entry.disposition.day,
                firearm: match.entry.firearm)
            let hop = Hop(to: following, from: keeper, isItself: isItself, arrival: arrival)
            guard let found = ask(hop, asking: inquiry, chain: &chain) else { break }
            keeper = following
            match = found
        }
        chain.lastLine = match
        return chain
    }

    /// Records a holder's line as a step; returns the licensee to ask next, if there is one.
    private func take(
        _ match: BookMatch, at keeper: Keeper, hasSlip: Bool, into chain: inout WalkedChain
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
                chain.end(at: match, of: keeper, soldTo: buyer, born: born, on: day)
            }
        case .government(let agency, let day):
            event = .soldAtRetail
            let buyer = Party(name: agency, addressOrLicence: "")
            chain.end(at: match, of: keeper, soldTo: buyer, born: "", on: day)
            chain.isGovernmentSale = true
        case .theftOrLoss:
            event = .theftOrLoss
            chain.ending = .theftOrLoss
        case .exported(let name, _):
            // A book that names nobody does so until this firearm is the answer.
            event = .exported(to: keeper.namesNobody ? "" : name)
            chain.ending = .exported
            chain.noteUntold(match, of: keeper)
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

    private func notes(on match: BookMatch, at keeper: Keeper, hasSlip: Bool) -> [Phrase] {
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

    /// A firearm's step from one holder to the next.
    private struct Hop {
        let to: Keeper
        let from: Keeper
        /// Tells whether a holder gives the firearm to itself.
        let isItself: Bool
        let arrival: Arrival

        init(to: Keeper, from: Keeper, isItself: Bool, arrival: Arrival) {
            self.to = to
            self.from = from
            self.isItself = isItself
            self.arrival = arrival
        }

        /// The question about the firearm under a serial.
        func question(_ serial: [UInt8], mistakes: Int = 0) -> FirearmQuestion {
            FirearmQuestion(
                serial: SerialPattern(serial.map { .character($0) }), mistakes: mistakes,
                makes: arrival.firearm.makes, cameFrom: arrival.from.number,
                cameFromName: arrival.from.name, cameOn: arrival.on)
        }
    }

    /// Asks a holder about the firearm that the holder before says went there.
    private func ask(
        _ hop: Hop, asking inquiry: Inquiry, chain: inout WalkedChain
    ) -> BookMatch? {
        let voids = inquiry.voids
        for spelling in chain.spellings {
            let reply = inquiry.ask(hop.to, hop.question(spelling))
            guard inquiry.voids == voids else { return nil }
            if case .noAnswer = reply, hop.to.isRemote {
                // Whoever has not answered is not asked the next question either.
                endSilent(chain: &chain, at: hop.to, as: .recordsLost, .noAnswer)
                return nil
            }
            guard case .found(let matches, _) = reply else { continue }
            switch hop.arrival.answer(among: matches.filter { !chain.hasPassed($0, of: hop.to) }) {
            case .line(let line): return line
            case .contradictory(let lines):
                end(chain: &chain, at: hop.to, lines: lines)
                return nil
            case .nothing: continue
            }
        }
        if hop.isItself {
            // A licensee that takes a firearm for itself, and writes no more of it.
            chain.ending = .dispositionMissing
            return nil
        }
        return askForSlip(hop, asking: inquiry, chain: &chain)
    }

    /// Ends the walk at a holder whose book has the firearm more than once, each time gone elsewhere.
    private func end(chain: inout WalkedChain, at keeper: Keeper, lines: [BookMatch]) {
        chain.ending = .contradictory
        chain.steps.append(
            ChainStep(
                holder: keeper.licensee, acquiredOn: lines.first?.entry.acquiredOn,
                event: .dispositionMissing, on: nil,
                notes: [Phrase("tracing.chain.twice", ["count": .count(lines.count)])]))
    }

    /// Ends the walk at a holder who says nothing of the firearm.
    private func endSilent(
        chain: inout WalkedChain, at keeper: Keeper, as event: ChainStep.Event,
        _ ending: WalkedChain.Ending
    ) {
        // A licensee whose book is silent may still have reported the firearm stolen.
        let isStolen = thefts.has(licence: keeper.licensee.number, serials: chain.spellings)
        chain.ending = isStolen ? .theftOrLoss : ending
        chain.steps.append(
            ChainStep(
                holder: keeper.licensee, acquiredOn: nil, event: isStolen ? .theftOrLoss : event,
                on: nil))
    }

    /// Looks for a line whose serial the holder's pen got wrong; ends the walk if there is none.
    private func askForSlip(
        _ hop: Hop, asking inquiry: Inquiry, chain: inout WalkedChain
    ) -> BookMatch? {
        let spelling = chain.spellings.last ?? []
        let voids = inquiry.voids
        let mistakes = min(ChainWalk.mostSlips, max(0, spelling.count - 1) / 3)
        switch inquiry.ask(hop.to, hop.question(spelling, mistakes: mistakes)) {
        case .found(let matches, _):
            let slips = matches.filter { match in
                hop.arrival.fits(match) && !chain.hasPassed(match, of: hop.to)
                    && !isAnother(match, sentBy: hop, asking: inquiry)
            }
            guard inquiry.voids == voids else { return nil }
            let fewest = slips.map(\.mistakes).min()
            let best = slips.filter { $0.mistakes == fewest }
            if best.count == 1 { return best[0] }
            endSilent(chain: &chain, at: hop.to, as: .notInBook, .notInBook)
        case .noRecord: endSilent(chain: &chain, at: hop.to, as: .notInBook, .notInBook)
        case .recordsLost: endSilent(chain: &chain, at: hop.to, as: .recordsLost, .recordsLost)
        case .noAnswer, .refused:
            endSilent(chain: &chain, at: hop.to, as: .recordsLost, .noAnswer)
        }
        return nil
    }

    /// Tells whether a like serial is another firearm, which the holder before had as well.
    private func isAnother(
        _ match: BookMatch, sentBy hop: Hop, asking inquiry: Inquiry
    ) -> Bool {
        let question = FirearmQuestion(
            serial: SerialPattern(match.serial.map { .character($0) }), mistakes: 0,
            makes: hop.arrival.firearm.makes)
        switch inquiry.ask(hop.from, question) {
        case .found(let sent, _): return sent.contains { hop.arrival.agrees($0.entry.firearm) }
        // Who does not say so may have had it: the line is not taken for a slip then.
        case .noAnswer, .refused: return hop.from.isRemote
        case .noRecord, .recordsLost: return false
        }
    }

    /// Counts retail sales of a firearm that the books at hand record after its first.
    ///
    /// Each dealer at hand is asked about this firearm alone, once it is the answer. Of the dealers elsewhere
    /// only those on its way are: the others would be told of every firearm that is traced.
    func laterSales(after chain: WalkedChain, asking inquiry: Inquiry) -> Int {
        guard case .retail(_, let day?) = chain.ending, let spelling = chain.spellings.first,
            let sold = chain.lastLine?.entry.firearm
        else { return 0 }
        let question = FirearmQuestion(
            serial: SerialPattern(spelling.map { .character($0) }), mistakes: 0, makes: sold.makes)
        var keepers = custodians.retailKeepers
        var added: Set<String> = []
        for step in chain.steps {
            guard let keeper = custodians.keeper(for: step.holder.number), keeper.isRemote,
                keeper.isRetail, added.insert(keeper.key).inserted
            else { continue }
            keepers.append(keeper)
        }
        var sales = 0
        for keeper in keepers {
            guard case .found(let lines, _) = inquiry.ask(keeper, question) else { continue }
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
