/// A text as the tables compare it: upper case, without accents and punctuation, cut into words.
struct FoldedText: Hashable, Sendable {
    /// Longer texts are cut for comparing; no name of a firm or model comes near.
    static let maximumLength = 200

    /// The words: runs of letters and digits; `&` is a word of its own.
    let words: [String]
    /// Tells whether the text was longer than `maximumLength` characters.
    let wasCut: Bool

    /// Folds a text.
    init(_ text: some StringProtocol) {
        var words: [String] = []
        var word: [UInt8] = []
        var count = 0
        func end() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            count += 1
            if count > FoldedText.maximumLength { break }
            switch FoldedText.fold(scalar) {
            case .letter(let byte): word.append(byte)
            case .letters(let letters): word += Array(letters.utf8)
            case .nothing: break
            case .gap: end()
            case .and:
                end()
                words.append("&")
            }
        }
        end()
        self.words = words
        wasCut = count > FoldedText.maximumLength
    }

    /// The words without gaps and without `&`: `SMITH & WESSON` becomes `SMITHWESSON`.
    var compact: String { FoldedText.joined(words) }

    /// Joins words without gaps and without `&`.
    static func joined(_ words: some Sequence<String>) -> String {
        var text = ""
        for word in words where word != "&" { text += word }
        return text
    }

    private enum Folding {
        case letter(UInt8)
        case letters(String)
        case nothing
        case gap
        case and
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Folding {
        switch scalar {
        case "0"..."9", "A"..."Z": .letter(UInt8(truncatingIfNeeded: scalar.value))
        case "a"..."z": .letter(UInt8(truncatingIfNeeded: scalar.value) - 32)
        case "&": .and
        case "×": .letters("X")
        case "'", "\u{2019}", "\u{2018}", "`", "\u{B4}", "\u{300}"..."\u{36F}": .nothing
        case _ where scalar.isASCII: .gap
        default: foldAccented(scalar)
        }
    }

    private static func foldAccented(_ scalar: Unicode.Scalar) -> Folding {
        if let plain = plainLetters[scalar] { return .letters(plain) }
        guard scalar.properties.isAlphabetic else { return .gap }
        return .letters(scalar.properties.uppercaseMapping)
    }

    /// What stands for accented Latin letters; the rest of the world's letters stay as they are.
    private static let plainLetters: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("A", "ÀÁÂÃÄÅĀĂĄàáâãäåāăą"), ("C", "ÇĆĈĊČçćĉċč"), ("D", "ĎĐďđ"),
            ("E", "ÈÉÊËĒĔĖĘĚèéêëēĕėęě"), ("G", "ĜĞĠĢĝğġģ"), ("H", "ĤĦĥħ"),
            ("I", "ÌÍÎÏĨĪĬĮİìíîïĩīĭįı"), ("J", "Ĵĵ"), ("K", "Ķķ"), ("L", "ĹĻĽĿŁĺļľŀł"),
            ("N", "ÑŃŅŇñńņň"), ("O", "ÒÓÔÕÖØŌŎŐòóôõöøōŏő"), ("R", "ŔŖŘŕŗř"),
            ("S", "ŚŜŞŠȘśŝşšș"), ("T", "ŢŤŦȚţťŧț"), ("U", "ÙÚÛÜŨŪŬŮŰŲùúûüũūŭůűų"),
            ("W", "Ŵŵ"), ("Y", "ÝŶŸýŷÿ"), ("Z", "ŹŻŽźżž"), ("SS", "ß"), ("AE", "Ææ"),
            ("OE", "Œœ"),
        ]
        var plain: [Unicode.Scalar: String] = [:]
        for (letter, accented) in groups {
            for scalar in accented.unicodeScalars { plain[scalar] = letter }
        }
        return plain
    }()
}
