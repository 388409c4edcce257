/// A written serial in one alphabet: ASCII capitals, digits and signs, and a few signs of our own.
struct SerialText {
    /// Signs that ASCII has not, each as one byte.
    enum Sign {
        /// An ellipsis in one character.
        static let ellipsis: UInt8 = 1
        /// The raised o or a of *Nº*.
        static let ordinal: UInt8 = 2
        /// A zero, or an O, with a stroke.
        static let slashedZero: UInt8 = 3
        /// A small l that stands among capitals.
        static let smallL: UInt8 = 4
    }

    /// The text, without white space around it.
    private(set) var bytes: [UInt8] = []
    /// The characters of other alphabets that were taken for the Latin ones they look like.
    private(set) var lookAlikes = ""
    /// How many characters had no place in a serial and were left out.
    private(set) var leftOut = 0
    /// Tells whether the text was too long to be looked at.
    private(set) var isTooLong = false

    /// Folds a text.
    init(_ raw: String) {
        var hasSmallLetters = false
        var hasCapitals = false
        var hasSmallL = false
        for (index, scalar) in raw.unicodeScalars.enumerated() {
            guard index < SerialLimits.text else {
                isTooLong = true
                break
            }
            if scalar == "l" {
                hasSmallL = true
                bytes.append(Sign.smallL)
            } else {
                hasSmallLetters = hasSmallLetters || ("a"..."z").contains(scalar)
                hasCapitals = hasCapitals || ("A"..."Z").contains(scalar)
                append(scalar)
            }
        }
        // A small l says nothing where other letters are small too, or where it is the only letter.
        if hasSmallL, hasSmallLetters || !hasCapitals {
            bytes = bytes.map { $0 == Sign.smallL ? UInt8(ascii: "L") : $0 }
        }
        trim()
    }

    /// The part of a text that lies within bounds.
    init(part: ArraySlice<UInt8>) {
        bytes = Array(part)
        trim()
    }

    /// Drops the apostrophe, the quotes or the `="..."` with which a spreadsheet keeps a text.
    mutating func dropQuotes() {
        let quotes = Array("\"'".utf8)
        if bytes.count > 1, bytes[0] == UInt8(ascii: "="), bytes[1] == quotes[0] {
            bytes.removeFirst()
        }
        bytes = Array(bytes.drop(while: quotes.contains))
        while let last = bytes.last, quotes.contains(last) { bytes.removeLast() }
        trim()
    }

