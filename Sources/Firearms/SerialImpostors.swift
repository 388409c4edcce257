import Language

/// Finds what was written in a serial's place that is no serial at all.
struct SerialImpostors {
    let text: SerialText
    let words: SerialWords
    let row: RawDescriptor
    let models: SerialModels

    /// What the text is instead of a serial by its form alone, whatever its words say.
    func damage() -> SerialReading.Impostor? {
        if text.isTooLong { return .tooLong }
        if isSheetError { return .sheetError }
        if isFormula { return .formula }
        if isRounded { return .rounded }
        return nil
    }

    /// What the text is instead of a serial, when its words do not say that there is none.
    func copied() -> SerialReading.Impostor? {
        if isEmail { return .email }
        if isTelephone { return .telephone }
        if SerialDates(words: words).hasDate(text) { return .date }
        if isPatent { return .patent }
        if isModel { return .model }
        if isCalibre { return .calibre }
        if isMake { return .make }
        return nil
    }

    private var bytes: [UInt8] { text.bytes }

    private var isSheetError: Bool {
        bytes.first == UInt8(ascii: "#")
            && ((bytes.count > 1 && bytes.allSatisfy { $0 == UInt8(ascii: "#") })
                || words.errors.contains(text.asWritten))
    }

    /// `=SUM(A1)`, `@cmd`, `+cmd|...`.
    private var isFormula: Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "="): return true
        case UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return bytes.contains { [UInt8(ascii: "|"), UInt8(ascii: "!")].contains($0) }
        default: return false
        }
    }

    /// `1.23E+08`, `1,23E+08`, `1E+08`: a sign of the exponent, or a decimal point before it.
    private var isRounded: Bool {
        var rest = bytes[...]
        let whole = rest.prefix(while: SerialText.isDigit)
        rest = rest.dropFirst(whole.count)
        var hasPoint = false
        if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            hasPoint = true
            rest = rest.dropFirst().drop(while: SerialText.isDigit)
        }
        guard whole.count == 1, rest.first == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        let hasSign = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
        let exponent = hasSign ? rest.dropFirst() : rest
        // `1E-123` may be a serial with a dash; a serial is never so small a number.
        guard rest.first != UInt8(ascii: "-") || hasPoint else { return false }
        return (1...3).contains(exponent.count) && exponent.allSatisfy(SerialText.isDigit)
            && (hasSign || hasPoint)
    }

    private var isEmail: Bool {
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > 0,
            SerialText.isSignificant(bytes[at - 1])
        else { return false }
        let host = bytes[(at + 1)...]
        return host.first.map(SerialText.isSignificant) == true && host.contains(UInt8(ascii: "."))
    }

    /// `+52 55 1234 5678`, `(555) 123-4567`, `555-123-4567`, `TEL. 5551234567`.
    private var isTelephone: Bool {
        let digits = text.digitCount
        guard (10...15).contains(digits) else { return false }
        if bytes.first == UInt8(ascii: "+") { return text.significant.utf8.count == digits }
        let groups = bytes.split { !SerialText.isSignificant($0) }
        if groups.first?.elementsEqual("TEL".utf8) == true { return true }
        return groups.map(\.count) == [3, 3, 4] && text.significant.utf8.count == digits
            && !bytes.contains(UInt8(ascii: ","))
    }

    /// A word for *patent* with a number, a full stop or *pending* behind it.
    ///
    /// `PAT-41234` and `PAT 412` are left alone: makers have used PAT as letters of a serial.
    private var isPatent: Bool {
        guard bytes.contains(where: words.patentInitials.contains) else { return false }
        var after = bytes[...]
        while let start = after.firstIndex(where: SerialText.isLetter) {
            let word = after[start...].prefix(while: SerialText.isLetter)
            let rest = bytes[word.endIndex...]
            let isAlone = start == 0 || !SerialText.isSignificant(bytes[start - 1])
            after = rest
            guard isAlone, words.patents.contains(SerialText.written(word)) else { continue }
            let digits = rest.count(where: SerialText.isDigit)
            if rest.first.map(SerialText.isDigit) == true {
                // Glued: a make's serial may begin with PAT, and has fewer digits.
                if digits == 7, rest.count == 7 || rest.contains(UInt8(ascii: ",")) { return true }
            } else if word.count > 4 || digits == 0 || digits >= 6
                || rest.first == UInt8(ascii: ".") || (digits >= 4 && rest.first == 0x20)
            {
                return true
            }
        }
        return false
    }

    private var isModel: Bool {
        let folded = text.significant
        guard !folded.isEmpty else { return false }
        if folded == SerialModels.folded(row.model), !isSerialInModelColumn { return true }
        if models.isOfMake(folded) { return true }
        // Another make's model of digits alone may well be a short old serial.
        if text.digitCount < min(5, folded.utf8.count), models.isKnown(folded) { return true }
        guard bytes.contains(where: { !SerialText.isSignificant($0) }) else { return false }
        let groups = bytes.split { !SerialText.isSignificant($0) }
        guard groups.count > 1, let first = groups.first else { return false }
        return words.modelWords.contains(SerialText.written(first))
            && models.isKnown(String(folded.dropFirst(first.count)))
    }

    /// The row's model is the serial itself: too many digits for a model that nobody knows.
    var isSerialInModelColumn: Bool {
        guard !row.model.isEmpty, text.digitCount >= 5 else { return false }
        let folded = text.significant
        return folded == SerialModels.folded(row.model)
            && !models.isKnown(folded) && !models.isOfMake(folded)
    }

    private var isCalibre: Bool {
        if text.digitCount <= 3, !row.calibre.isEmpty {
            let own = SerialModels.folded(row.calibre)
            if !own.isEmpty, own == text.significant { return true }
        }
        return SerialCalibres(words: words).isCalibre(text)
    }

    private var isMake: Bool {
        guard text.digitCount == 0 else { return false }
        let folded = text.significant
        return folded.utf8.count > 1 && folded == SerialModels.folded(row.make)
    }
}
