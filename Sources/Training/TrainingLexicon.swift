import Assets

/// The words and makes that a training world is made of, as the binary carries them.
struct TrainingLexicon: Sendable {
    /// A town of the United States.
    struct Town: Sendable {
        let name: String
        let state: String
        let latitude: String
        let longitude: String
    }

    /// A place in Mexico.
    struct Place: Sendable {
        let municipality: String
        let state: String
        let abbreviation: String
    }

    private(set) var lists: [String: [String]] = [:]
    private(set) var towns: [Town] = []
    private(set) var townShares = Shares<Int>()
    private(set) var places = Shares<Place>()
    private(set) var kinds: [String: Shares<String>] = [:]
    private(set) var calibres: [String: Shares<String>] = [:]
    private(set) var countries: [String: String] = [:]
    private(set) var headings: [String: [String]] = [:]
    private(set) var makes: [TrainingMake] = []

    /// The words and makes that the binary carries.
    static let carried: TrainingLexicon = {
        guard let words = CarriedFile(named: "training/words.tsv"),
            let makes = CarriedFile(named: "training/makes.tsv"),
            let lexicon = TrainingLexicon(words: words.text, makes: makes.text)
        else { preconditionFailure("the binary carries training/words.tsv and makes.tsv, whole") }
        return lexicon
    }()

    /// - Returns: `nil` when a line has not the columns of its class.
    init?(words: String, makes: String) {
        for columns in TrainingLexicon.rows(words) {
            guard add(columns) else { return nil }
        }
        for columns in TrainingLexicon.rows(makes) {
            guard let make = TrainingMake(columns) else { return nil }
            self.makes.append(make)
        }
    }

    private static func rows(_ table: String) -> [[String]] {
        table.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private mutating func add(_ columns: [String]) -> Bool {
        let share = columns.last.flatMap { Int($0) } ?? 1
        switch (columns[0], columns.count) {
        case ("town", 6):
            townShares.add(towns.count, share: share)
            towns.append(
                Town(
                    name: columns[1], state: columns[2], latitude: columns[3],
                    longitude: columns[4]))
        case ("place", 5):
            places.add(
                Place(municipality: columns[1], state: columns[2], abbreviation: columns[3]),
                share: share)
        case ("kind", 4): kinds[columns[1], default: Shares()].add(columns[2], share: share)
        case ("calibre", 4): calibres[columns[1], default: Shares()].add(columns[2], share: share)
        case ("country", 3): countries[columns[1]] = columns[2]
        case ("heading", 3):
            headings[columns[1]] = columns[2].split(separator: "|").map(String.init)
        case (let name, 2): lists[name, default: []].append(columns[1])
        default: return false
        }
        return true
    }

    /// One word of a list.
    func word(_ list: String, _ random: inout TrainingRandom) -> String {
        guard let words = lists[list], !words.isEmpty else { return "" }
        return random.pick(words)
    }
}

/// One kind of firearm of one make: what it is called, how it is numbered, how it is misspelt.
struct TrainingMake: Sendable {
    /// Where firearms of a make are found.
    enum Origin: String, Sendable { case us, `import`, elsewhere }

    /// A model, its calibre and the years in which it was made.
    struct Model: Sendable {
        let name: String
        let calibre: String
        let years: ClosedRange<Int>

        /// Reads `name=calibre`, `name=calibre@from` or `name=calibre@from-to`.
        init?(_ text: Substring) {
            let parts = text.split(separator: "@")
            guard let equals = parts.first?.firstIndex(of: "=") else { return nil }
            name = String(parts[0][..<equals])
            calibre = String(parts[0][parts[0].index(after: equals)...])
            let bounds = (parts.count > 1 ? parts[1] : "1900").split(separator: "-")
            let years = bounds.compactMap { Int($0) }
            guard let from = years.first, years.count == bounds.count else { return nil }
            self.years = from...max(from, years.count > 1 ? years[1] : 9999)
        }
    }

    let origin: Origin
    let name: String
    let country: String
    let importer: String
    let kind: String
    let share: Int
    let forms: [SerialForm]
    let models: [Model]
    let misspellings: [String]

    init?(_ columns: [String]) {
        guard columns.count == 9, let origin = Origin(rawValue: columns[0]),
            let share = Int(columns[5])
        else { return nil }
        self.origin = origin
        name = columns[1]
        country = columns[2]
        importer = columns[3]
        kind = columns[4]
        self.share = share
        forms = columns[6].split(separator: "|").map { SerialForm(String($0)) }
        models = columns[7].split(separator: "|").compactMap { Model($0) }
        misspellings = columns[8].split(separator: "|").map(String.init)
        guard !forms.isEmpty, !models.isEmpty, (origin == .import) == !importer.isEmpty else {
            return nil
        }
    }

    /// The models made in a year, by their places in ``models``.
    func models(in year: Int) -> [Int] { models.indices.filter { models[$0].years.contains(year) } }
}
