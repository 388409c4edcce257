import Books
import Chronology
import Firearms
import SerialIndex

/// Finds the firearms that a request may mean and says how likely each is.
///
/// First: the makers' and importers' books are asked for serials within two mistakes. Second: each
/// firearm's weight is prior x chance of the reading x chance of the description x chance of the date.
/// Third: those worth it are walked to their end, which shows other spellings and the day of sale.
/// Fourth: all is held against the firearm that is in none of the books. docs/ranking.md says why.
struct Ranker: Sendable {
    let custodians: Custodians
    let tables: ReferenceTables
    let walk: ChainWalk
    let multipleSales: MultipleSales
    private let statistics: SourceStatistics
    let channel: SerialChannel
    let evidence: DescriptionEvidence
    let dates: SaleDates
    let priors: Priors

    /// What is believed before anything is read.
    struct Priors: Sendable {
        let foreign: Double
        let domestic: Double
        let unknownMake: Double
        let importerStated: Double
        let otherDescription: Double
        let multipleSale: Double
        let keepShare: Double
    }

    init(
        custodians: Custodians, tables: ReferenceTables, weights: Weights, thefts: TheftReports,
        multipleSales: MultipleSales
    ) {
        self.custodians = custodians
        self.tables = tables
        self.multipleSales = multipleSales
        walk = ChainWalk(custodians: custodians, thefts: thefts)
        statistics = SourceStatistics(custodians, fixed: weights("absent.fixed_characters"))
        channel = SerialChannel(weights.channelWeights)
        evidence = DescriptionEvidence(tables: tables, weights: weights)
        dates = SaleDates(weights)
        func odds(_ name: String) -> Double { weights(name) / max(1e-6, 1 - weights(name)) }
        priors = Priors(
            foreign: odds("absent.foreign"), domestic: odds("absent.domestic"),
            unknownMake: odds("absent.unknown_make"),
            importerStated: weights("absent.importer_stated"),
            otherDescription: weights("absent.other_description"),
            multipleSale: weights("multiple_sale"), keepShare: weights("keep.share"))
    }

    /// Ranks the firearms that a recovery may be; `makes` empty asks every maker.
    ///
    /// It stops as soon as an answer is wanting without which the next question can not be known.
    func rank(
        _ recovery: Recovery, makes: Set<FirmCode>, asking inquiry: Inquiry
    ) -> Ranking {
        let keepers = custodians.sourceKeepers(for: makes)
        let known = statistics.makes(makes)
        var scale = RankerScale(recovery, known: known, makes: makes, ranker: self)
        let found = search(recovery, makes: makes, keepers: keepers, scale: &scale, asking: inquiry)
        guard !inquiry.isVoid, found.silent.isEmpty else {
            return .nothing(asked: keepers.map(\.licensee), silent: found.silent)
        }
        var firearms = found.firearms
        for index in firearms.indices { scale.weigh(&firearms[index]) }
        firearms = RankedFirearm.inOrder(firearms)
        walkThoseWorthIt(&firearms, scale: &scale, asking: inquiry)
        guard !inquiry.isVoid else { return .nothing() }
        firearms = RankedFirearm.inOrder(firearms)
        let absent = scale.absentWeight()
        let sum = firearms.reduce(absent + found.untold / scale.population) { $0 + $1.probability }
        for index in firearms.indices where sum > 0 { firearms[index].probability /= sum }
        if let chain = firearms.first?.chain {
            firearms[0].chain?.laterSales = walk.laterSales(after: chain, asking: inquiry)
        }
        return Ranking(
            firearms: firearms, absent: sum > 0 ? absent / sum : 1, total: found.total,
            asked: keepers.map(\.licensee), hasKnownShape: hasKnownShape(recovery, known),
            weighing: Weighing(firearms, evidence: evidence, channel: channel))
    }

    /// How many mistakes are looked for: fewer where little was read, or everything would fit.
    private func allowedMistakes(_ pattern: SerialPattern) -> Int {
        let most = pattern.elements.contains(.unknownRun) ? 1 : SerialFinder.mostMistakes
        return min(most, max(0, (pattern.knownCount - 1) / 2))
    }

