import Language
public import SerialIndex

/// What the texts of a query say of make, model and calibre, given what the benchmark says of texts.
///
/// A text that was left blank says nothing, whatever the record.
public struct TrialEvidence: Sendable {
    private let words: TrialWords
    private let weights: TrialWeights
    private let makesByText: [String: [(make: Int, factor: Double)]]
    private let makeNames: [(letters: [UInt8], mostSlips: Int)]
    private let modelsByName: [String: [Int]]
    private let calibresByName: [String: Int]
    private var makes: [String: SerialEvidence.Field] = [:]

    /// Prepares the names of a benchmark's makes, models and calibres.
    public init(_ words: TrialWords, weights: TrialWeights = .carried) {
        var makesByText: [String: [(make: Int, factor: Double)]] = [:]
        for (number, make) in words.makes.enumerated() {
            makesByText[TrialEvidence.plain(make.name), default: []]
                .append((number, weights("make.name")))
            for alias in make.aliases {
                makesByText[TrialEvidence.plain(alias), default: []]
                    .append((number, weights("make.alias") / Double(make.aliases.count)))
            }
        }
        self.words = words
        self.weights = weights
        self.makesByText = makesByText
        makeNames = words.makes.map { make in
            (Array(TrialEvidence.plain(make.name).utf8), max(2, make.name.utf8.count / 2))
        }
        modelsByName = Dictionary(grouping: words.models.indices) { words.models[$0].name }
        calibresByName = Dictionary(
            zip(words.calibres, words.calibres.indices), uniquingKeysWith: { first, _ in first })
    }

    /// What a query's texts say; makes are remembered, as a query's make is seldom its own alone.
    public mutating func evidence(of query: TrialQuery) -> SerialEvidence {
        SerialEvidence(
            make: make(query.make), model: model(query.model), calibre: calibre(query.calibre))
    }

    private mutating func make(_ text: String) -> SerialEvidence.Field {
        guard !text.isEmpty else { return SerialEvidence.Field() }
        if let known = makes[text] { return known }
        let plain = TrialEvidence.plain(text)
        var factors = [Double](repeating: 0, count: words.makes.count)
        for (make, factor) in makesByText[plain] ?? [] { factors[make] += factor }
        let letters = Array(plain.utf8.prefix(TrialWords.longestName))
        for (make, name) in makeNames.enumerated() {
            guard
                let slips = EditDistance.between(letters, name.letters, within: name.mostSlips),
                slips > 0
            else { continue }
            factors[make] += weights("make.misspelt") * power(weights("make.slip"), slips)
        }
        if factors.allSatisfy({ $0 == 0 }) {
            factors = factors.map { _ in weights("make.unlike") }
        }
        let listed = factors.enumerated().filter { $0.element > 0 }.map {
            SerialEvidence.Field.Listed(number: UInt32($0.offset), factor: $0.element)
        }
        let field = SerialEvidence.Field(usual: weights("make.other"), listed: listed)
        makes[text] = field
        return field
    }

    /// A model's text may be any model's of the make by mistake: so those of makes that have a model of
    /// that name are each a little likelier than others.
    private func model(_ text: String) -> SerialEvidence.Field {
        guard !text.isEmpty else { return SerialEvidence.Field() }
        let wrong = weights("model.same_make")
        let usual = wrong / weights("model.count") * weights("model.other_make")
        let named = modelsByName[text] ?? []
        var factors: [Int: Double] = [:]
        for model in named {
            let siblings = words.makes[words.models[model].make].models
            let share = wrong / Double(max(1, siblings.count))
            // A make may have two models of one name: neither takes the other's place.
            for sibling in siblings { factors[sibling] = max(factors[sibling] ?? 0, share) }
            factors[model] = weights("model.own") + share
        }
        let listed = factors.sorted { $0.key < $1.key }.map {
            SerialEvidence.Field.Listed(number: UInt32($0.key), factor: $0.value)
        }
        return SerialEvidence.Field(usual: usual, listed: listed)
    }

    private func calibre(_ text: String) -> SerialEvidence.Field {
        guard let number = calibresByName[text] else { return SerialEvidence.Field() }
        let other = weights("calibre.other") / Double(words.calibres.count)
        return SerialEvidence.Field(
            usual: other,
            listed: [.init(number: UInt32(number), factor: weights("calibre.own") + other)])
    }

    /// A text in capitals, without commas and full stops, its words one space apart, `&` among them.
    static func plain(_ text: String) -> String {
        text.uppercased().split { $0.isWhitespace || $0 == "," || $0 == "." }
            .flatMap { word in
                word.split(separator: "&", omittingEmptySubsequences: false)
                    .flatMap { ["&", $0] }.dropFirst().filter { !$0.isEmpty }
            }
            .joined(separator: " ")
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }
}
