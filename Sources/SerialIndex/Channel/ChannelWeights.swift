/// How readings go wrong at a desk, as numbers: what is believed before a reading is seen.
///
/// Everything here is data, read from a weights file or learnt from a desk's own outcomes.
public struct ChannelWeights: Hashable, Sendable {
    /// The sorts of a single mistake.
    public enum Slip: Int, CaseIterable, Hashable, Sendable {
        /// A character taken for one that looks like it.
        case confused
        /// A character replaced by just any other.
        case changed
        /// A character left out.
        case missing
        /// A character too many.
        case extra
        /// Two neighbours exchanged.
        case exchanged
    }

    /// What may have happened to a serial that was read whole; the shares add up to 1.
    public enum Cause: Int, CaseIterable, Hashable, Sendable {
        /// Read as it stands.
        case exact
        /// One mistake of a sort.
        case confused, changed, missing, extra, exchanged
        /// Two mistakes.
        case two
        /// The leading letters, or one leading digit, left off.
        case cutStart
        /// The last one or two characters left off.
        case cutEnd
        /// The firearm is in none of the books, and of a run of serials that is.
        case absentInRun
        /// The firearm is in none of the books; its serial only looks like those that are.
        case absentOfShape

        /// Tells whether the firearm is in the records.
        public var isOfRecord: Bool { self != .absentInRun && self != .absentOfShape }
    }

    /// The share of each cause, in the order of `Cause`.
    public var causes: [Double]
    /// Of the mistakes of a pair, the share of each sort, in the order of `Slip`.
    public var pair: [Double]
    /// The chance of 0, 1 and 2 mistakes in a reading with marks for what could not be read.
    public var marked: [Double]
    /// Of single mistakes in such a reading, the share of each sort.
    public var markedSlips: [Double]
    /// The chance that a run that could not be read hides no, one, two characters, and so on.
    public var runs: [Double]
    /// How readily a character is taken for another, by code: what it is, what is read.
    public var confusions: [Double]
    /// Of changed characters, the share that are drawn from digits alone, or letters alone, as the one
    /// that was there; the others are drawn from all characters.
    public var sameSort: Double
    /// Of extra characters, the shares that repeat the next character and that are of its sort.
    public var extraRepeated: Double
    /// See `extraRepeated`.
    public var extraSameSort: Double
    /// Of extra characters, the share that are digits, whatever stands beside.
    public var extraDigit: Double

    /// The number of characters.
    public static let characters = 36

    /// Makes weights; each list has as many numbers as its enumeration has cases.
    public init(
        causes: [Double], pair: [Double], marked: [Double], markedSlips: [Double], runs: [Double],
        confusions: [Double], sameSort: Double, extraRepeated: Double, extraSameSort: Double,
        extraDigit: Double = 0
    ) {
        self.causes = causes
        self.pair = pair
        self.marked = marked
        self.markedSlips = markedSlips
        self.runs = runs
        self.confusions = confusions
        self.sameSort = sameSort
        self.extraRepeated = extraRepeated
        self.extraSameSort = extraSameSort
        self.extraDigit = extraDigit
    }

    /// The share of a cause.
    public subscript(_ cause: Cause) -> Double {
        get { causes[cause.rawValue] }
        set { causes[cause.rawValue] = newValue }
    }
}
