import SerialIndex

/// What a sign within a serial may stand for: a character, several, a run, or nothing.
struct SerialMarks {
    typealias Option = SerialWays.Option

    /// The ways to understand a sign; none where it says nothing.
    struct Mark {
        let options: [Option]
    }

    private let tokens: SerialTokens
    /// The last token that is a word or may stand for characters.
    let lastContent: Int
    /// How many single full stops stand between characters: several are separators.
    private let innerStops: Int
    private let isStarred: Bool

    init(_ tokens: SerialTokens) {
        self.tokens = tokens
        let all = tokens.tokens
        lastContent =
            all.lastIndex { token in
                token.isWord || "?*_#.".utf8.contains(tokens.bytes[token.range.lowerBound])
                    || tokens.bytes[token.range.lowerBound] == SerialText.Sign.ellipsis
                    || (token.range.count > 1 && tokens.bytes[token.range.lowerBound] == 0x2D)
            } ?? -1
        innerStops = all.indices.count { index in
            !all[index].isWord && all[index].range.count == 1
                && tokens.bytes[all[index].range.lowerBound] == 0x2E
                && SerialMarks.isBetweenWords(all, index)
        }
        let stars = all.indices.filter {
            !all[$0].isWord && tokens.bytes[all[$0].range.lowerBound] == UInt8(ascii: "*")
        }
        isStarred =
            stars.count == 2 && stars.first == 0 && stars.last == all.count - 1
            && stars.allSatisfy { all[$0].range.count == 1 }
    }

    private static func isBetweenWords(_ all: [SerialTokens.Token], _ index: Int) -> Bool {
        index > 0 && index + 1 < all.count && all[index - 1].isWord && all[index + 1].isWord
    }

    /// What the sign at a token stands for.
    func mark(_ index: Int, hasBegun: Bool) -> Mark {
        let token = tokens.tokens[index]
        let count = token.range.count
        let isLast = index >= lastContent
        let characters = Array(repeating: SerialPattern.Element.unknown, count: count)
        switch tokens.bytes[token.range.lowerBound] {
        case UInt8(ascii: "?"):
            if count == 1, isLast, hasBegun {
                return either(characters, SerialWeights.trailingQuestion, or: [])
            }
            return several(characters, SerialWeights.manyQuestions)
        case UInt8(ascii: "*"):
            if isStarred { return either([], SerialWeights.starsAround, or: characters) }
            return several(characters, SerialWeights.manyStars)
        case UInt8(ascii: "_"):
            if count == 1, hasBegun, !isLast {
                return either(characters, SerialWeights.innerUnderscore, or: [])
            }
            return several(characters, SerialWeights.manyLines)
        case UInt8(ascii: "#"):
            if count == 1, isLast { return either(characters, SerialWeights.trailingHash, or: []) }
            return several(characters, SerialWeights.manyLines)
        case UInt8(ascii: "."): return stops(index, characters, hasBegun, isLast)
        case UInt8(ascii: "-"): return dashes(characters, hasBegun, isLast)
        case SerialText.Sign.ellipsis: return Mark(options: [Option([.unknownRun], 1)])
        default: return Mark(options: [])
        }
    }

    private func either(
        _ likely: [SerialPattern.Element], _ weight: Double, or other: [SerialPattern.Element]
    ) -> Mark {
        Mark(options: [Option(likely, weight), Option(other, 1 - weight)])
    }

    /// One or two marks are as many characters; three and more may stand for any number.
    private func several(_ characters: [SerialPattern.Element], _ weight: Double) -> Mark {
        characters.count < 3
            ? Mark(options: [Option(characters, 1)])
            : either(characters, weight, or: [.unknownRun])
    }

    private func stops(
        _ index: Int, _ characters: [SerialPattern.Element], _ hasBegun: Bool, _ isLast: Bool
    ) -> Mark {
        switch characters.count {
        case 1:
            if isLast, hasBegun { return either([], SerialWeights.trailingStop, or: characters) }
            guard innerStops == 1, SerialMarks.isBetweenWords(tokens.tokens, index) else {
                return Mark(options: [])
            }
            return either([], SerialWeights.innerStop, or: characters)
        case 2:
            let weights = SerialWeights.twoStops
            return Mark(options: [
                Option(characters, weights.characters), Option([.unknownRun], weights.run),
                Option([], weights.nothing),
            ])
        default: return either([.unknownRun], SerialWeights.manyStops, or: characters)
        }
    }

    private func dashes(
        _ characters: [SerialPattern.Element], _ hasBegun: Bool, _ isLast: Bool
    ) -> Mark {
        switch characters.count {
        case 1: return Mark(options: [])
        case 2:
            let nothing =
                hasBegun && !isLast ? SerialWeights.twoDashesWithin : SerialWeights.twoDashesAtEnd
            return either([], nothing, or: characters)
        default:
            let weights = SerialWeights.manyDashes
            return Mark(options: [
                Option(characters, weights.characters), Option([.unknownRun], weights.run),
                Option([], weights.nothing),
            ])
        }
    }
}
