/// The tables turned round: from folded texts to the rows that they name.
struct TableIndex: Sendable {
    /// How a text names a firm.
    enum Strength: Int, Sendable {
        /// As the tables write it, or without its legal form.
        case name
        /// Without the words that the trade shares, such as `ARMS`.
        case shortened
    }

    /// The firms that a text names.
    struct FirmEntry: Sendable {
        var strength: Strength
        var firms: [Int]
    }

    /// A spelling of a firm's name, to be compared letter by letter.
    struct Spelling: Sendable {
        let bytes: [UInt8]
        let firm: Int
    }

    var firms: [String: FirmEntry] = [:]
    var spellings: [Spelling] = []
    var phonetic: [String: [Int]] = [:]
    var models: [String: [Int]] = [:]
    var visualModels: [String: [Int]] = [:]
    var calibres: [String: [Int]] = [:]
    var damagedCalibres: [String: [Int]] = [:]
    var kinds: [String: [Int]] = [:]
    var countries: [String: Int] = [:]
    var wordMeanings: [String: WordMeaning] = [:]
    var makersByImporter: [FirmCode: [FirmCode]] = [:]
    var relatedFrom: [FirmCode: [FirmCode]] = [:]

    /// The words of a folded text that tell firms apart, in three forms.
    func firmKeys(_ words: [String]) -> (whole: String, named: String, shortened: String) {
        let joined = words.filter { $0 != "&" }
        let whole = withoutConnectors(joined)
        let named = whole.filter { wordMeanings[$0] != .legalForm }
        let shortened = named.filter {
            switch wordMeanings[$0] {
            case .trade, .place: false
            default: true
            }
        }
        let name = named.contains(where: isTelling) ? named : whole
        return (
            FoldedText.joined(whole), FoldedText.joined(name),
            FoldedText.joined(shortened.contains(where: isTelling) ? shortened : name)
        )
    }

    /// Tells whether a word sets a firm apart from others of the trade.
    func isTelling(_ word: String) -> Bool {
        switch wordMeanings[word] {
        case .trade, .generic, .place, .legalForm, .connector, .filler: false
        default: word.utf8.count > 2
        }
    }

    /// Words without those that join others; `Y` and `E` join only whole words, as `C Y F` has initials.
    func withoutConnectors(_ words: [String]) -> [String] {
        words.enumerated().filter { index, word in
            guard wordMeanings[word] == .connector, index > 0, index < words.count - 1 else {
                return true
            }
            return words[index - 1].utf8.count < 2 || words[index + 1].utf8.count < 2
        }.map(\.element)
    }
}

extension ReferenceTables {
    /// Turns the tables round; to be called after every change of the rows.
    mutating func buildIndex() {
        var index = TableIndex()
        for meaning in WordMeaning.allCases {
            for word in words(for: meaning) {
                // A word of several meanings has the first: what it says of a maker's name.
                let key = FoldedText(word).compact
                if index.wordMeanings[key] == nil { index.wordMeanings[key] = meaning }
            }
        }
        for (position, kind) in kinds.enumerated() {
            for word in kind.words { index.kinds.add(position, to: FoldedText(word).compact) }
        }
        for (position, country) in countries.enumerated() {
            for name in country.names { index.countries[FoldedText(name).compact] = position }
        }
        indexFirms(&index)
        indexModels(&index)
        self.index = index
    }

    private func indexModels(_ index: inout TableIndex) {
        for (position, model) in models.enumerated() {
            for name in [model.name] + model.aliases {
                let key = FoldedText(name).compact
                guard !key.isEmpty else { continue }
                index.models.add(position, to: key)
                index.visualModels.add(position, to: Misspelling.visualKey(key))
            }
        }
        for (position, calibre) in calibres.enumerated() {
            for spelling in calibre.spellings + [calibre.code.description, calibre.name] {
                let isDamaged = spelling.hasPrefix("!")
                let key = CalibreText(isDamaged ? String(spelling.dropFirst()) : spelling).key
                if isDamaged {
                    index.damagedCalibres.add(position, to: key)
                } else {
                    index.calibres.add(position, to: key)
                }
            }
        }
    }

    private func indexFirms(_ index: inout TableIndex) {
        var shortened: [(key: String, firm: Int)] = []
        for (position, firm) in firms.enumerated() {
            for text in firm.spellings {
                let keys = index.firmKeys(FoldedText(text).words)
                for key in Set([keys.whole, keys.named]) where !key.isEmpty {
                    index.firms[key, default: .init(strength: .name, firms: [])].add(position)
                }
                if keys.shortened != keys.named { shortened.append((keys.shortened, position)) }
                index.addSpelling(keys.whole, of: position)
                index.addSpelling(keys.named, of: position)
                if !index.meansOther(keys.shortened) {
                    index.addSpelling(keys.shortened, of: position)
                }
            }
            for importer in firm.importers {
                index.makersByImporter[importer, default: []].append(firm.code)
            }
            for other in firm.related {
                index.relatedFrom[other, default: []].append(firm.code)
            }
        }
        for (key, firm) in shortened
        where index.firms[key]?.strength != .name && !index.meansOther(key) {
            index.firms[key, default: .init(strength: .shortened, firms: [])].add(firm)
        }
    }
}

extension Firm {
    /// Every way of writing the firm's name that the tables have.
    var spellings: [String] { plainNames + aliases.filter(\.isAmbiguous).map(\.text) }

    /// The ways of writing its name that are the firm's alone.
    var plainNames: [String] {
        let codeText = String(code.description.map { $0 == "_" ? " " : $0 })
        return [name, codeText] + aliases.filter { !$0.isAmbiguous }.map(\.text)
    }
}

extension TableIndex.FirmEntry {
    mutating func add(_ firm: Int) {
        if !firms.contains(firm) { firms.append(firm) }
    }
}

extension TableIndex {
    /// Tells whether a text is a country, a kind or a word, so that it can not stand for a firm.
    func meansOther(_ key: String) -> Bool {
        countries[key] != nil || kinds[key] != nil || wordMeanings[key] != nil
    }

    /// Shorter names are not compared letter by letter: one letter of three is a third of the name.
    static let shortestComparedName = 4

    mutating func addSpelling(_ key: String, of firm: Int) {
        let bytes = Array(key.utf8)
        guard bytes.count >= TableIndex.shortestComparedName,
            !spellings.suffix(40).contains(where: { $0.firm == firm && $0.bytes == bytes })
        else { return }
        spellings.append(Spelling(bytes: bytes, firm: firm))
        phonetic.add(firm, to: Misspelling.phoneticKey(key))
    }
}

extension Dictionary where Value == [Int] {
    /// Adds a position to a key's list, once.
    mutating func add(_ position: Int, to key: Key) {
        if self[key]?.contains(position) != true { self[key, default: []].append(position) }
    }
}
