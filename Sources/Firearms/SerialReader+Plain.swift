import SerialIndex

extension SerialReader {
    /// The pattern of a serial that leaves nothing to doubt, as nearly all in books do; else `nil`.
    ///
    /// Letters, digits and single dashes, no word before it, no licence, no run of `X`. What it
    /// answers is what the way through ``SerialBody`` answers; it only takes less time.
    func plainPattern(of text: SerialText) -> SerialPattern? {
        let bytes = text.bytes
        guard let first = bytes.first, bytes.count <= SerialLimits.characters, text.leftOut == 0,
            text.lookAlikes.isEmpty, SerialText.isDigit(first) || SerialText.isLetter(first),
            !words.prefixes[first, default: []].contains(where: { bytes.starts(with: $0.text) })
        else { return nil }
        var elements: [SerialPattern.Element] = []
        elements.reserveCapacity(bytes.count)
        var crosses = 0
        var letters = 0
        var hasDigit = false
        var wasDash = true
        for byte in bytes {
            crosses = byte == UInt8(ascii: "X") ? crosses + 1 : 0
            letters = SerialText.isLetter(byte) ? letters + 1 : 0
            // Five letters together may be a word, such as one for *removed*.
            guard crosses < 3, letters < 5 else { return nil }
            if byte == UInt8(ascii: "-") {
                // A licence and a hyphen begin with digits alone.
                guard !wasDash, hasLetter(elements) || !mayEndLicence(elements.count) else {
                    return nil
                }
                wasDash = true
            } else {
                guard SerialText.isDigit(byte) || SerialText.isLetter(byte) else { return nil }
                hasDigit = hasDigit || SerialText.isDigit(byte)
                elements.append(.character(byte))
                wasDash = false
            }
        }
        return hasDigit && !wasDash ? SerialPattern(elements) : nil
    }

    private func hasLetter(_ elements: [SerialPattern.Element]) -> Bool {
        elements.contains {
            if case .character(let byte) = $0 { SerialText.isLetter(byte) } else { false }
        }
    }

    private func mayEndLicence(_ digits: Int) -> Bool { digits == 8 }
}
