import Chronology

extension TrainingTrade {
    /// How often things go as they do; judged from published audits, not fitted to any data.
    private enum Rate {
        static let export = 0.012
        static let wholesaler = 0.78
        static let secondWholesaler = 0.08
        static let betweenShops = 0.05
        static let missingDisposition = 0.03
        static let theft = 0.018
        static let theftAtWholesaler = 0.002
        static let comesBack = 0.04
        static let slip = 0.005
        static let multipleSale = 0.08
        static let knownBuyer = 0.06
    }

    /// Takes a firearm from its maker or importer to whoever the books last know of.
    mutating func distribute(_ index: Int) {
        let make = lexicon.makes[firearms[index].make]
        let made = firearms[index].made
        guard let source = sources[make.origin == .us ? make.name : make.importer] else { return }
        if random.chance(Rate.export) { return export(index, from: source) }
        let (shop, sale) = retail(index)
        var way = [source]
        if random.chance(Rate.wholesaler) { way.append(random.pick(wholesalers)) }
        if way.count == 2, random.chance(Rate.secondWholesaler) {
            let other = random.pick(wholesalers)
            if other != way[1] { way.append(other) }
        }
        if random.chance(Rate.betweenShops) {
            way.append(openShop(on: sale.day, otherThan: shop))
        }
        way.append(shop)
        let days = handovers(way.count, from: made, to: sale.day)
        var from = Party.maker
        var acquired = made
        for (step, holder) in way.enumerated() {
            if step > 0, step < way.count - 1, random.chance(Rate.theftAtWholesaler) {
                return steal(index, holder, acquired, from, on: days[step])
            }
            guard step < way.count - 1 else { break }
            enter(
                holder, index, acquired, from, days[step], .licensee(way[step + 1]))
            if licensees[holder].isLost { lose(index, at: holder) }
            from = .licensee(holder)
            acquired = days[step]
        }
        sell(index, at: shop, acquired, from, sale)
    }

    /// A sale at a shop: the day, and the person when it is one who bought before.
    private struct Sale {
        let day: Day
        let follows: (firearm: Int, buyer: Buyer)?
    }

    /// Where and when a firearm will be sold, perhaps to somebody who has just bought another.
    private mutating func retail(_ index: Int) -> (shop: Int, sale: Sale) {
        let made = firearms[index].made
        let stock = 30 + Int(900 * random.unit() * random.unit())
        let latest = TrainingTrade.lastDay
        let day = min(made.advanced(by: stock), latest.advanced(by: -random.below(20)))
        let shop = openShop(on: day)
        if let last = lastSales[shop], random.chance(Rate.multipleSale),
            last.on > made.advanced(by: 15)
        {
            let next = min(last.on.advanced(by: random.below(5)), latest)
            if licensees[shop].isOpen(on: next) {
                return (shop, Sale(day: next, follows: (last.firearm, last.buyer)))
            }
        }
        return (shop, Sale(day: day, follows: nil))
    }

    /// The days on which a firearm went from hand to hand, in order, before a last one.
    private mutating func handovers(_ count: Int, from first: Day, to last: Day) -> [Day] {
        let span = max(1, last - first)
        return (1..<count).map { _ in first.advanced(by: 1 + random.below(span)) }
            .map { min($0, last) }.sorted()
    }

    private mutating func enter(
        _ holder: Int, _ index: Int, _ acquired: Day, _ from: Party, _ disposed: Day?,
        _ to: Party
    ) {
        firearms[index].lastSeen = disposed ?? acquired
        books[holder].append(
            Entry(
                firearm: index, acquired: acquired, from: from, disposed: disposed, to: to,
                form: random.below(10_000_000), hasSlip: random.chance(Rate.slip)))
    }

    private mutating func export(_ index: Int, from source: Int) {
        let made = firearms[index].made
        let buyer = random.below(lexicon.lists["buyer"]?.count ?? 1)
        enter(
            source, index, made, .maker, made.advanced(by: random.within(20...110)),
            .government(buyer))
        firearms[index].end = .exported
        firearms[index].holder = source
    }

    private mutating func steal(
        _ index: Int, _ holder: Int, _ acquired: Day, _ from: Party, on day: Day
    ) {
        enter(holder, index, acquired, from, day, .theft)
        thefts.append(
            Theft(holder: holder, firearm: index, on: day, isBurglary: random.chance(0.55)))
        firearms[index].end = .theftOrLoss
        firearms[index].holder = holder
    }

    private mutating func sell(
        _ index: Int, at shop: Int, _ acquired: Day, _ from: Party, _ sale: Sale
    ) {
        if licensees[shop].isLost { lose(index, at: shop) }
        let isTraceable = firearms[index].end != .recordsLost
        if isTraceable { firearms[index].holder = shop }
        if random.chance(Rate.missingDisposition) {
            enter(shop, index, acquired, from, nil, .nobody)
            if isTraceable { firearms[index].end = .dispositionMissing }
            return
        }
        if random.chance(Rate.theft) {
            return steal(index, shop, acquired, from, on: sale.day)
        }
        let buyer = sale.follows?.buyer ?? newBuyer(at: shop, on: sale.day)
        enter(shop, index, acquired, from, sale.day, .person(buyer))
        firearms[index].sold = sale.day
        firearms[index].buyer = buyer
        report(index, at: shop, buyer, sale)
        if random.chance(Rate.comesBack) { comeBack(index, buyer, sale.day) }
    }

    /// Notes that a trace will end at a holder whose book is lost, the first on the way.
    private mutating func lose(_ index: Int, at holder: Int) {
        guard firearms[index].end != .recordsLost else { return }
        firearms[index].end = .recordsLost
        firearms[index].holder = holder
    }

    /// Notes a sale of a handgun, and reports it when it follows another within days.
    private mutating func report(_ index: Int, at shop: Int, _ buyer: Buyer, _ sale: Sale) {
        let kind = lexicon.makes[firearms[index].make].kind
        guard kind == "PISTOL" || kind == "REVOLVER" else { return }
        if let first = sale.follows?.firearm {
            firearms[first].isMultiple = true
            firearms[index].isMultiple = true
            multipleSales.append(
                MultipleSale(
                    holder: shop, buyer: buyer, on: sale.day, first: first, second: index))
        }
        lastSales[shop] = (index, buyer, sale.day)
    }

    private mutating func newBuyer(at shop: Int, on day: Day) -> Buyer {
        if let last = lastSales[shop], random.chance(Rate.knownBuyer), last.on < day {
            return last.buyer
        }
        people += 1
        let isFromElsewhere = random.chance(0.1)
        let town = isFromElsewhere ? lexicon.townShares.draw(&random) : licensees[shop].town
        return Buyer(number: people, town: town, met: day)
    }

    /// The purchaser pawns or sells the firearm to a shop, which sells it again.
    private mutating func comeBack(_ index: Int, _ buyer: Buyer, _ sold: Day) {
        let back = sold.advanced(by: random.within(45...1800))
        let again = back.advanced(by: random.within(7...240))
        guard again < TrainingTrade.lastDay else { return }
        let shop = openShop(on: again)
        let other = newBuyer(at: shop, on: again)
        enter(shop, index, back, .person(buyer), again, .person(other))
    }
}
