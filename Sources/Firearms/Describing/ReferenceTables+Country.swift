import Language

extension ReferenceTables {
    /// Reads a country.
    func readCountry(_ text: String) -> FieldReading<CountryCode> {
        if let blank = blankReading(of: text, as: CountryCode.self) { return blank }
        let folded = FoldedText(text)
        let words = folded.words.filter { index.wordMeanings[$0] != .filler && $0 != "&" }
        if let position = index.countries[folded.compact] ?? index.countries[words.joined()] {
            return recognised(position)
        }
        var found: [Int] = []
        for span in spans(of: words) {
            if let position = index.countries[span], !found.contains(position) {
                found.append(position)
            }
        }
        if found.count == 1 { return recognised(found[0]) }
        if found.isEmpty, let position = misspeltCountry(words.joined()) {
            var reading = recognised(position)
            reading.evidence = [
                Phrase(
                    "firearms.country.misspelt",
                    ["text": .text(trimmed(text)), "country": .text(name(ofCountry: position))])
            ]
            return reading
        }
        let values = found.map { countries[$0].code }
        return FieldReading(state: found.isEmpty ? .unknown : .contradictory, values: values)
    }

    private func recognised(_ position: Int) -> FieldReading<CountryCode> {
        FieldReading(state: .recognised, values: [countries[position].code])
    }

    private func name(ofCountry position: Int) -> String {
        countries[position].names.first ?? countries[position].code.description
    }

    /// The one country whose name the text is but for one mistake.
    private func misspeltCountry(_ text: String) -> Int? {
        let written = Array(text.utf8)
        guard written.count >= 5, written.count <= FoldedText.maximumLength else { return nil }
        var found: Set<Int> = []
        for (key, position) in index.countries where key.utf8.count >= 5 {
            guard let rule = Misspelling(written: written, known: Array(key.utf8)), rule != .two
            else { continue }
            found.insert(position)
        }
        return found.count == 1 ? found.first : nil
    }
}

/// The runs of up to six neighbouring words, written as one, the longest first.
func spans(of words: [String]) -> [String] {
    var spans: [String] = []
    for length in stride(from: min(6, words.count), through: 1, by: -1) {
        for start in 0...(words.count - length) {
            spans.append(words[start..<(start + length)].joined())
        }
    }
    return spans
}
