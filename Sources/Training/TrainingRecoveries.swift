import Chronology

/// The recoveries of a training world: which firearms turned up, where, and how they were written down.
struct TrainingRecoveries: Sendable {
    private enum Rate {
        static let neverImported = 0.14
        static let submittedTwice = 0.025
        static let importer = 0.22
        static let country = 0.45
        static let calibre = 0.92
        static let soon = 0.35
    }

    /// A recovery: of a firearm of the books or of another, and of which recovery it is a copy.
    private struct Plan {
        let firearm: Int
        let isForeign: Bool
        let original: Int?
    }

    /// One recovery as it is written, and what really was recovered.
    struct Row {
        let fields: [String]
        let answer: [String]
    }

    static let answerHeader = [
        "recovery", "outcome", "mistake", "make", "model", "serial", "purchaser_name",
        "purchaser_born", "dealer_license", "sold_on", "days_to_crime", "duplicate_of",
    ]

    private let trade: TrainingTrade
    private let people: TrainingPeople
    private let slips: TrainingSlips
    private let dress: TrainingWorld.Dress
    private var foreign: [TrainingTrade.Firearm] = []
    private var plans: [Plan] = []
    /// The plans in the order of the file.
    private var order: [Int] = []
    /// Each plan's place in the file.
    private var places: [Int] = []

    var count: Int { order.count }

    init(of trade: inout TrainingTrade, count: Int, dress: TrainingWorld.Dress) {
        var random = TrainingRandom(seed: trade.seed, kind: 3, number: 0)
        let copies = Int(Double(count) * Rate.submittedTwice)
        var own = Int(Double(count) * (1 - Rate.neverImported)) - copies
        own = max(0, min(own, trade.firearms.count * 2 / 3))
        for index in TrainingRecoveries.choose(own, of: trade.firearms, &random) {
            plans.append(Plan(firearm: index, isForeign: false, original: nil))
        }
        var shares = Shares<Int>()
        for (index, make) in trade.lexicon.makes.enumerated() where make.origin != .us {
            shares.add(index, share: make.share * (make.origin == .elsewhere ? 3 : 1))
        }
        // A make may have made nothing in a year that is drawn: another draw, but not for ever.
        for _ in 0..<(20 * count) where plans.count < count - copies {
            let made = TrainingTrade.firstDay.advanced(by: random.below(8000))
            guard let firearm = trade.newFirearm(of: shares.draw(&random), made: made) else {
                continue
            }
            foreign.append(firearm)
            plans.append(Plan(firearm: foreign.count - 1, isForeign: true, original: nil))
        }
        let originals = plans.count
        for _ in 0..<copies where originals > 0 {
            let original = random.below(originals)
            let plan = plans[original]
            plans.append(
                Plan(firearm: plan.firearm, isForeign: plan.isForeign, original: original))
        }
        self.trade = trade
        self.dress = dress
        people = TrainingPeople(seed: trade.seed, lexicon: trade.lexicon)
        slips = TrainingSlips(lexicon: trade.lexicon)
        shuffle(&random)
    }

    /// Draws firearms, each once; those bought several at a time turn up more often.
    private static func choose(
        _ count: Int, of firearms: [TrainingTrade.Firearm], _ random: inout TrainingRandom
    ) -> [Int] {
        var left = Array(firearms.indices)
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        while chosen.count < count, !left.isEmpty {
            var at = random.below(left.count)
            if !firearms[left[at]].isMultiple {
                let other = random.below(left.count)
                if firearms[left[other]].isMultiple { at = other }
            }
            chosen.append(left[at])
            left.swapAt(at, left.count - 1)
            left.removeLast()
        }
        return chosen
    }

    /// Mixes the file's order; a copy comes after its original.
    private mutating func shuffle(_ random: inout TrainingRandom) {
        order = Array(plans.indices)
        for index in stride(from: order.count - 1, to: 0, by: -1) {
            order.swapAt(index, random.below(index + 1))
        }
        places = Array(repeating: 0, count: order.count)
        for (place, plan) in order.enumerated() { places[plan] = place }
        for (index, plan) in plans.enumerated() {
            guard let original = plan.original, places[index] < places[original] else { continue }
            order.swapAt(places[index], places[original])
            places.swapAt(index, original)
        }
    }

    // MARK: Writing down

