import Language
import SerialIndex

extension SerialBody {
    /// Goes over the words and signs of what is left.
    mutating func walk() {
        let tokens = SerialTokens(Array(bytes[at...]), words: words)
        let context = SerialMarks(tokens)
        var index = 0
        while index < tokens.tokens.count {
            let token = tokens.tokens[index]
            if let group = SerialRemark(in: tokens, from: index) {
                take(group, isLast: group.end > context.lastContent)
                index = group.end
            } else if let end = takeBrackets(tokens, at: index, context) {
                index = end
            } else {
                if token.isWord {
                    take(word: tokens.bytes[token.range])
                } else {
                    take(context.mark(index, hasBegun: hasBegun), of: tokens, at: index)
                }
                index += 1
            }
        }
    }

    // MARK: Characters

    /// Characters that were read; those that may be two things in both ways.
    private mutating func take(word: ArraySlice<UInt8>) {
        hasBegun = true
        var rest = word
        while let byte = rest.first {
            let crosses = rest.prefix { $0 == UInt8(ascii: "X") }.count
            if crosses >= 3 {
                takeCrosses(crosses)
                rest = rest.dropFirst(crosses)
                continue
            }
            switch byte {
            case SerialText.Sign.slashedZero: takeSlashedZero()
            case SerialText.Sign.smallL: takeSmallL()
            default: result.ways.append(byte)
            }
            rest = rest.dropFirst()
        }
    }

    private mutating func takeCrosses(_ count: Int) {
        let weights = SerialWeights.manyX
        let cross = SerialPattern.Element.character(UInt8(ascii: "X"))
        result.ways.append([
            Option(Array(repeating: cross, count: count), weights.read),
            Option(Array(repeating: .unknown, count: count), weights.characters),
            Option([.unknownRun], weights.run),
        ])
        say(Phrase("firearms.serial.crosses", ["count": .count(count)]))
    }

    private mutating func takeSlashedZero() {
        result.ways.append([
            Option([.character(UInt8(ascii: "0"))], SerialWeights.slashedZero),
            Option([.character(UInt8(ascii: "O"))], 1 - SerialWeights.slashedZero),
        ])
        say(Phrase("firearms.serial.slashedzero"))
    }

    private mutating func takeSmallL() {
        let weights = SerialWeights.smallL
        result.ways.append([
            Option([.character(UInt8(ascii: "1"))], weights.one),
            Option([.character(UInt8(ascii: "I"))], weights.capitalI),
            Option([.character(UInt8(ascii: "L"))], weights.capitalL),
        ])
        say(Phrase("firearms.serial.smalll"))
    }

    // MARK: Marks

    private mutating func take(
        _ mark: SerialMarks.Mark, of tokens: SerialTokens, at index: Int
    ) {
        guard !mark.options.isEmpty else { return }
        result.ways.append(mark.options)
        let found = tokens.text(tokens.tokens[index])
        let best = mark.options.max { $0.weight < $1.weight }?.elements ?? []
        guard best.isEmpty == false || mark.options.count > 1 else { return }
        if !best.isEmpty { hasBegun = true }
        let facts = ["found": Fact.text(found)]
        switch best.first {
        case .unknown where best.count == 1: say(Phrase("firearms.serial.mark.character", facts))
        case .unknown: say(Phrase("firearms.serial.mark.characters", facts))
        case .unknownRun: say(Phrase("firearms.serial.mark.run", facts))
        case .character, nil: say(Phrase("firearms.serial.mark.separator", facts))
        }
    }

    // MARK: Remarks

    /// A remark such as *(últimos 3 borrados)* or *[ILEGIBLE]*.
    private mutating func take(_ remark: SerialRemark, isLast: Bool) {
        let facts = ["found": Fact.text(remark.text)]
        let missing: [SerialPattern.Element] =
            remark.count.map { Array(repeating: .unknown, count: $0) } ?? [.unknownRun]
        switch remark.place {
        case .end:
            tail += missing
            say(Phrase("firearms.serial.remark.end", facts))
        case .start:
            result.ways.prepend(missing)
            say(Phrase("firearms.serial.remark.start", facts))
        case .both:
            result.ways.prepend([.unknownRun])
            tail += [.unknownRun]
            say(Phrase("firearms.serial.remark.somewhere", facts))
        case .here:
            let weight =
                remark.isBracketed || (hasBegun && !isLast)
                ? SerialWeights.bracketedWord : SerialWeights.bareWord
            result.ways.append([Option([.unknownRun], weight), Option([], 1 - weight)])
            say(Phrase("firearms.serial.remark.here", facts))
        }
    }

    // MARK: Brackets

    /// Something in brackets that is neither a remark nor a mark: part of the serial, or not.
    ///
    /// - Returns: The token after it, or `nil` when there is nothing of the kind.
    private mutating func takeBrackets(
        _ tokens: SerialTokens, at index: Int, _ context: SerialMarks
    ) -> Int? {
        let all = tokens.tokens
        guard !all[index].isWord, "([{<".contains(tokens.text(all[index])),
            let close = all[index...].firstIndex(where: { ")]}>".contains(tokens.text($0)) })
        else { return nil }
        let inside = all[(index + 1)..<close]
        guard hasBegun || context.lastContent > close else { return nil }
        if inside.count == 1, tokens.text(inside[index + 1]) == "?" {
            result.ways.append([Option([.unknown], 0.5), Option([], 0.5)])
            say(Phrase("firearms.serial.mark.doubt", ["found": "(?)"]))
            return close + 1
        }
        guard inside.contains(where: { $0.isWord }), !inside.contains(where: { $0.role != nil }),
            let first = inside.first, let last = inside.last
        else { return nil }
        let content = SerialText(part: tokens.bytes[first.range.lowerBound..<last.range.upperBound])
        guard
            content.bytes.allSatisfy({ SerialText.isSignificant($0) || " -./&".utf8.contains($0) })
        else { return nil }
        takeBracketed(content)
        return close + 1
    }

    private mutating func takeBracketed(_ content: SerialText) {
        let own = [row.make, row.model, row.calibre, row.importer].map(SerialModels.folded)
        let weight =
            own.contains(content.significant)
            ? 0
            : content.digitCount > 0
                ? SerialWeights.bracketedDigits : SerialWeights.bracketedLetters
        let characters = content.significant.utf8.map { SerialPattern.Element.character($0) }
        result.ways.append([Option(characters, weight), Option([], 1 - weight)])
        if weight < 0.5 {
            result.decorations.append("(\(content.asWritten))")
        } else {
            hasBegun = true
        }
        say(Phrase("firearms.serial.brackets", ["found": .text(content.asWritten)]))
    }
}
