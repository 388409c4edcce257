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
    /// Why it was understood so, for a person to read.
    public let reasons: [Phrase]

    /// Makes a reading.
    public init(
        raw: String, kind: Kind, interpretations: [Interpretation] = [],
        licencePrefix: String? = nil, decorations: [String] = [], reasons: [Phrase] = []
    ) {
        self.raw = raw
        self.kind = kind
        self.interpretations = interpretations
        self.licencePrefix = licencePrefix
        self.decorations = decorations
        self.reasons = reasons
    }
}
