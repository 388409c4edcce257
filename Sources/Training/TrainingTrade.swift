import Chronology

/// The firearms of a training world and their ways from holder to holder.
///
/// Kept as numbers, about 300 bytes a firearm; texts are made when the tables are written.
struct TrainingTrade: Sendable {
    /// A licensed custodian.
    struct Licensee: Sendable {
        var number: String
        var kind: String
        var name: String
        var town: Int
        var closedOn: Day?
        var records = "held"

        var isLost: Bool { records == "lost" }

        func isOpen(on day: Day) -> Bool { closedOn.map { day < $0 } ?? true }
    }

    /// Where a firearm's way ended, as a trace will find it.
    enum End: String, Sendable, CaseIterable {
        case purchaser
        case dispositionMissing = "disposition missing"
        case theftOrLoss = "theft or loss"
        case exported
        case recordsLost = "records lost"
    }

    /// A firearm of the books.
    struct Firearm: Sendable {
        let make: Int
        let model: Int
        let form: Int
        let number: UInt64
        let made: Day
        /// The last day that a book of a holder has, from which on it may turn up.
        var lastSeen: Day
        var end = End.purchaser
        var sold: Day?
        /// The last holder that matters: who sold it, lost it or keeps silent.
        var holder = 0
        var buyer: Buyer?
        /// Bought with others within five days.
        var isMultiple = false
    }

    /// A purchaser: a number, and where and when the books met that person first.
    struct Buyer: Sendable, Equatable {
        let number: Int
        let town: Int
        let met: Day
    }

    /// Where a firearm came from or went to.
    enum Party: Sendable {
        case nobody
        case maker
        case licensee(Int)
        case person(Buyer)
        case government(Int)
        case theft
    }

    /// A row of a book.
    struct Entry: Sendable {
        let firearm: Int
        let acquired: Day
        let from: Party
        let disposed: Day?
        let to: Party
        let form: Int
        /// Tells whether the holder's hand slipped when writing the serial.
        let hasSlip: Bool
    }

    /// A report of a theft or a loss.
    struct Theft: Sendable {
        let holder: Int
        let firearm: Int
        let on: Day
        let isBurglary: Bool
    }

    /// A report of two firearms sold to one person within five business days.
    struct MultipleSale: Sendable {
        let holder: Int
        let buyer: Buyer
        let on: Day
        let first: Int
        let second: Int
    }

    static let firstDay = Day(number: 10_227)  // 1 January 1998
    static let lastDay = Day(number: 19_904)  // 30 June 2024

    let seed: UInt64
    let lexicon: TrainingLexicon
    var random: TrainingRandom
    var licensees: [Licensee] = []
    var firearms: [Firearm] = []
    /// The rows of each licensee's book, in the order of writing.
    var books: [[Entry]] = []
    var thefts: [Theft] = []
    var multipleSales: [MultipleSale] = []
    var lots: [[SerialLots]]
    var people = 0
    var sources: [String: Int] = [:]
    var wholesalers: [Int] = []
    var shops: [Int] = []
    var shopShares = Shares<Int>()
    /// Each shop's last sale of a handgun, which another may follow within days.
    var lastSales: [Int: (firearm: Int, buyer: Buyer, on: Day)] = [:]

    init(seed: UInt64, firearms count: Int, lexicon: TrainingLexicon) {
        self.seed = seed
        self.lexicon = lexicon
        random = TrainingRandom(seed: seed, kind: 2, number: 0)
        lots = lexicon.makes.map { $0.forms.map { SerialLots($0) } }
        license(shopsFor: count)
        make(count)
    }

    /// The serial of a firearm, as its maker stamped it.
    func serial(_ firearm: Firearm) -> String {
        lexicon.makes[firearm.make].forms[firearm.form]
            .serial(firearm.number, year: firearm.made.civil.year)
    }

    private mutating func make(_ count: Int) {
        firearms.reserveCapacity(count)
        var makes: [Int: Shares<Int>] = [:]
        let span = TrainingTrade.lastDay - TrainingTrade.firstDay - 120
        for index in 0..<count {
            // Makers number as they make, so the years go by as the firearms are made.
            let day = TrainingTrade.firstDay.advanced(by: index * span / count + random.below(40))
            let year = day.civil.year
            let shares = makes[year] ?? makesOfBooks(in: year)
            makes[year] = shares
            guard let firearm = newFirearm(of: shares.draw(&random), made: day) else { continue }
            firearms.append(firearm)
            distribute(firearms.count - 1)
        }
    }

    private func makesOfBooks(in year: Int) -> Shares<Int> {
        var shares = Shares<Int>()
        for (index, make) in lexicon.makes.enumerated()
        where make.origin != .elsewhere && !make.models(in: year).isEmpty {
            shares.add(index, share: make.share)
        }
        return shares
    }

    /// A firearm with a serial that no other of its make and form has.
    ///
    /// - Returns: `nil` when the make made none in that year, or has given out all its serials.
    mutating func newFirearm(of make: Int, made: Day) -> Firearm? {
        let models = lexicon.makes[make].models(in: made.civil.year)
        guard !models.isEmpty else { return nil }
        let model = random.pick(models)
        let start = random.below(lots[make].count)
        for step in 0..<lots[make].count {
            let form = (start + step) % lots[make].count
            guard let number = lots[make][form].number(&random) else { continue }
            return Firearm(
                make: make, model: model, form: form, number: number, made: made, lastSeen: made)
        }
        return nil
    }
}
