import Language

extension ReferenceTables {
    /// Reads a calibre or gauge.
    func readCalibre(_ raw: String) -> FieldReading<CalibreCode> {
        if let blank = blankReading(of: raw, as: CalibreCode.self) { return blank }
        let text = CalibreText(raw)
        var reading = text.mentions.isEmpty ? readWordCalibre(text) : readNumbers(text)
        if text.wasCut { reading.evidence.append(cutEvidence) }
        return reading
    }

    /// A calibre without a number, such as `MULTI`.
    private func readWordCalibre(_ text: CalibreText) -> FieldReading<CalibreCode> {
        let words = text.wordsBefore.filter { !isFiller($0) }
        let positions = index.calibres[text.wordsBefore.joined()] ?? index.calibres[words.joined()]
        guard let positions, !words.isEmpty else {
            return FieldReading(state: words.isEmpty ? .blank : .unknown)
        }
        return recognised(positions)
    }

    private func readNumbers(_ text: CalibreText) -> FieldReading<CalibreCode> {
        if text.mentions.count > 1, let whole = index.calibres[text.key] {
            return recognised(whole)
        }
        let parts = text.mentions.enumerated().map { index, mention in
            readMention(mention, before: index == 0 ? text.wordsBefore : [])
        }
        let known = parts.filter { !$0.values.isEmpty }
        guard var reading = known.first else { return parts[0] }
        guard known.count > 1 else { return reading }
        // Several numbers for one thing: what all name, as `7.62 (.308)`, or else what each allows
        // beside the others, as `5.56 (.223)`.
        var values = known[0].values.filter { value in
            known.allSatisfy { $0.values.contains(value) }
        }
        let isSettled = !values.isEmpty
        for (index, part) in known.enumerated() where !isSettled {
            for value in part.values where !values.contains(value) {
                let others = known.enumerated().filter { $0.offset != index }
                let agrees = others.allSatisfy { other in
                    other.element.values.contains { isCompatible($0, value) }
                }
                if agrees { values.append(value) }
            }
        }
        reading.evidence = known.flatMap(\.evidence)
        if values.isEmpty {
            reading.state = .contradictory
            reading.values = known.flatMap(\.values)
            reading.evidence.append(Phrase("firearms.calibre.numbers_disagree"))
        } else {
            reading.values = values
        }
        return reading
    }

    private func readMention(
        _ mention: CalibreText.Mention, before: [String]
    ) -> FieldReading<CalibreCode> {
        let telling = (before + mention.words).filter { !isFiller($0) }
        var found: [Int] = []
        var rest: [String] = []
        var isMisspelt = false
        for number in [mention.number] + mention.otherNumbers {
            for position in positions(of: number, before: before, after: mention.words)
            where !found.contains(position) {
                found.append(position)
            }
        }
        if found.isEmpty, !telling.isEmpty {
            found = misspelt(mention.number + telling.joined())
            isMisspelt = !found.isEmpty
            if found.isEmpty {
                rest = telling
                for number in [mention.number] + mention.otherNumbers {
                    found += (index.calibres[number] ?? []).filter { !found.contains($0) }
                }
            }
        }
        if found.isEmpty, mention.number.contains("X") {
            found = misspelt(mention.number)
            isMisspelt = !found.isEmpty
        }
        var damaged = mention.isDamaged
        if found.isEmpty, let positions = index.damagedCalibres[mention.number] {
            found = positions
            damaged = true
        }
        guard !found.isEmpty else { return FieldReading(state: .unknown) }
        var reading = recognised(found)
        if damaged {
            reading.evidence.append(
                Phrase("firearms.calibre.spreadsheet", ["number": .text(mention.number)]))
        }
        if isMisspelt {
            reading.evidence.append(
                Phrase(
                    "firearms.calibre.misspelt",
                    ["calibre": .text(calibres[found[0]].name)]))
        }
        if !rest.isEmpty { reading.evidence.append(restEvidence(rest)) }
        return reading
    }

    /// The calibres that a number and the words before and after it name together.
    func positions(of number: String, before: [String], after: [String]) -> [Int] {
        let telling = (before + after).filter { !isFiller($0) }
        return index.calibres[before.joined() + number + after.joined()]
            ?? index.calibres[before.filter { !isFiller($0) }.joined() + number + after.joined()]
            ?? index.calibres[number + (after + before).joined()]
            ?? index.calibres[number + telling.joined()]
            ?? index.calibres[telling.joined() + number] ?? []
    }

    /// The calibre whose spelling the key is but for one mistake, when only one calibre's is.
    private func misspelt(_ key: String) -> [Int] {
        let written = Array(key.utf8)
        guard written.count >= 6 else { return [] }
        var found: Set<[Int]> = []
        for (known, positions) in index.calibres where known.utf8.count >= 6 {
            guard let rule = Misspelling(written: written, known: Array(known.utf8)), rule != .two
            else { continue }
            found.insert(positions)
        }
        return found.count == 1 ? (found.first ?? []) : []
    }

    private func recognised(_ positions: [Int]) -> FieldReading<CalibreCode> {
        var reading = FieldReading<CalibreCode>(state: .recognised)
        reading.values = positions.map { calibres[$0].code }
        if reading.values.count > 1 {
            let names = positions.map { position in
                Phrase("firearms.name", ["name": .text(calibres[position].name)])
            }
            reading.evidence = [Phrase("firearms.calibre.several", ["calibres": .list(names)])]
        }
        return reading
    }
}