    /// The recovery at a place of the file.
    func row(_ place: Int) -> Row {
        let index = order[place]
        let plan = plans[index]
        let firearm = plan.isForeign ? foreign[plan.firearm] : trade.firearms[plan.firearm]
        let make = trade.lexicon.makes[firearm.make]
        let model = make.models[firearm.model]
        let serial = trade.serial(firearm)
        let event = event(of: plan.original ?? index, firearm)
        var random = TrainingRandom(seed: trade.seed, kind: 4, number: index)
        // A copy is sent in some days after the first, under the same day of recovery.
        let written = slips.written(serial, model: model.name, calibre: model.calibre, &random)
        let fields = [
            reference(of: index), dress.written(event.day), event.place.state,
            event.place.municipality, kind(make, &random), brand(make, model.name, &random),
            modelText(model.name, &random), calibre(model.calibre, &random), written.text,
            random.chance(Rate.country) ? trade.lexicon.countries[make.country] ?? "" : "",
            !plan.isForeign && random.chance(Rate.importer) ? make.importer : "",
            trade.lexicon.word("offence", &random), trade.lexicon.word("authority", &random),
        ]
        let answer =
            [
                reference(of: index), outcome(plan, firearm, written.mistake),
                written.mistake.rawValue, make.name, model.name, serial,
            ] + ending(plan, firearm, written.mistake, event.day)
            + [plan.original.map(reference) ?? ""]
        return Row(fields: fields, answer: answer)
    }

    private func reference(of plan: Int) -> String {
        let original = plans[plan].original ?? plan
        let firearm =
            plans[plan].isForeign
            ? foreign[plans[plan].firearm] : trade.firearms[plans[plan].firearm]
        let event = event(of: original, firearm)
        let number = String(1_000_000 + places[plan] + 1).dropFirst()
        return "CI-\(event.place.abbreviation)-\(event.day.civil.year)-\(number)"
    }

    /// When and where a firearm turned up: the same for a recovery and its copy.
    private func event(
        of plan: Int, _ firearm: TrainingTrade.Firearm
    ) -> (day: Day, place: TrainingLexicon.Place) {
        var random = TrainingRandom(seed: trade.seed, kind: 5, number: plan)
        let base = firearm.sold ?? firearm.lastSeen
        let latest = TrainingTrade.lastDay
        let isSoon = random.chance(firearm.isMultiple ? 2 * Rate.soon : Rate.soon)
        // Soon within two years, otherwise over twenty, the earlier the likelier.
        let share = random.unit() * random.unit()
        var day = base.advanced(by: 4 + Int(share * (isSoon ? 700 : 7000)))
        if day > latest {
            day = base.advanced(by: 1 + random.below(max(1, latest - base)))
        }
        return (min(day, max(latest, base)), trade.lexicon.places.draw(&random))
    }

    private func kind(_ make: TrainingMake, _ random: inout TrainingRandom) -> String {
        trade.lexicon.kinds[make.kind]?.draw(&random) ?? ""
    }

    private func brand(
        _ make: TrainingMake, _ model: String, _ random: inout TrainingRandom
    ) -> String {
        switch random.unit() {
        case ..<0.62: return make.name
        case ..<0.86: return make.misspellings.isEmpty ? make.name : random.pick(make.misspellings)
        case ..<0.89: return make.name.lowercased().capitalizedFirst
        case ..<0.92: return "\(make.name) \(model)"
        case ..<0.94 where !make.importer.isEmpty: return make.importer
        case ..<0.97: return trade.lexicon.word("nothing", &random)
        default: return ""
        }
    }

    private func modelText(_ model: String, _ random: inout TrainingRandom) -> String {
        switch random.unit() {
        case ..<0.58: return model
        case ..<0.75: return ""
        case ..<0.85: return "S/M"
        case ..<0.92: return trade.lexicon.word("nothing", &random)
        default:
            return String(decoding: slips.slip(Array(model.utf8), &random).bytes, as: UTF8.self)
        }
    }

    private func calibre(_ calibre: String, _ random: inout TrainingRandom) -> String {
        guard random.chance(Rate.calibre) else { return "" }
        return trade.lexicon.calibres[calibre]?.draw(&random) ?? calibre
    }

    // MARK: Answers

    private func outcome(
        _ plan: Plan, _ firearm: TrainingTrade.Firearm, _ mistake: TrainingSlips.Mistake
    ) -> String {
        if mistake.endsTrace { return "untraceable" }
        return plan.isForeign ? "not found" : firearm.end.rawValue
    }

    /// The purchaser, the dealer, the day and the time to crime, where a trace can name them.
    private func ending(
        _ plan: Plan, _ firearm: TrainingTrade.Firearm, _ mistake: TrainingSlips.Mistake,
        _ recovered: Day
    ) -> [String] {
        guard !plan.isForeign, !mistake.endsTrace else { return ["", "", "", "", ""] }
        let holder = trade.licensees[firearm.holder].number
        guard firearm.end == .purchaser, let buyer = firearm.buyer, let sold = firearm.sold else {
            return ["", "", holder, "", ""]
        }
        let person = people.person(buyer)
        return [
            person.name, person.born.description, holder, sold.description,
            String(recovered - sold),
        ]
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
