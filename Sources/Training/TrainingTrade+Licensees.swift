import Chronology

extension TrainingTrade {
    /// How many firearms pass through one shop, on average.
    private static let firearmsPerShop = 350
    private static let wholesalerCount = 9
    /// The share of shops that have gone out of business.
    private static let closedShare = 0.16
    /// The share of those whose books never reached the repository.
    private static let lostShare = 0.22

    mutating func license(shopsFor firearms: Int) {
        for make in lexicon.makes where make.origin != .elsewhere {
            let name = make.origin == .us ? make.name : make.importer
            guard sources[name] == nil else { continue }
            sources[name] = add(kind: make.origin == .us ? "maker" : "importer", name: name)
        }
        for _ in 0..<TrainingTrade.wholesalerCount {
            let family = lexicon.word("family", &random)
            let suffix = lexicon.word("wholesale", &random)
            wholesalers.append(add(kind: "distributor", name: "\(family) \(suffix)"))
        }
        for _ in 0..<max(24, firearms / TrainingTrade.firearmsPerShop) { addShop() }
    }

    private mutating func addShop() {
        let isPawnbroker = random.chance(0.14)
        let family = lexicon.word("family", &random)
        let suffix = lexicon.word(isPawnbroker ? "pawn" : "shop", &random)
        let shop = add(
            kind: isPawnbroker ? "pawnbroker" : "dealer", name: "\(family) \(suffix)")
        if random.chance(TrainingTrade.closedShare) {
            let span = TrainingTrade.lastDay - TrainingTrade.firstDay
            licensees[shop].closedOn = TrainingTrade.firstDay.advanced(
                by: span / 3 + random.below(span * 3 / 5))
            licensees[shop].records =
                random.chance(TrainingTrade.lostShare) ? "lost" : "out-of-business repository"
        }
        shops.append(shop)
        // Few shops sell much, many sell little.
        let size = random.unit()
        shopShares.add(shop, share: 1 + Int(40 * size * size * size * size))
    }

    private mutating func add(kind: String, name: String) -> Int {
        let town = lexicon.townShares.draw(&random)
        let serial = String(10_000 + licensees.count)
        let letter = random.pick(["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M"])
        let county = String(1000 + random.within(1...399)).dropFirst()
        let type =
            switch kind {
            case "maker": "07"
            case "importer": "08"
            case "pawnbroker": "02"
            default: "01"
            }
        let number =
            "\(random.within(1...9))-\(random.within(10...99))-\(county)-\(type)"
            + "-\(random.within(1...9))\(letter)-\(serial)"
        licensees.append(Licensee(number: number, kind: kind, name: name, town: town))
        books.append([])
        return licensees.count - 1
    }

    /// A shop that is open on a day.
    mutating func openShop(on day: Day, otherThan other: Int = -1) -> Int {
        for _ in 0..<20 {
            let shop = shopShares.draw(&random)
            if shop != other, licensees[shop].isOpen(on: day) { return shop }
        }
        return shops.first { $0 != other && licensees[$0].closedOn == nil } ?? shops[0]
    }
}
