import Language
import SerialIndex

/// Reads one serial of a cell from left to right: what is set apart, what was read, what is missing.
struct SerialBody {
    typealias Option = SerialWays.Option

    /// What was understood of one serial.
    struct Result {
        var ways = SerialWays()
        var decorations: [String] = []
        var licencePrefix: String?
        var reasons: [Phrase] = []
    }

    let words: SerialWords
    let row: RawDescriptor
    /// The folded text; its end moves in as things are set apart there.
    var bytes: [UInt8]
    /// Where the part that is not yet understood begins.
    var at = 0
    /// Tells whether a character, read or missing, was met after what stands before the serial.
    var hasBegun = false
    /// What is missing at the end, wherever the text says so.
    var tail: [SerialPattern.Element] = []
    var result = Result()

    /// Reads a serial that stands alone.
    static func read(_ text: SerialText, words: SerialWords, row: RawDescriptor) -> Result {
        var body = SerialBody(words: words, row: row, bytes: text.bytes)
        let zeros = body.takeTrailingZeros()
        body.joinThousands()
        body.skipToHeading()
        body.takePrefixes()
        body.takeLicence()
        body.walk()
        if !body.tail.isEmpty { body.result.ways.append([Option(body.tail, 1)]) }
        body.result.ways.append(zeros)
        return body.result
    }

    /// Says why, once.
    mutating func say(_ reason: Phrase) {
        if !result.reasons.contains(reason) { result.reasons.append(reason) }
    }

    private func elements(_ bytes: some Sequence<UInt8>) -> [SerialPattern.Element] {
        bytes.filter(SerialText.isSignificant).map { .character(SerialText.plain($0)[0]) }
    }

