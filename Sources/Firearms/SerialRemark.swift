/// Words beside a serial that say what of it is missing: *[ILEGIBLE]*, *(últimos 3 borrados)*.
struct SerialRemark {
    /// Where characters are missing.
    enum Place: Equatable { case here, start, end, both }

    let text: String
    let place: Place
    /// How many are missing, if it is said.
    let count: Int?
    let isBracketed: Bool
    /// The first token after it.
    let end: Int

    /// The remark that begins at a token, if one does.
    init?(in tokens: SerialTokens, from index: Int) {
        let all = tokens.tokens
        guard all[index].isWord, let first = all[index].role, first != .absent,
            first != .filler || all[index].range.count > 1
        else { return nil }
        var end = index
        var last = index
        while end < all.count, !all[end].isWord || SerialRemark.belongs(all[end].role) {
            if all[end].isWord { last = end }
            end += 1
        }
        // A short word at the end may be the serial's: `BORRADO A 123`.
        if end < all.count {
            while last > index, all[last].role == .filler || !all[last].isWord { last -= 1 }
        }
        let roles = all[index...last].compactMap(\.role)
        let isPartial = roles.contains(.partial)
        guard isPartial || roles.contains(.obliterated) || roles.contains(.unseen) else {
            return nil
        }
        let counts = roles.compactMap { role -> Int? in
            if case .number(let count) = role { count } else { nil }
        }
        let saysFirst = roles.contains(.first)
        let saysLast = roles.contains(.last)
        place =
            saysLast && !saysFirst
            ? .end : saysFirst && !saysLast ? .start : isPartial || saysFirst ? .both : .here
        count = saysFirst != saysLast ? counts.first : nil
        text = SerialText.written(
            tokens.bytes[all[index].range.lowerBound..<all[last].range.upperBound])
        isBracketed =
            index > 0 && !all[index - 1].isWord
            && "([{<".contains(tokens.text(all[index - 1]))
        self.end = last + 1
    }

    private static func belongs(_ role: SerialWords.Role?) -> Bool {
        switch role {
        case .obliterated, .unseen, .partial, .first, .last, .unit, .number, .filler: true
        case .absent, nil: false
        }
    }
}
