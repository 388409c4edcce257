import Chronology

/// Writes the tables of the custodians: licensees, books, multiple sales, thefts and losses.
struct TrainingTables {
    private static let bookHeader = [
        "manufacturer", "importer", "model", "serial_number", "type", "caliber_or_gauge",
        "acquired_on", "acquired_from", "acquired_from_address_or_license", "disposed_on",
        "disposed_to", "disposed_to_address_or_license", "form_4473_or_document",
        "purchaser_born", "purchaser_phone",
    ]

    let trade: TrainingTrade
    let people: TrainingPeople
    let slips: TrainingSlips

    init(of trade: TrainingTrade) {
        self.trade = trade
        people = TrainingPeople(seed: trade.seed, lexicon: trade.lexicon)
        slips = TrainingSlips(lexicon: trade.lexicon)
    }

    /// The licensees whose books exist, and the file that each is in.
    var books: [(licensee: Int, file: String)] {
        trade.licensees.indices.filter { !trade.licensees[$0].isLost }
            .map { ($0, "us/books/\(trade.licensees[$0].number).csv") }
    }

    func writeLicensees(_ path: String) throws(TrainingError) {
        var table = try TrainingTable(
            path,
            header: [
                "number", "kind", "name", "city", "state", "lat", "lon", "active", "closed",
                "records",
            ])
        for licensee in trade.licensees {
            let town = trade.lexicon.towns[licensee.town]
            try table.write([
                licensee.number, licensee.kind, licensee.name, town.name, town.state,
                town.latitude, town.longitude, licensee.closedOn == nil ? "True" : "False",
                licensee.closedOn?.description ?? "", licensee.records,
            ])
        }
        try table.finish()
    }

    /// Writes a licensee's book in the order of acquisition.
    ///
    /// - Returns: The number of rows.
    func writeBook(of licensee: Int, _ path: String) throws(TrainingError) -> Int {
        var table = try TrainingTable(path, header: TrainingTables.bookHeader)
        let entries = trade.books[licensee].enumerated().sorted { left, right in
            (left.element.acquired, left.offset) < (right.element.acquired, right.offset)
        }
        for (_, entry) in entries { try table.write(row(entry)) }
        let rows = table.rows
        try table.finish()
        return rows
    }

    private func row(_ entry: TrainingTrade.Entry) -> [String] {
        let firearm = trade.firearms[entry.firearm]
        let make = trade.lexicon.makes[firearm.make]
        let model = make.models[firearm.model]
        let from = text(entry.from, make: make, form: entry.form)
        let to = text(entry.to, make: make, form: entry.form)
        return [
            make.name, make.importer, model.name, serial(firearm, entry), make.kind,
            model.calibre, entry.acquired.description, from.name, from.address,
            entry.disposed?.description ?? "", to.name, to.address, to.document, to.born,
            to.telephone,
        ]
    }

    private func serial(
        _ firearm: TrainingTrade.Firearm, _ entry: TrainingTrade.Entry
    ) -> String {
        let serial = trade.serial(firearm)
        guard entry.hasSlip else { return serial }
        var random = TrainingRandom(seed: trade.seed, kind: 6, number: entry.form)
        return String(decoding: slips.slip(Array(serial.utf8), &random).bytes, as: UTF8.self)
    }

    /// A party as a book writes it.
    private struct PartyText {
        var name = ""
        var address = ""
        var document = ""
        var born = ""
        var telephone = ""
    }

    private func text(
        _ party: TrainingTrade.Party, make: TrainingMake, form: Int
    ) -> PartyText {
        switch party {
        case .nobody: return PartyText()
        case .maker: return PartyText(name: make.name)
        case .licensee(let index):
            let licensee = trade.licensees[index]
            return PartyText(name: licensee.name, address: licensee.number)
        case .person(let buyer):
            let person = people.person(buyer)
            return PartyText(
                name: person.name, address: person.address,
                document: "4473-" + String(10_000_000 + form).dropFirst(),
                born: person.born.description, telephone: person.telephone)
        case .government(let index):
            return PartyText(
                name: trade.lexicon.lists["buyer"]?[index] ?? "", document: "EXPORT DSP-5")
        case .theft: return PartyText(name: "THEFT/LOSS REPORTED", document: "3310.11")
        }
    }

    func writeThefts(_ path: String) throws(TrainingError) {
        var table = try TrainingTable(
            path,
            header: [
                "license", "manufacturer", "model", "serial_number", "type", "caliber",
                "reported_on", "kind",
            ])
        for theft in trade.thefts {
            let firearm = trade.firearms[theft.firearm]
            let make = trade.lexicon.makes[firearm.make]
            let model = make.models[firearm.model]
            try table.write([
                trade.licensees[theft.holder].number, make.name, model.name,
                trade.serial(firearm), make.kind, model.calibre, theft.on.description,
                theft.isBurglary ? "burglary" : "loss",
            ])
        }
        try table.finish()
    }

    func writeMultipleSales(_ path: String) throws(TrainingError) {
        var table = try TrainingTable(
            path,
            header: [
                "license", "purchaser", "sold_on", "manufacturer_1", "serial_1",
                "manufacturer_2", "serial_2",
            ])
        for sale in trade.multipleSales {
            let (first, second) = (trade.firearms[sale.first], trade.firearms[sale.second])
            try table.write([
                trade.licensees[sale.holder].number, people.person(sale.buyer).name,
                sale.on.description, trade.lexicon.makes[first.make].name, trade.serial(first),
                trade.lexicon.makes[second.make].name, trade.serial(second),
            ])
        }
        try table.finish()
    }
}

extension TrainingPeople {
    /// The person who bought a firearm.
    func person(_ buyer: TrainingTrade.Buyer) -> Person {
        person(buyer.number, town: buyer.town, on: buyer.met)
    }
}
