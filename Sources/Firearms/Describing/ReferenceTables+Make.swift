import Language

extension ReferenceTables {
    /// Reads the text that stands as the maker's name.
    func readMake(_ raw: String) -> MakeReading {
        if let blank = blankReading(of: raw, as: FirmCode.self) { return MakeReading(make: blank) }
        let folded = FoldedText(raw)
        var reading = readFolded(folded, raw)
        if folded.wasCut { reading.make.evidence.append(cutEvidence) }
        return reading
    }

    private func readFolded(_ folded: FoldedText, _ raw: String) -> MakeReading {
        // First: the whole text is a firm's name.
        let keys = index.firmKeys(folded.words)
        if let entry = index.firms[keys.whole] ?? index.firms[keys.named] {
            return named(entry.firms)
        }
        // Second: parts of it are, and the rest is something else that the tables know.
        var reading = readPieces(pieces(of: folded.words))
        if reading.make.state != .unknown {
            // A word that nothing knows may be a part of a longer name, written with a mistake.
            return reading.rest.isEmpty
                ? reading : misspelt(keys.whole, raw) ?? misspelt(keys.named, raw) ?? reading
        }
        if reading.namesOther, reading.rest.isEmpty {
            reading.make.state = .contradictory
            return reading
        }
        // Third: a firm's name with a mistake in it, alone or beside words that are known.
        // Words that half the trade has are near to many names and tell none.
        let attempts =
            !folded.words.contains(where: index.isTelling)
            ? []
            : [
                keys.whole, keys.named, keys.shortened, FoldedText.joined(reading.rest),
            ]
        for (position, attempt) in attempts.enumerated()
        where !attempts[..<position].contains(attempt) {
            if var misspelt = misspelt(attempt, raw) {
                if position == attempts.count - 1 {
                    misspelt.countries = reading.countries
                    misspelt.models = reading.models
                    misspelt.kinds = reading.kinds
                    misspelt.calibres = reading.calibres
                }
                return misspelt
            }
        }
        reading.make.evidence.append(Phrase("firearms.make.unknown", ["text": .text(trimmed(raw))]))
        return reading
    }

    private func named(_ firms: [Int]) -> MakeReading {
        var reading = FieldReading<FirmCode>(
            state: .recognised, values: firms.map { self.firms[$0].code })
        if firms.count > 1 {
            reading.evidence = [
                Phrase("firearms.make.several", ["firms": .list(firms.map(firmPhrase))])
            ]
        }
        return MakeReading(make: reading)
    }

    private func firmPhrase(_ position: Int) -> Phrase {
        Phrase("firearms.name", ["name": .text(firms[position].name)])
    }

    private func readPieces(_ pieces: [MakePiece]) -> MakeReading {
        var found: [Int] = []
        var named = 0
        var reading = MakeReading(make: FieldReading(state: .unknown))
        for piece in pieces {
            switch piece.meaning {
            case .firm(let entry):
                named = max(named, piece.text.utf8.count)
                for firm in entry.firms where !found.contains(firm) { found.append(firm) }
            case .country(let position): reading.countries.append(countries[position].code)
            case .kind(let positions, let models):
                reading.kinds += positions.map { kinds[$0].kind }
                reading.models += models
            case .model(let positions): reading.models += positions
            case .calibre(let codes): reading.calibres += codes
            case .noise: break
            case .unknown: reading.rest += piece.words
            }
        }
        // A short name beside words that nothing knows is rather a part of another firm's name.
        let unknownLength = reading.rest.reduce(0) { $0 + $1.utf8.count }
        guard !found.isEmpty, unknownLength <= (named < 4 ? 0 : named) else { return reading }
        return settle(found, in: reading)
    }

    private func settle(_ found: [Int], in reading: MakeReading) -> MakeReading {
        var reading = reading
        var makers = found
        for firm in found {
            let code = firms[firm].code
            let imports = found.contains { firms[$0].importers.contains(code) && $0 != firm }
            if imports {
                reading.importers.append(code)
                makers.removeAll { $0 == firm }
            }
        }
        reading.make = named(makers).make
        takeModels(of: makers, from: &reading)
        if !reading.rest.isEmpty { reading.make.evidence.append(restEvidence(reading.rest)) }
        return reading
    }
}

extension ReferenceTables {
    /// Finds the makers' own models among the words that remain, such as `19` beside Glock.
    private func takeModels(of makers: [Int], from reading: inout MakeReading) {
        let codes = Set(makers.map { firms[$0].code })
        let key = reading.rest.joined()
        let all = index.models[key] ?? []
        let own = all.filter { position in
            models[position].firms.isEmpty || !codes.isDisjoint(with: models[position].firms)
        }
        guard !own.isEmpty else { return }
        reading.models += own
        reading.rest = []
    }

    /// A firm whose name the text is but for a mistake, when no other firm is as near.
    private func misspelt(_ text: String, _ raw: String) -> MakeReading? {
        let written = Array(text.utf8)
        guard written.count >= TableIndex.shortestComparedName else { return nil }
        var best: [Int: Misspelling] = [:]
        for spelling in index.spellings {
            guard let rule = Misspelling(written: written, known: spelling.bytes),
                rule.cost < (best[spelling.firm]?.cost ?? .infinity)
            else { continue }
            best[spelling.firm] = rule
        }
        for firm in index.phonetic[Misspelling.phoneticKey(text)] ?? []
        where (best[firm]?.cost ?? .infinity) > Misspelling.soundAlike.cost {
            best[firm] = .soundAlike
        }
        guard let least = best.values.map(\.cost).min() else { return nil }
        // Firms that are nearly as near are meant as likely.
        let near = best.filter { $0.value.cost < least + ReferenceTables.nearness }
            .sorted { ($0.value.cost, $0.key) < ($1.value.cost, $1.key) }
        guard near.count <= ReferenceTables.mostNear, let rule = near.first?.value else {
            return nil
        }
        var reading = named(near.map(\.key))
        reading.make.evidence.append(
            Phrase(
                "firearms.misspelling.\(rule.rawValue)",
                ["text": .text(trimmed(raw)), "firm": .phrase(firmPhrase(near[0].key))]))
        return reading
    }

    /// Two misspellings whose costs differ by less are as likely as each other.
    private static let nearness = 0.3
    /// A text that is near to more firms than this names none.
    private static let mostNear = 3
}