    /// `123456.0`: a number's decimals, which a spreadsheet adds.
    private mutating func takeTrailingZeros() -> [Option] {
        let whole = bytes.prefix(while: SerialText.isDigit)
        let rest = bytes[whole.count...]
        guard whole.count > 1, let mark = rest.first, (2...3).contains(rest.count),
            mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","),
            rest.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return [] }
        let found = SerialText.written(rest)
        bytes = Array(whole)
        result.decorations.append(found)
        say(Phrase("firearms.serial.trailingzero", ["found": .text(found)]))
        return [
            Option([], SerialWeights.trailingZero),
            Option(elements(rest), 1 - SerialWeights.trailingZero),
        ]
    }

    /// `1,234,567` and `1.234.567`: the thousands of a number set apart.
    private mutating func joinThousands() {
        for mark in [UInt8(ascii: ","), UInt8(ascii: ".")] {
            let groups = bytes.split(separator: mark, omittingEmptySubsequences: false)
            guard groups.count > 1, (1...3).contains(groups[0].count),
                groups.dropFirst().allSatisfy({ $0.count == 3 }),
                groups.allSatisfy({ $0.allSatisfy(SerialText.isDigit) })
            else { continue }
            say(
                Phrase(
                    "firearms.serial.thousands", ["found": .text(SerialText.written(bytes[...]))]))
            bytes = Array(groups.joined())
        }
    }

    /// `PISTOLA 9MM SERIE ABC123`: what stands before the last unmistakable heading is no serial.
    private mutating func skipToHeading() {
        var start = bytes.count
        while let word = bytes[..<start].lastIndex(where: SerialText.isLetter) {
            let first = (bytes[...word].lastIndex { !SerialText.isSignificant($0) } ?? -1) + 1
            let prefix = prefix(at: first)
            if first > 0, let prefix, prefix.loose == 1, prefix.text.count > 2,
                junction(after: first + prefix.text.count) != .glued,
                bytes[(first + prefix.text.count)...].contains(where: SerialText.isDigit)
            {
                setApart(0..<first, weight: 1)
                at = first
                return
            }
            guard first < start else { return }
            start = first
        }
    }

    // MARK: What stands before a serial

    private enum Junction: Equatable { case end, glued, loose, firm }

    private func prefix(at start: Int) -> SerialWords.Prefix? {
        guard start < bytes.count else { return nil }
        return words.prefixes[bytes[start], default: []].first {
            bytes[start...].starts(with: $0.text)
        }
    }

    private func junction(after end: Int) -> Junction {
        guard end < bytes.count else { return .end }
        let byte = bytes[end]
        if SerialText.isSignificant(byte) || "?*_".utf8.contains(byte) { return .glued }
        let isDoubled = end + 1 < bytes.count && bytes[end + 1] == byte
        let isFirm = byte == SerialText.Sign.ordinal || ".:#=".utf8.contains(byte)
        return isFirm && !isDoubled ? .firm : .loose
    }

    private mutating func takePrefixes() {
        var isHeaded = false
        for _ in 0..<SerialLimits.prefixes {
            skipSigns()
            let start = startOfPrefix(afterFillers: isHeaded)
            guard let prefix = prefix(at: start) else { break }
            let end = start + prefix.text.count
            let weight = weight(of: prefix, endingAt: end, isHeaded: isHeaded)
            guard weight > 0, hasContent(from: end) else { break }
            let isFirm = junction(after: end) == .firm
            // A `#` right behind the word belongs to it, or is a character of a serial like `SN#123`.
            let hasHash = isFirm && bytes[end] == UInt8(ascii: "#")
            at = isFirm ? end + 1 : end
            setApart(start..<at, weight: weight, otherwise: hasHash ? [.unknown] : [])
            isHeaded = isHeaded || weight == 1
        }
        skipSigns()
        takeLeadingHash()
    }

    /// Where the next word before a serial begins: after *de* or *de la* when one went before it.
    private func startOfPrefix(afterFillers isHeaded: Bool) -> Int {
        guard isHeaded else { return at }
        var start = at
        for _ in 0..<2 {
            let word = bytes[start...].prefix(while: SerialText.isLetter)
            guard words.roles[SerialText.written(word)] == .filler,
                start + word.count < bytes.count, bytes[start + word.count] == 0x20
            else { break }
            start += word.count + 1
        }
        return prefix(at: start) == nil ? at : start
    }

    private func weight(
        of prefix: SerialWords.Prefix, endingAt end: Int, isHeaded: Bool
    ) -> Double {
        // A single letter such as N begins serials as well.
        let isDoubtful = prefix.loose < 0.5
        switch junction(after: end) {
        case .end: return 0
        case .firm where bytes[end] == UInt8(ascii: "#"):
            return isHeaded ? 1 : isDoubtful ? prefix.loose : SerialWeights.hashAfterWord
        case .firm where bytes[end] == UInt8(ascii: "."):
            return isHeaded || !isDoubtful ? 1 : SerialWeights.stopAfterLetter
        case .firm: return 1
        case .loose:
            if isDoubtful, bytes[end] != 0x20 { return 0 }
            return isHeaded ? 1 : prefix.loose
        case .glued:
            let weight = SerialText.isDigit(bytes[end]) ? prefix.beforeDigit : prefix.beforeLetter
            // Who has written a heading hardly writes another without so much as a space.
            return isHeaded && prefix.loose < 1
                ? min(weight, SerialWeights.gluedAfterHeading) : weight
        }
    }

    private func hasContent(from start: Int) -> Bool {
        bytes[start...].contains(where: SerialText.isSignificant)
    }

    private mutating func setApart(
        _ range: Range<Int>, weight: Double, otherwise: [SerialPattern.Element] = []
    ) {
        let found = SerialText.written(bytes[range]).trimmingSpaces()
        result.ways.append([
            Option([], weight), Option(elements(bytes[range]) + otherwise, 1 - weight),
        ])
        if weight >= 0.5 { result.decorations.append(found) }
        let facts = ["found": Fact.text(found), "share": .share(weight, places: 0)]
        say(
            weight == 1
                ? Phrase("firearms.serial.decoration", ["found": .text(found)])
                : Phrase("firearms.serial.decoration.doubt", facts))
    }

    /// Skips single signs that neither are characters nor stand for any.
    private mutating func skipSigns() {
        while at < bytes.count {
            let byte = bytes[at]
            let isDoubled = at + 1 < bytes.count && bytes[at + 1] == byte
            let afterHeading = !result.decorations.isEmpty && byte == UInt8(ascii: "#")
            guard
                byte == 0x20 || byte == 0x0A || byte == SerialText.Sign.ordinal
                    || (!isDoubled && (".:=-/,;".utf8.contains(byte) || afterHeading))
            else { return }
            at += 1
        }
    }

    private mutating func takeLeadingHash() {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "#"),
            at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "#"), hasContent(from: at)
        else { return }
        let isUsedWithin = bytes[(at + 1)...].contains(UInt8(ascii: "#"))
        let weight =
            isUsedWithin ? SerialWeights.leadingHashAmongOthers : SerialWeights.leadingHash
        result.ways.append([Option([], weight), Option([.unknown], 1 - weight)])
        if weight >= 0.5 { result.decorations.append("#") }
        let facts = ["found": Fact.text("#"), "share": .share(weight, places: 0)]
        say(Phrase("firearms.serial.decoration.doubt", facts))
        at += 1
        skipSigns()
    }

    // MARK: Licence

    /// Eight digits of a licence and a hyphen: `12345678-`, `1-23-45678-`, `123-45678-`.
    private mutating func takeLicence() {
        let shapes = [[8], [1, 2, 5], [3, 5]]
        guard let end = shapes.compactMap({ endOfLicence(in: $0) }).first else { return }
        let digits = bytes[at..<end].filter(SerialText.isDigit)
        let licence = String(decoding: digits, as: UTF8.self)
        result.licencePrefix = licence
        result.ways.append([
            Option([], SerialWeights.licencePrefix),
            Option(elements(digits), 1 - SerialWeights.licencePrefix),
        ])
        say(Phrase("firearms.serial.licence", ["found": .text(licence)]))
        at = end
    }

    private func endOfLicence(in groups: [Int]) -> Int? {
        var end = at
        for (index, length) in groups.enumerated() {
            let digits = bytes[end...].prefix(while: SerialText.isDigit)
            guard digits.count == length else { return nil }
            end += length
            guard end < bytes.count else { return nil }
            let isLast = index == groups.count - 1
            guard bytes[end] == UInt8(ascii: "-") || (!isLast && bytes[end] == 0x20) else {
                return nil
            }
            end += 1
        }
        // Two hyphens in a row are characters that could not be read.
        let hasUniquePart = end < bytes.count && bytes[end] != UInt8(ascii: "-")
        return hasUniquePart && hasContent(from: end) ? end : nil
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
