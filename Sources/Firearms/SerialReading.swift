public import Language
public import SerialIndex

/// A serial as somebody read it, and the ways in which the reading can be understood.
public struct SerialReading: Hashable, Sendable {
    /// What sort of reading it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Every character was read.
        case readable
        /// Some characters were read, others are known to be missing.
        case partly
        /// A serial was there and has been removed or can not be read at all.
        case obliterated
        /// Nothing was written, or words for *no serial*.
        case absent
        /// Something was written that is no serial: a patent, a model, a calibre, a damaged number.
        case notASerial = "not_a_serial"
    }

    /// What was written where a serial should stand.
    public enum Impostor: String, Hashable, Sendable, CaseIterable {
        /// A patent's number.
        case patent
        /// A calibre.
        case calibre
        /// A model: the row's own, or one that the tables know.
        case model
        /// The maker's name.
        case make
        /// An e-mail address.
        case email
        /// A telephone number.
        case telephone
        /// Letters without one digit.
        case words
        /// A text longer than any serial.
        case tooLong
        /// A formula that a spreadsheet would run.
        case formula
        /// Signs of which none has a place in a serial.
        case signs
        /// A date, most likely what a spreadsheet made of a serial.
        case date
        /// A number that a spreadsheet rounded, such as `1.23E+08`.
        case rounded
        /// A spreadsheet's error or a column too narrow for its number, such as `#####`.
        case sheetError

        /// Tells whether a spreadsheet destroyed what was written; the source may still have it.
        public var isSpreadsheetDamage: Bool {
            switch self {
            case .date, .rounded, .sheetError: true
            case .patent, .calibre, .model, .make, .email, .telephone, .words, .tooLong, .formula,
                .signs:
                false
            }
        }
    }

    /// One way in which the reading can be understood.
    public struct Interpretation: Hashable, Sendable {
        /// The significant characters, and where some are missing.
        public let pattern: SerialPattern
        /// How likely this way is among all ways of the reading, 0...1; they add up to 1.
        public let weight: Double

        /// Makes a way of understanding a reading.
        public init(pattern: SerialPattern, weight: Double) {
            self.pattern = pattern
            self.weight = weight
        }
    }

    /// The text as it was written; never changed.
    public let raw: String
    /// What sort of reading it is.
    public let kind: Kind
    /// The ways in which it can be understood, most likely first; none when nothing can be searched.
    public let interpretations: [Interpretation]
    /// The licence number that stood before the serial (eight digits), if one did.
    public let licencePrefix: String?
    /// What was set apart from the serial: `NO.`, `MAT.`, `#` and the like, as written.
    public let decorations: [String]
    /// What it is instead of a serial, when it is none.
    public let impostor: Impostor?
    /// Why it was understood so, for a person to read.
    public let reasons: [Phrase]

    /// Makes a reading.
    public init(
        raw: String, kind: Kind, interpretations: [Interpretation] = [],
        licencePrefix: String? = nil, decorations: [String] = [], impostor: Impostor? = nil,
        reasons: [Phrase] = []
    ) {
        self.raw = raw
        self.kind = kind
        self.interpretations = interpretations
        self.licencePrefix = licencePrefix
        self.decorations = decorations
        self.impostor = impostor
        self.reasons = reasons
    }
}