    private mutating func trim() {
        while let last = bytes.last, last == 0x20 || last == 0x0A { bytes.removeLast() }
        bytes = Array(bytes.drop { $0 == 0x20 || $0 == 0x0A })
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x61...0x7A: bytes.append(UInt8(scalar.value - 32))
        case 0x20...0x7E: bytes.append(UInt8(scalar.value))
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x2028, 0x2029: bytes.append(0x0A)
        case 0x09: bytes.append(0x20)
        case 0...0x7F: leftOut += 1
        default: appendBeyondASCII(scalar)
        }
    }

    private mutating func appendBeyondASCII(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "…": bytes.append(Sign.ellipsis)
        case "º", "°", "ª": bytes.append(Sign.ordinal)
        case "№": bytes += [UInt8(ascii: "N"), Sign.ordinal]
        case "Ø", "ø", "∅": bytes.append(Sign.slashedZero)
        case "×": bytes.append(UInt8(ascii: "X"))
        case "·", "•", "‧", "․": bytes.append(UInt8(ascii: "."))
        case "⁄", "∕": bytes.append(UInt8(ascii: "/"))
        case "−": bytes.append(UInt8(ascii: "-"))
        case "\u{2018}", "\u{2019}", "´": bytes.append(UInt8(ascii: "'"))
        case "\u{201C}", "\u{201D}", "«", "»": bytes.append(UInt8(ascii: "\""))
        case "\u{FFFD}", "□", "■", "▯", "█", "▒": bytes.append(UInt8(ascii: "?"))
        case "¡", "¿", "\u{FEFF}", "\u{AD}", "\u{200B}"..."\u{200F}", "\u{2060}": break
        case "\u{FF01}"..."\u{FF5E}":
            lookAlikes.unicodeScalars.append(scalar)
            if let plain = Unicode.Scalar(scalar.value - 0xFEE0) { append(plain) }
        default: appendByProperty(scalar)
        }
    }

    private mutating func appendByProperty(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        if let latin = SerialText.lookAlike[scalar] {
            lookAlikes.unicodeScalars.append(scalar)
            bytes.append(latin)
        } else if properties.numericType == .decimal, let value = properties.numericValue {
            lookAlikes.unicodeScalars.append(scalar)
            bytes.append(UInt8(ascii: "0") + UInt8(value))
        } else if properties.generalCategory == .dashPunctuation {
            bytes.append(UInt8(ascii: "-"))
        } else if properties.isWhitespace {
            bytes.append(0x20)
        } else if properties.generalCategory == .nonspacingMark {
            return
        } else if let letter = SerialText.latinBase(of: properties) {
            bytes.append(letter)
        } else {
            leftOut += 1
            bytes.append(0x20)
        }
    }

    /// The letter that an accent was put on: `LATIN SMALL LETTER E WITH ACUTE` is an E.
    private static func latinBase(of properties: Unicode.Scalar.Properties) -> UInt8? {
        guard let name = properties.name, name.hasPrefix("LATIN ") else { return nil }
        let words = name.split(separator: " ", maxSplits: 4)
        guard words.count >= 4, words[2] == "LETTER", words[3].utf8.count == 1,
            words.count == 4 || words[4].hasPrefix("WITH")
        else { return nil }
        return words[3].utf8.first
    }

    /// Cyrillic and Greek letters that can not be told from Latin ones by eye.
    private static let lookAlike: [Unicode.Scalar: UInt8] = {
        let pairs = [
            ("АВЕКМНОРСТУХІЈЅԚԜҮ", "ABEKMHOPCTYXIJSQWY"), ("аеорсухіјѕԛԝ", "AEOPCYXIJSQW"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"), ("αικνορτυχ", "AIKVOPTUX"),
            ("ΪΫϹϳ", "IYCJ"),
        ]
        var table: [Unicode.Scalar: UInt8] = [:]
        for (others, latin) in pairs {
            for (other, letter) in zip(others.unicodeScalars, latin.utf8) { table[other] = letter }
        }
        return table
    }()
}

extension SerialText {
    /// Tells whether a byte is a letter or a digit of a serial, an unclear one included.
    static func isSignificant(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == Sign.slashedZero || byte == Sign.smallL
    }

    /// Tells whether a byte is a capital letter.
    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// Tells whether a byte is a digit.
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A byte as people would write it, where it is one of our own signs.
    static func plain(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case Sign.slashedZero: [UInt8(ascii: "0")]
        case Sign.smallL: [UInt8(ascii: "L")]
        case Sign.ordinal: Array("º".utf8)
        case Sign.ellipsis: Array("…".utf8)
        default: [byte]
        }
    }

    /// The text as it stands after folding.
    var asWritten: String { SerialText.written(bytes[...]) }

    /// A part of a folded text, to be shown.
    static func written(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.flatMap(plain), as: UTF8.self)
    }

    /// The words, one space between them.
    var phrase: String {
        String(
            decoding: Array(
                bytes.split { !SerialText.isSignificant($0) }
                    .map { $0.flatMap(SerialText.plain) }.joined(separator: [0x20])),
            as: UTF8.self)
    }

    /// Letters, digits and decimal points alone; a comma counts as a point.
    var compact: String {
        let kept = bytes.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: ","): UInt8(ascii: ".")
            case UInt8(ascii: "-"): byte
            default: SerialText.isSignificant(byte) ? SerialText.plain(byte)[0] : nil
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Letters and digits alone: what is compared with a model or a make.
    var significant: String {
        String(
            decoding: bytes.filter(SerialText.isSignificant).flatMap(SerialText.plain),
            as: UTF8.self)
    }

    /// How many digits the text has.
    var digitCount: Int { bytes.count(where: SerialText.isDigit) }
}
