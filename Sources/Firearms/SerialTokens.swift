/// A folded text in words and signs, with what the words mean.
struct SerialTokens {
    /// A word, or a run of one sign.
    struct Token {
        let range: Range<Int>
        let isWord: Bool
        var role: SerialWords.Role?
        /// Which phrase the word belongs to: words of one phrase have one number.
        var phrase = 0
    }

    let bytes: [UInt8]
    private(set) var tokens: [Token] = []
    private let words: SerialWords

    init(_ bytes: [UInt8], words: SerialWords) {
        self.bytes = bytes
        self.words = words
        split()
        if tokens.contains(where: { $0.isWord && letterRun($0) >= 1 }) { giveRoles() }
    }

    func text(_ token: Token) -> String { SerialText.written(bytes[token.range]) }

    private mutating func split() {
        var start = 0
        while start < bytes.count {
            let isWord = SerialText.isSignificant(bytes[start])
            var end = start + 1
            while end < bytes.count,
                isWord ? SerialText.isSignificant(bytes[end]) : bytes[end] == bytes[start]
            { end += 1 }
            if isWord {
                for range in separated(start..<end) {
                    tokens.append(Token(range: range, isWord: true))
                }
            } else {
                tokens.append(Token(range: start..<end, isWord: false))
            }
            start = end
        }
    }

    /// Sets a word such as BORRADO apart from digits that it is glued to.
    private func separated(_ range: Range<Int>) -> [Range<Int>] {
        let word = bytes[range]
        let shortest = 5
        let tail = word.reversed().prefix(while: SerialText.isLetter).count
        let head = word.prefix(while: SerialText.isLetter).count
        guard tail < word.count else { return [range] }
        if tail >= shortest, isObliterated(word.suffix(tail)) {
            return [
                range.lowerBound..<(range.upperBound - tail),
                (range.upperBound - tail)..<range.upperBound,
            ]
        }
        if head >= shortest, isObliterated(word.prefix(head)) {
            return [
                range.lowerBound..<(range.lowerBound + head),
                (range.lowerBound + head)..<range.upperBound,
            ]
        }
        return [range]
    }

    private func isObliterated(_ word: ArraySlice<UInt8>) -> Bool {
        words.roles[SerialText.written(word)] == .obliterated
    }

    private func letterRun(_ token: Token) -> Int {
        bytes[token.range].allSatisfy { SerialText.isLetter($0) || $0 == SerialText.Sign.smallL }
            ? token.range.count : 0
    }

    private mutating func giveRoles() {
        let wordIndices = tokens.indices.filter { tokens[$0].isWord }
        let texts = wordIndices.map { text(tokens[$0]) }
        var at = 0
        var phrase = 0
        while at < texts.count {
            var length = min(words.longestPhrase, texts.count - at)
            phrase += 1
            while length > 0 {
                let candidate = texts[at..<(at + length)].joined(separator: " ")
                if let role = words.roles[candidate] {
                    for word in wordIndices[at..<(at + length)] {
                        tokens[word].role = role
                        tokens[word].phrase = phrase
                    }
                    break
                }
                length -= 1
            }
            at += max(length, 1)
        }
        giveCounts(wordIndices)
    }

    /// A digit is a count only beside *first* or *last*; any other digit is the serial's.
    private mutating func giveCounts(_ wordIndices: [Int]) {
        for (position, index) in wordIndices.enumerated() where tokens[index].role == nil {
            guard let count = Int(text(tokens[index])), (1...9).contains(count),
                tokens[index].range.count == 1
            else { continue }
            let neighbours = [position - 1, position + 1].filter(wordIndices.indices.contains)
            if neighbours.contains(where: {
                let role = tokens[wordIndices[$0]].role
                return role == .first || role == .last
            }) {
                tokens[index].role = .number(count)
            }
        }
    }

    /// What the text says as a whole, when it is nothing but words of the list.
    enum Whole: Equatable { case absent, obliterated, heading }

    var whole: Whole? {
        let said = tokens.filter(\.isWord)
        guard !said.isEmpty else { return nil }
        var whole: Whole?
        for token in said {
            switch token.role {
            case .obliterated, .partial: whole = .obliterated
            case .absent, .unseen: if whole != .obliterated { whole = .absent }
            case .first, .last, .unit, .number, .filler: continue
            case nil:
                guard words.isPrefix(text(token)) else { return nil }
                whole = whole ?? .heading
            }
        }
        return whole
    }
}
