import Language

extension ReferenceTables {
    /// Reads a kind of firearm.
    func readKind(_ text: String) -> FieldReading<Kind> {
        if let blank = blankReading(of: text, as: Kind.self) { return blank }
        let folded = FoldedText(text)
        if let positions = index.kinds[folded.compact] { return recognised(positions) }
        let (mentions, rest) = kindMentions(in: folded.words)
        var reading: FieldReading<Kind>
        if mentions.isEmpty {
            reading = misspeltKind(folded, text) ?? FieldReading(state: .unknown)
        } else {
            // `PISTOL HANDGUN` means what both words allow; `RIFLE WITH LAUNCHER` means both.
            let common = mentions[0].filter { position in
                mentions.allSatisfy { $0.contains(position) }
            }
            var positions = common
            if common.isEmpty {
                for position in mentions.joined() where !positions.contains(position) {
                    positions.append(position)
                }
            }
            reading = recognised(positions)
            if !rest.isEmpty {
                reading.evidence.append(restEvidence(rest))
            }
        }
        if folded.wasCut { reading.evidence.append(cutEvidence) }
        return reading
    }

    /// The evidence that some words of a text were not used.
    func restEvidence(_ words: [String]) -> Phrase {
        Phrase("firearms.rest_unused", ["rest": .text(words.joined(separator: " "))])
    }

    private func recognised(_ positions: [Int]) -> FieldReading<Kind> {
        var reading = FieldReading<Kind>(state: .recognised)
        reading.values = positions.map { kinds[$0].kind }
        if reading.values.count > 1 {
            reading.evidence = [
                Phrase(
                    "firearms.kind.several",
                    ["kinds": .list(reading.values.map(kindPhrase))])
            ]
        }
        return reading
    }

    /// A kind as a person is told it.
    func kindPhrase(_ kind: Kind) -> Phrase {
        let word = self.kind(kind)?.words.first ?? kind.description
        return Phrase("firearms.name", ["name": .text(word)])
    }

    /// The words for kinds in a text, each with the kinds that it means, and the words that remain.
    func kindMentions(in words: [String]) -> (mentions: [[Int]], rest: [String]) {
        let words = words.filter { $0 != "&" }
        var mentions: [[Int]] = []
        var rest: [String] = []
        var at = 0
        while at < words.count {
            var length = min(6, words.count - at)
            while length > 0 {
                if let kinds = index.kinds[words[at..<(at + length)].joined()] {
                    mentions.append(kinds)
                    break
                }
                length -= 1
            }
            if length == 0, !isFiller(words[at]) { rest.append(words[at]) }
            at += max(1, length)
        }
        return (mentions, rest)
    }

    /// Tells whether a word says nothing by itself.
    func isFiller(_ word: String) -> Bool {
        switch index.wordMeanings[word] {
        case .filler, .connector: true
        default: false
        }
    }

    private func misspeltKind(_ folded: FoldedText, _ text: String) -> FieldReading<Kind>? {
        let written = Array(folded.compact.utf8)
        guard written.count >= 5 else { return nil }
        var found: Set<[Int]> = []
        for (key, positions) in index.kinds where key.utf8.count >= 5 {
            guard let rule = Misspelling(written: written, known: Array(key.utf8)), rule != .two
            else { continue }
            found.insert(positions)
        }
        guard found.count == 1, let positions = found.first else { return nil }
        var reading = recognised(positions)
        reading.evidence.append(
            Phrase("firearms.kind.misspelt", ["text": .text(trimmed(text))]))
        return reading
    }
}
