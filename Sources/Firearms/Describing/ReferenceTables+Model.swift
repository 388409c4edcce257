import Language

/// What was found in the text that stands as the model.
struct ModelReading: Sendable {
    var model: FieldReading<String>
    /// The models that may be meant.
    var models: [Int] = []
    /// Kinds that the text names in place of a model.
    var kinds: [Kind] = []
}

/// Who may have made a firearm.
private struct Makers {
    /// Those that were named.
    let own: Set<FirmCode>
    /// Their twins, and those whose firearms they import.
    let others: Set<FirmCode>
}

extension ReferenceTables {
    /// Reads a model, knowing who is said to have made it and whose models may be meant as well.
    ///
    /// No makers means that nobody is known.
    func readModel(_ raw: String, makers: [FirmCode], others: [FirmCode]) -> ModelReading {
        if let blank = blankReading(of: raw, as: String.self) { return ModelReading(model: blank) }
        let folded = FoldedText(raw)
        let words = folded.words.filter { $0 != "&" }
        var reading = readWords(words, makers: Makers(own: Set(makers), others: Set(others)))
        if folded.wasCut { reading.model.evidence.append(cutEvidence) }
        return reading
    }

    private func readWords(_ words: [String], makers: Makers) -> ModelReading {
        let telling = withoutFirm(words, makers).filter { !isFiller($0) }
        let keys = [words.joined(), telling.joined()]
        for key in keys where !key.isEmpty {
            if let found = known(key, index.models[key], makers) { return recognised(found) }
        }
        let looksLike = index.visualModels[Misspelling.visualKey(keys[1])]
        if let found = known(keys[1], looksLike, makers), found.count == 1 {
            return recognised(
                found, Phrase("firearms.model.look_alike", ["model": .text(models[found[0]].name)]))
        }
        if let (found, rest) = partlyKnown(telling, makers) {
            return recognised(found, rest.isEmpty ? nil : restEvidence(rest))
        }
        return misplaced(words) ?? unknownModel(words, key: keys[1], makers)
    }

    /// The words without the maker's own name before them.
    private func withoutFirm(_ words: [String], _ makers: Makers) -> [String] {
        for length in stride(from: min(4, words.count - 1), through: 1, by: -1) {
            let entry = index.firms[words[..<length].joined()]
            if entry?.firms.contains(where: { makers.own.contains(firms[$0].code) }) == true {
                return Array(words[length...])
            }
        }
        return words
    }

    /// Those of some models that the makers may have made.
    private func known(_ key: String, _ positions: [Int]?, _ makers: Makers) -> [Int]? {
        guard let positions else { return nil }
        let own = positions.filter { !makers.own.isDisjoint(with: models[$0].firms) }
        if !own.isEmpty { return own }
        // A short number means something else with each firm.
        let isNumber = key.utf8.count < 4 && key.allSatisfy(\.isNumber)
        let others = positions.filter { !makers.others.isDisjoint(with: models[$0].firms) }
        if !others.isEmpty, !isNumber { return others }
        let patterns = positions.filter { models[$0].firms.isEmpty }
        if !patterns.isEmpty { return patterns }
        return makers.own.isEmpty ? positions : nil
    }

    /// The longest run of words that names a model: `PT111 MILLENNIUM PRO`, `NM BLACKHAWK`.
    private func partlyKnown(
        _ words: [String], _ makers: Makers
    ) -> (found: [Int], rest: [String])? {
        for length in stride(from: words.count - 1, through: 1, by: -1) {
            for start in 0...(words.count - length) {
                let key = words[start..<(start + length)].joined()
                // Further back, or of nobody's, a short name is rather a number of something else.
                let shortest = start > 0 ? 4 : makers.own.isEmpty ? 3 : 2
                guard key.utf8.count >= shortest else { continue }
                if let found = known(key, index.models[key], makers) {
                    return (found, Array(words[..<start] + words[(start + length)...]))
                }
            }
        }
        return nil
    }

    private func recognised(_ positions: [Int], _ evidence: Phrase? = nil) -> ModelReading {
        var names: [String] = []
        for position in positions where !names.contains(models[position].name) {
            names.append(models[position].name)
        }
        var reading = FieldReading(state: .recognised, values: names)
        if let evidence { reading.evidence.append(evidence) }
        return ModelReading(model: reading, models: positions)
    }

    /// A kind or a firm that stands as the model.
    private func misplaced(_ words: [String]) -> ModelReading? {
        let (mentions, rest) = kindMentions(in: words)
        var reading = FieldReading<String>(state: .contradictory)
        if let first = mentions.first?.first, rest.isEmpty {
            let kind = kinds[first].kind
            reading.evidence = [
                Phrase("firearms.model.is_kind", ["kind": .phrase(kindPhrase(kind))])
            ]
            return ModelReading(
                model: reading, kinds: mentions.joined().map { kinds[$0].kind })
        }
        guard let entry = index.firms[words.joined()], entry.strength == .name,
            let firm = entry.firms.first, words.joined().utf8.count >= 4
        else { return nil }
        reading.evidence = [
            Phrase("firearms.model.is_firm", ["firm": .text(firms[firm].name)])
        ]
        return ModelReading(model: reading)
    }

    private func unknownModel(
        _ words: [String], key: String, _ makers: Makers
    ) -> ModelReading {
        var reading = FieldReading(state: .unknown, values: [words.joined(separator: " ")])
        // A name that only another firm uses, and long enough not to be chance.
        if key.utf8.count >= 5, !makers.own.isEmpty, let others = index.models[key],
            others.count == 1
        {
            let model = models[others[0]]
            let firms = model.firms.compactMap { firm($0)?.name }.joined(separator: ", ")
            reading.state = .contradictory
            reading.evidence.append(
                Phrase(
                    "firearms.model.of_another",
                    ["model": .text(model.name), "firms": .text(firms)]))
        }
        return ModelReading(model: reading)
    }
}
