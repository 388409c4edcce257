/// What was found in the text that stands as the maker's name.
struct MakeReading: Sendable {
    var make: FieldReading<FirmCode>
    /// Models that the text names.
    var models: [Int] = []
    /// Kinds that the text names.
    var kinds: [Kind] = []
    /// Calibres that the text names.
    var calibres: [CalibreCode] = []
    /// Countries that the text names.
    var countries: [CountryCode] = []
    /// Firms that the text names as importers of the maker.
    var importers: [FirmCode] = []
    /// Words of the text that nothing knows.
    var rest: [String] = []

    /// Tells whether the text names something other than a firm.
    var namesOther: Bool {
        !models.isEmpty || !kinds.isEmpty || !calibres.isEmpty || !countries.isEmpty
    }
}

/// One run of words in a maker's text, and what it is.
struct MakePiece: Sendable {
    enum Meaning: Sendable {
        case firm(TableIndex.FirmEntry)
        case country(Int)
        case kind([Int], models: [Int])
        case model([Int])
        case calibre([CalibreCode])
        case noise
        case unknown
    }

    let meaning: Meaning
    let words: [String]

    var text: String { words.joined() }
}

extension ReferenceTables {
    /// Names longer than this are not looked for.
    static let longestName = 7

    /// Cuts a maker's text into the longest runs of words that the tables know.
    func pieces(of words: [String]) -> [MakePiece] {
        var pieces: [MakePiece] = []
        var at = 0
        while at < words.count {
            var piece = MakePiece(meaning: .unknown, words: [words[at]])
            for length in stride(
                from: min(ReferenceTables.longestName, words.count - at), through: 1, by: -1)
            {
                let span = Array(words[at..<(at + length)])
                if let meaning = meaning(of: span) {
                    piece = MakePiece(meaning: meaning, words: span)
                    break
                }
            }
            pieces.append(piece)
            at += piece.words.count
        }
        return pieces
    }

    private func meaning(of span: [String]) -> MakePiece.Meaning? {
        if span == ["&"] { return .noise }
        let key = FoldedText.joined(span)
        if let entry = index.firms[key] { return .firm(entry) }
        let plain = FoldedText.joined(index.withoutConnectors(span.filter { $0 != "&" }))
        if plain != key, let entry = index.firms[plain] {
            return .firm(entry)
        }
        if let country = index.countries[key] { return .country(country) }
        if let kinds = index.kinds[key] {
            return .kind(kinds, models: tellingModels(key) ?? [])
        }
        switch index.wordMeanings[key] {
        case nil: break
        case .generic: return nil
        default: return .noise
        }
        if let models = tellingModels(key), !beginsWithMaker(span, of: models) {
            return .model(models)
        }
        return plainCalibre(span).map { .calibre($0) }
    }

    /// Tells whether a model's name has its maker's before it, as `GLOCK 19`: two things, then.
    private func beginsWithMaker(_ span: [String], of models: [Int]) -> Bool {
        (1..<max(1, span.count)).contains { length in
            let entry = index.firms[FoldedText.joined(span[..<length])]
            return entry?.firms.contains { firm in
                models.contains { self.models[$0].firms.contains(firms[firm].code) }
            } ?? false
        }
    }

    /// Models whose name is telling enough to stand in another column: letters, and three of them.
    private func tellingModels(_ key: String) -> [Int]? {
        guard key.utf8.count >= 3, key.contains(where: \.isLetter) else { return nil }
        return index.models[key]
    }

    /// A calibre that the words name exactly, and not by a bare number.
    private func plainCalibre(_ span: [String]) -> [CalibreCode]? {
        let text = CalibreText(span.joined(separator: " "))
        guard text.mentions.count == 1, text.key != text.mentions[0].number else { return nil }
        let mention = text.mentions[0]
        let found = positions(of: mention.number, before: text.wordsBefore, after: mention.words)
        return found.isEmpty ? nil : found.map { calibres[$0].code }
    }
}