    private func search(
        _ recovery: Recovery, makes: Set<FirmCode>, keepers: [Keeper], scale: inout RankerScale,
        asking inquiry: Inquiry
    ) -> SearchResult {
        var found: [FirearmIdentity: [SourceLine]] = [:]
        var total = 0
        var untold = 0.0
        var silent: [String: SilentSource] = [:]
        for interpretation in recovery.firearm.serial.interpretations {
            let question = FirearmQuestion(
                serial: interpretation.pattern,
                mistakes: allowedMistakes(interpretation.pattern), makes: makes)
            for keeper in keepers {
                let reply = inquiry.ask(keeper, question)
                guard case .found(let lines, let count) = reply else {
                    if let source = SilentSource(keeper, reply) { silent[keeper.key] = source }
                    continue
                }
                total += max(0, count - lines.count)
                if keeper.isRemote {
                    untold += boundOnUntold(count - lines.count, besides: lines, interpretation)
                }
                for line in lines where isSource(line, of: keeper) {
                    let identity = FirearmIdentity(
                        source: custodians.hasListedSources ? keeper.key : "",
                        serial: line.serial, firearm: line.entry.firearm.likeness, copy: 0)
                    found[identity, default: []].append(SourceLine(keeper: keeper, line: line))
                }
            }
        }
        var firearms: [RankedFirearm] = []
        firearms.reserveCapacity(found.count)
        for lines in found.values {
            for (copy, first) in SameFirearm.beginnings(of: lines, at: \.line).enumerated() {
                firearms.append(
                    RankedFirearm(
                        keeper: first.keeper, line: first.line,
                        agreements: scale.agreements(with: first.line.entry.firearm),
                        probability: 0, copy: copy))
            }
        }
        let unheard = silent.sorted { $0.key < $1.key }.map(\.value)
        return SearchResult(
            firearms: firearms, total: total + firearms.count, untold: untold, silent: unheard)
    }

    /// What the makers' and importers' books have that may be meant.
    private struct SearchResult {
        let firearms: [RankedFirearm]
        let total: Int
        /// The most that the lines can weigh that custodians elsewhere only counted.
        let untold: Double
        let silent: [SilentSource]
    }

    /// The most that lines can weigh that were counted and not told: each as much as the least that was told.
    private func boundOnUntold(
        _ count: Int, besides lines: [BookMatch], _ way: SerialReading.Interpretation
    ) -> Double {
        guard count > 0 else { return 0 }
        let least = lines.map { channel.chance(of: way.pattern, given: $0.serial) }.min() ?? 1
        return Double(count) * least * way.weight
    }

    /// A line of a source's book and who keeps it.
    private struct SourceLine {
        let keeper: Keeper
        let line: BookMatch
    }

    /// Tells whether a line is where the firearm's way begins: it came from no other book at hand.
    private func isSource(_ line: BookMatch, of keeper: Keeper) -> Bool {
        let from = line.entry.acquiredFrom.addressOrLicence
        return !LicenceNumber.looksLikeOne(from) || !custodians.hasBook(of: from)
            || LicenceNumber.folded(from) == LicenceNumber.folded(keeper.licensee.number)
    }

    private func walkThoseWorthIt(
        _ firearms: inout [RankedFirearm], scale: inout RankerScale, asking inquiry: Inquiry
    ) {
        guard let best = firearms.first?.probability else { return }
        for index in firearms.indices {
            guard firearms[index].probability >= best * priors.keepShare else { break }
            let firearm = firearms[index]
            firearms[index].chain = walk.walk(
                from: firearm.keeper, line: firearm.line, asking: inquiry)
            scale.weigh(&firearms[index])
        }
    }

    private func hasKnownShape(
        _ recovery: Recovery, _ known: [SourceStatistics.MakeStatistics]
    ) -> Bool {
        let whole = recovery.firearm.serial.interpretations.compactMap(\.pattern.wholeCharacters)
        guard !whole.isEmpty else { return true }
        return whole.contains { serial in known.contains { $0.shapes.hasShape(of: serial) } }
    }
}

extension SilentSource {
    /// A source that did not answer; `nil` for a reply that says something, and for one at hand.
    fileprivate init?(_ keeper: Keeper, _ reply: BookReply) {
        guard keeper.isRemote else { return nil }
        switch reply {
        case .found, .noRecord, .recordsLost: return nil
        case .noAnswer: self.init(licensee: keeper.licensee, fault: nil)
        case .refused(let fault): self.init(licensee: keeper.licensee, fault: fault)
        }
    }
}
