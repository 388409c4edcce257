import Books
import Chronology
import Firearms
import SerialIndex

/// The scale on which the firearms that one recovery may be are weighed.
///
/// A firearm's weight is prior x chance of the reading x chance of the description x chance of the date;
/// docs/ranking.md says why. What depends on the recovery alone is worked out once.
struct RankerScale {
    private let recovery: Recovery
    private let known: [SourceStatistics.MakeStatistics]
    /// The makes that may be meant; empty for every make.
    private let makes: Set<FirmCode>
    private let ranker: Ranker
    /// How many firearms the books hold of the makes.
    let population: Double
    /// How dense recoveries are on that day, in the mean over those firearms; `nil` without a day.
    private let usual: Double?
    private var readers: [(reader: PatternReader, weight: Double)]
    /// How the descriptions met so far agree with what was written: many lines share one.
    private var agreements: [ObjectIdentifier: DescriptionEvidence.Agreements] = [:]

    init(
        _ recovery: Recovery, known: [SourceStatistics.MakeStatistics], makes: Set<FirmCode>,
        ranker: Ranker
    ) {
        self.recovery = recovery
        self.known = known
        self.makes = makes
        self.ranker = ranker
        let population = Double(max(1, known.reduce(0) { $0 + $1.count }))
        self.population = population
        usual = (recovery.recoveredOn?.last).map { day in
            known.reduce(0.0) { sum, make in
                sum + Double(make.count) / population
                    * make.acquisitions.meanDensity(recoveredOn: day, ranker.dates)
            }
        }
        readers = recovery.firearm.serial.interpretations.map { way in
            (PatternReader(way.pattern, channel: ranker.channel), way.weight)
        }
    }

    /// How a description in the books agrees with what was written.
    mutating func agreements(
        with description: BookDescription
    ) -> DescriptionEvidence.Agreements {
        let key = ObjectIdentifier(description)
        if let known = agreements[key] { return known }
        let made = ranker.evidence.agreements(of: recovery.firearm, with: description)
        agreements[key] = made
        return made
    }

    /// Weighs a firearm, by its whole way once that is walked.
    mutating func weigh(_ firearm: inout RankedFirearm) {
        firearm.probability =
            reading(of: firearm) / population
            * ranker.evidence.likelihood(
                of: firearm.agreements, of: firearm.line.entry.firearm)
            * dateFactor(firearm) * saleFactor(firearm)
    }

    /// The chance of the reading, in the mean over the spellings of the books.
    private mutating func reading(of firearm: RankedFirearm) -> Double {
        guard let spellings = firearm.chain?.spellings else {
            return chance(given: firearm.line.serial)
        }
        var sum = 0.0
        for spelling in spellings { sum += chance(given: spelling) }
        return sum / Double(max(1, spellings.count))
    }

    private mutating func chance(given serial: [UInt8]) -> Double {
        var sum = 0.0
        for index in readers.indices {
            sum += readers[index].weight * readers[index].reader.probability(given: serial)
        }
        return sum
    }

    private func dateFactor(_ firearm: RankedFirearm) -> Double {
        guard let usual, let recovered = recovery.recoveredOn?.last else { return 1 }
        let dates = ranker.dates
        if let chain = firearm.chain, case .retail(_, let day?) = chain.ending {
            return dates.density(daysAfterSale: recovered - day) / usual
        }
        let left = firearm.chain?.endedOn
        if let left, recovered < left { return dates.density(daysAfterSale: -1) / usual }
        guard let made = firearm.line.entry.acquiredOn else { return 1 }
        return dates.density(daysAfterMaking: recovered - made) / usual
    }

    private func saleFactor(_ firearm: RankedFirearm) -> Double {
        guard let chain = firearm.chain, case .retail = chain.ending, let dealer = chain.lastHolder
        else { return 1 }
        let isReported = chain.spellings.contains {
            ranker.multipleSales.has(licence: dealer.number, serial: $0)
        }
        return isReported ? ranker.priors.multipleSale : 1
    }

    /// The weight of the firearm that is in none of the books.
    mutating func absentWeight() -> Double {
        let priors = ranker.priors
        var weight = 0.0
        for make in known {
            let share = Double(make.count) / population
            var reading = 0.0
            for index in readers.indices {
                reading +=
                    readers[index].weight
                    * make.shapes.probability(of: &readers[index].reader)
            }
            var odds =
                make.importedShare * priors.foreign + (1 - make.importedShare) * priors.domestic
            if makes.isEmpty { odds += priors.unknownMake }
            weight += share * odds * reading * meanLikelihood(make)
        }
        let isImported = !recovery.firearm.importer.values.isEmpty
        return isImported ? weight * priors.importerStated : weight
    }

    /// The chance of the written description for a firearm of the make that is in none of the books.
    ///
    /// The mean over those that are, their importers left aside, and a share for one that is described
    /// like none of them: without it, a rifle would be held for the maker's only revolver.
    private mutating func meanLikelihood(_ make: SourceStatistics.MakeStatistics) -> Double {
        var sum = 0.0
        for entry in make.descriptions {
            var agreements = agreements(with: entry.description)
            agreements.importer = .blank
            sum +=
                Double(entry.count)
                * ranker.evidence.likelihood(of: agreements, of: entry.description)
        }
        let mean = sum / Double(max(1, make.count))
        let other = ranker.priors.otherDescription
        return mean * (1 - other) + other
    }
}
