/// Text made comparable: without case, accents, and other dress.
public enum Folding: Sendable {
    /// A text in lower case, without accents; punctuation stays.
    public static func plain(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x300...0x36F: break
            case 0xA0, 0x2007, 0x202F: folded.append(" ")
            case 0x2018, 0x2019: folded.append("'")
            case 0x201C, 0x201D, 0xAB, 0xBB: folded.append("\"")
            case 0x2010...0x2015, 0x2212: folded.append("-")
            default: folded.append(letters[scalar] ?? scalar)
            }
        }
        return String(folded)
    }

    /// The words of a text, in lower case and without accents: runs of letters and digits.
    public static func words(_ text: some StringProtocol) -> [String] {
        plain(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    private static let letters: [Unicode.Scalar: Unicode.Scalar] = {
        let rows: [(String, Unicode.Scalar)] = [
            ("àáâãäåāăą", "a"), ("çćč", "c"), ("ďđ", "d"), ("èéêëēęě", "e"), ("ğ", "g"),
            ("ìíîïīı", "i"), ("ł", "l"), ("ñńň", "n"), ("òóôõöøōőº°", "o"), ("řŕ", "r"),
            ("śšş", "s"), ("ťţ", "t"), ("ùúûüūůű", "u"), ("ýÿ", "y"), ("źżž", "z"), ("ª", "a"),
        ]
        var letters: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (accented, plain) in rows {
            for scalar in accented.unicodeScalars { letters[scalar] = plain }
        }
        return letters
    }()
}
