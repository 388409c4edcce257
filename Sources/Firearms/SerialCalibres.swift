/// Tells a calibre that was copied into a serial's place: `9MM`, `.45 ACP`, `CAL 7.62X39`, `12 GA`.
struct SerialCalibres {
    let words: SerialWords

    /// The most digits that a calibre is written with: `12.7X99`, `7.62X54R`, and one to spare.
    private static let mostDigits = 6

    func isCalibre(_ text: SerialText) -> Bool {
        // Nearly every serial is told from a calibre here, before any text is made.
        guard let first = text.bytes.first, text.digitCount <= SerialCalibres.mostDigits,
            !SerialText.isLetter(first) || first == UInt8(ascii: "C")
                || words.calibreInitials.contains(first)
        else { return false }
        var groups = text.bytes
            .split { !SerialText.isSignificant($0) && $0 != 0x2E && $0 != 0x2C && $0 != 0x2D }
            .map { SerialText.written($0).replacing(",", with: ".") }
        while let last = groups.last, last.allSatisfy({ ".-".contains($0) }) { groups.removeLast() }
        let isSaid = groups.first.map(isCalibreWord) == true
        if isSaid { groups.removeFirst() }
        var rest = groups.joined().trimmingDots()[...]
        if isSaid, rest.first == "." { rest.removeFirst() }
        if words.calibres.contains(String(rest)) { return true }
        let bore = takeBore(&rest)
        guard !bore.isEmpty else { return false }
        if rest.isEmpty { return isSaid || isDecimalBore(bore) }
        if rest.first == "X" { return isCase(bore, rest.dropFirst()) }
        rest = rest.first == "-" ? rest.dropFirst() : rest
        let isKnown = words.bores.contains(bore.filter(\.isNumber).droppingLeadingZero())
        return isNames(rest) && (isKnown || rest.hasPrefix("MM"))
    }

    private func isCalibreWord(_ word: String) -> Bool {
        ["CAL", "CAL.", "CALIBRE", "CALIBER", "CALIBRE.", "CALIBER."].contains(word)
    }

    /// `.45`, `0.380`, `9`, `7.62`: one to three digits, a point and up to three more.
    private func takeBore(_ rest: inout Substring) -> String {
        let whole = rest.prefix(while: \.isNumber)
        guard whole.count <= 3 else { return "" }
        var bore = String(whole)
        rest = rest.dropFirst(whole.count)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix(while: \.isNumber)
            guard (1...3).contains(fraction.count) else { return "" }
            bore += "." + fraction
            rest = rest.dropFirst(fraction.count + 1)
        }
        return bore
    }

    /// A fraction of an inch: `.45`, `0.308`; a whole number of millimetres is none.
    private func isDecimalBore(_ bore: String) -> Bool {
        guard bore.hasPrefix(".") || bore.hasPrefix("0.") else { return false }
        let digits = bore.drop { $0 == "0" || $0 == "." }
        return words.bores.contains(String(digits)) || words.bores.contains(String(digits) + "0")
    }

    /// What stands after the X of `7.62X39`: a length, and perhaps `R` or `MM`.
    private func isCase(_ bore: String, _ rest: Substring) -> Bool {
        let length = rest.prefix(while: \.isNumber)
        guard (2...3).contains(length.count) else { return false }
        let tail = rest.dropFirst(length.count)
        guard tail.isEmpty || tail == "R" || tail == "MM" || isNames(tail) else { return false }
        return bore.contains(".") || words.calibres.contains("\(bore)X\(length)")
    }

    /// Tells whether letters are nothing but names of calibres, one after another.
    private func isNames(_ letters: Substring) -> Bool {
        guard !letters.isEmpty, letters.utf8.count <= SerialLimits.characters else { return false }
        var reached: Set<Int> = [0]
        let letters = Array(letters)
        for start in letters.indices where reached.contains(start) {
            if letters[start] == "." || letters[start] == "-" { reached.insert(start + 1) }
            for end in (start + 1)...letters.count
            where words.calibreNames.contains(String(letters[start..<end])) {
                reached.insert(end)
            }
        }
        return reached.contains(letters.count)
    }
}

extension String {
    fileprivate func trimmingDots() -> String {
        var text = self
        while text.hasSuffix(".") || text.hasSuffix("-") { text.removeLast() }
        return text
    }

    fileprivate func droppingLeadingZero() -> String {
        hasPrefix("0") && count > 1 ? String(dropFirst()) : self
    }
}
