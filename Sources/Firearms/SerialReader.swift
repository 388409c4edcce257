import Language
import SerialIndex

/// Reads a serial as somebody wrote it down, and says in which ways it can be understood.
///
/// Nothing is corrected: what was written is kept, and every doubt becomes a second interpretation
/// with its weight. A reader knows no firearm; what the tables know of models is asked for.
public struct SerialReader: Sendable {
    let words: SerialWords

    /// Makes a reader that knows these words.
    public init(words: SerialWords = .carried) {
        self.words = words
    }

    /// Reads a serial.
    ///
    /// - Parameters:
    ///   - raw: What was written.
    ///   - descriptor: The row's other texts, to tell a model, a calibre or a make copied by mistake.
    ///   - models: What the tables know of models, the row's own maker's above all.
    /// - Complexity: O(*n*) in the length of the text, of which a bounded part is looked at.
    public func read(
        _ raw: String, beside descriptor: RawDescriptor = RawDescriptor(),
        models: SerialModels = .none
    ) -> SerialReading {
        var text = SerialText(raw)
        text.dropQuotes()
        if let plain = nothingWritten(raw, text) { return plain }
        let impostors = SerialImpostors(
            text: text, words: words, row: descriptor, models: models)
        if let impostor = impostors.damage() { return refusal(raw, as: impostor, text) }
        if let pattern = plainPattern(of: text), !impostors.isSerialInModelColumn {
            if let impostor = impostors.copied() { return refusal(raw, as: impostor, text) }
            return SerialReading(
                raw: raw, kind: .readable,
                interpretations: [.init(pattern: pattern, weight: 1)])
        }
        let tokens = SerialTokens(text.bytes, words: words)
        if let whole = tokens.whole {
            let isMarked = whole == .heading && text.bytes.contains(where: isMark)
            return words(raw, say: isMarked ? .obliterated : whole, text)
        }
        if let impostor = impostors.copied() { return refusal(raw, as: impostor, text) }
        var reasons = foldingReasons(text)
        if impostors.isSerialInModelColumn {
            reasons.append(Phrase("firearms.serial.model.same", ["found": .text(text.asWritten)]))
        }
        let pieces = SerialList(words: words).pieces(of: text)
        let readings = pieces.map { SerialBody.read($0, words: words, row: descriptor) }
        return joined(raw, text, readings, reasons)
    }

    /// An empty text, dashes or stops alone, zeros alone, marks of missing characters alone.
    private func nothingWritten(_ raw: String, _ text: SerialText) -> SerialReading? {
        guard !text.isTooLong else { return nil }
        if text.bytes.isEmpty, text.leftOut == 0 {
            return SerialReading(
                raw: raw, kind: .absent, reasons: [Phrase("firearms.serial.absent.blank")])
        }
        guard let first = text.bytes.first(where: SerialText.isSignificant) else {
            return signsAlone(raw, text)
        }
        guard first == UInt8(ascii: "0") || first == UInt8(ascii: "X") else { return nil }
        let significant = text.bytes.filter(SerialText.isSignificant)
        let shown = Fact.text(text.asWritten)
        if significant.allSatisfy({ $0 == UInt8(ascii: "0") }),
            significant.count == text.bytes.count
        {
            return SerialReading(
                raw: raw, kind: .absent,
                reasons: [Phrase("firearms.serial.absent.zeros", ["found": shown])])
        }
        if significant.allSatisfy({ $0 == UInt8(ascii: "X") }), !text.bytes.contains(where: isMark)
        {
            return SerialReading(
                raw: raw, kind: .absent,
                reasons: [Phrase("firearms.serial.absent.crosses", ["found": shown])])
        }
        return nil
    }

