public import Firearms

import SerialIndex

/// How much of a firearm a normal form has, and whether letters and digits that look alike are told apart.
///
/// The rule's name stands in every form, so that forms of two rules are never the same. A rule is never changed:
/// one that is changed is another rule, with another number.
public enum FormRule: String, Sendable, CaseIterable {
    /// Make, importer, calibre and serial, letter by letter.
    case whole = "norm:1"
    /// Make, importer, calibre and serial; in the serial what looks alike is one.
    case wholeFolded = "norm:1f"
    /// Make and serial, letter by letter.
    case make = "norm:1m"
    /// Make and serial; in the serial what looks alike is one.
    case makeFolded = "norm:1mf"

    var isFolded: Bool { self == .wholeFolded || self == .makeFolded }
    var isWhole: Bool { self == .whole || self == .wholeFolded }
}

/// The one text of a firearm by a rule: what blind look-ups hide, and compare.
///
/// It is `RULE|MAKE|IMPORTER|CALIBRE|SERIAL`, with the codes of the reference tables and the serial's significant
/// characters; what the rule leaves out, or nobody knows, is empty. Two forms are equal or they are not: there is
/// no near miss. Whoever writes the maker or the importer so that the tables find another code has another form,
/// and is not told so.
public struct NormalForm: Hashable, Sendable {
    /// The text, in ASCII.
    public let text: String
    /// The rule by which it was made.
    public let rule: FormRule

    /// The most significant characters of a serial.
    private static let longestSerial = 64
    /// The most characters of a code.
    private static let longestCode = 64
    /// The most makes that a description may leave open.
    private static let mostMakes = 4
    /// The most ways of understanding a serial that are taken.
    private static let mostReadings = 4

    /// The form of a firearm whose codes are known.
    ///
    /// - Parameters:
    ///   - rule: what it has.
    ///   - make: the maker's code.
    ///   - importer: the importer's code; nothing where there is none, or none is known.
    ///   - calibre: the calibre's code; nothing where none is known.
    ///   - serial: the significant characters: capitals and digits.
    /// - Returns: `nil` when there is no serial, or a code or the serial has characters that it can not have.
    public init?(
        _ rule: FormRule, make: FirmCode, importer: FirmCode? = nil, calibre: CalibreCode? = nil,
        serial: [UInt8]
    ) {
        let codes = [
            make.description, rule.isWhole ? importer?.description ?? "" : "",
            rule.isWhole ? calibre?.description ?? "" : "",
        ]
        guard !codes[0].isEmpty, codes.allSatisfy(NormalForm.isCode),
            (1...NormalForm.longestSerial).contains(serial.count),
            serial.allSatisfy(NormalForm.isSignificant)
        else { return nil }
        let characters = rule.isFolded ? serial.map(NormalForm.folded) : serial
        text =
            ([rule.rawValue] + codes + [String(decoding: characters, as: UTF8.self)])
            .joined(separator: "|")
        self.rule = rule
    }

    /// The form that a text is; `nil` unless `NormalForm` writes just this text.
    public init?(text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 5, let rule = FormRule(rawValue: parts[0]), !parts[1].isEmpty,
            let form = NormalForm(
                rule, make: FirmCode(parts[1]),
                importer: parts[2].isEmpty ? nil : FirmCode(parts[2]),
                calibre: parts[3].isEmpty ? nil : CalibreCode(parts[3]),
                serial: Array(parts[4].utf8)), form.text == text
        else { return nil }
        self = form
    }

    /// The forms of a firearm as it was described, the likeliest first.
    ///
    /// There is one for each maker that may be meant and each way in which the serial can be understood.
    ///
    /// - Returns: none unless the serial was read whole and the tables know the maker, or leave at most four.
    public static func forms(of firearm: Descriptor, _ rule: FormRule) -> [NormalForm] {
        let makes = firearm.make.values
        guard (1...mostMakes).contains(makes.count), firearm.serial.kind == .readable else {
            return []
        }
        let serials = firearm.serial.interpretations.compactMap(\.pattern.wholeCharacters)
        var forms: [NormalForm] = []
        for serial in serials.prefix(mostReadings) {
            for make in makes {
                let form = NormalForm(
                    rule, make: make, importer: firearm.importer.onlyValue,
                    calibre: firearm.calibre.onlyValue, serial: serial)
                if let form, !forms.contains(form) { forms.append(form) }
            }
        }
        return forms
    }

    /// The bytes that are hidden.
    var bytes: [UInt8] { Array(text.utf8) }

    /// Tells whether a code is of seen characters of ASCII, without the one that parts a form.
    private static func isCode(_ code: String) -> Bool {
        code.utf8.count <= longestCode
            && code.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "|") }
    }

    private static func isSignificant(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// The digit that a letter is taken for when it is worn, stamped thinly or written by hand.
    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "O"), UInt8(ascii: "Q"), UInt8(ascii: "D"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        case UInt8(ascii: "Z"): UInt8(ascii: "2")
        case UInt8(ascii: "S"): UInt8(ascii: "5")
        case UInt8(ascii: "G"): UInt8(ascii: "6")
        case UInt8(ascii: "B"): UInt8(ascii: "8")
        default: byte
        }
    }
}
