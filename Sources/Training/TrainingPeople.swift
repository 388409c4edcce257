import Chronology

/// The people of a training world, all invented, each made of a number whenever one is needed.
struct TrainingPeople: Sendable {
    /// A person as a book writes one.
    struct Person {
        let name: String
        let born: Day
        let address: String
        let telephone: String
    }

    let seed: UInt64
    let lexicon: TrainingLexicon

    /// The person of a number, who lives in a town and is of age on a day.
    func person(_ number: Int, town: Int, on day: Day) -> Person {
        var random = TrainingRandom(seed: seed, kind: 1, number: number)
        let given = lexicon.word("given", &random)
        let middle =
            random.chance(0.35) ? " " + String(lexicon.word("given", &random).prefix(1)) : ""
        let family = lexicon.word("family", &random)
        let second = random.chance(0.2) ? " " + lexicon.word("family", &random) : ""
        let age = random.within(21...68)
        let street = lexicon.word("street", &random)
        let suffix = random.pick(["St", "Ave", "Dr", "Ln", "Rd", "Ct"])
        let home = lexicon.towns[town]
        // 555-01xx is kept for invented telephones.
        let area = random.within(201...989)
        let line = random.within(0...99)
        return Person(
            name: "\(given)\(middle) \(family)\(second)",
            born: day.advanced(by: -(age * 365 + age / 4 + random.within(1...360))),
            address: "\(random.within(100...9899)) \(street) \(suffix), \(home.name) \(home.state)",
            telephone: "(\(area)) 555-01\(line < 10 ? "0" : "")\(line)")
    }
}