    private func signsAlone(_ raw: String, _ text: SerialText) -> SerialReading? {
        let shown = Fact.text(text.asWritten)
        if text.bytes.contains(where: isMark) {
            // Hashes alone are a spreadsheet's, and told as such.
            guard !text.bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) || text.bytes.count < 2
            else { return nil }
            return SerialReading(
                raw: raw, kind: .obliterated,
                reasons: [Phrase("firearms.serial.obliterated.marks", ["found": shown])])
        }
        if text.bytes.allSatisfy(isBlankSign), text.leftOut == 0 {
            return SerialReading(
                raw: raw, kind: .absent,
                reasons: [Phrase("firearms.serial.absent.signs", ["found": shown])])
        }
        return refusal(raw, as: .signs, text)
    }

    /// A sign that stands for a character that could not be read, even alone.
    private func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#")
    }

    /// A sign that people leave in an empty cell.
    private func isBlankSign(_ byte: UInt8) -> Bool {
        byte == SerialText.Sign.ellipsis || "-./_ \n'\",:;()[]".utf8.contains(byte)
    }

    private func refusal(
        _ raw: String, as impostor: SerialReading.Impostor, _ text: SerialText
    ) -> SerialReading {
        let shown = String(text.asWritten.prefix(SerialLimits.characters))
        return SerialReading(
            raw: raw, kind: .notASerial, impostor: impostor,
            reasons: [
                Phrase("firearms.serial.impostor.\(impostor.rawValue)", ["found": .text(shown)])
            ])
    }

    private func words(
        _ raw: String, say whole: SerialTokens.Whole, _ text: SerialText
    ) -> SerialReading {
        let facts = ["found": Fact.text(text.asWritten)]
        switch whole {
        case .absent:
            return SerialReading(
                raw: raw, kind: .absent, reasons: [Phrase("firearms.serial.absent.words", facts)])
        case .heading:
            return SerialReading(
                raw: raw, kind: .absent, reasons: [Phrase("firearms.serial.absent.heading", facts)])
        case .obliterated:
            return SerialReading(
                raw: raw, kind: .obliterated,
                reasons: [Phrase("firearms.serial.obliterated.words", facts)])
        }
    }

    private func foldingReasons(_ text: SerialText) -> [Phrase] {
        var reasons: [Phrase] = []
        if !text.lookAlikes.isEmpty {
            reasons.append(
                Phrase("firearms.serial.lookalikes", ["found": .text(text.lookAlikes)]))
        }
        if text.leftOut > 0 {
            reasons.append(Phrase("firearms.serial.leftout", ["count": .count(text.leftOut)]))
        }
        return reasons
    }

    /// One reading of the readings of what stood in the cell.
    private func joined(
        _ raw: String, _ text: SerialText, _ readings: [SerialBody.Result], _ reasons: [Phrase]
    ) -> SerialReading {
        var reasons = reasons
        if readings.count > 1 {
            reasons.append(Phrase("firearms.serial.several", ["count": .count(readings.count)]))
        }
        for reason in readings.flatMap(\.reasons) where !reasons.contains(reason) {
            reasons.append(reason)
        }
        let usable = readings.map { $0.ways.interpretations() }.filter { !$0.isEmpty }
        let all = SerialWays.sideBySide(usable)
        guard let best = all.first else {
            return SerialReading(
                raw: raw, kind: .obliterated, decorations: readings.flatMap(\.decorations),
                reasons: reasons + [
                    Phrase("firearms.serial.obliterated.marks", ["found": .text(text.asWritten)])
                ])
        }
        if best.pattern.elements.count > SerialLimits.characters {
            return refusal(raw, as: .tooLong, text)
        }
        let isWhole = all.prefix(usable.count).allSatisfy(\.pattern.isWhole)
        if best.pattern.isWhole, !all.contains(where: { hasDigit($0.pattern) }) {
            return refusal(raw, as: .words, text)
        }
        return SerialReading(
            raw: raw, kind: isWhole ? .readable : .partly, interpretations: all,
            licencePrefix: readings.compactMap(\.licencePrefix).first,
            decorations: readings.flatMap(\.decorations), reasons: reasons)
    }

    private func hasDigit(_ pattern: SerialPattern) -> Bool {
        pattern.elements.contains {
            if case .character(let byte) = $0 { SerialText.isDigit(byte) } else { false }
        }
    }
}
