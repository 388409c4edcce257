/// How far the reader of serials goes, so that no text can make it slow.
enum SerialLimits {
    /// The longest text that is looked at, in Unicode scalars; the longest serials known have 20.
    static let text = 400
    /// The most significant characters, read or missing, that a serial is believed to have.
    static let characters = 40
    /// The most ways of understanding one reading that are kept.
    static let ways = 16
    /// The most serials that are taken apart in one cell.
    static let serials = 8
    /// The most words that are set apart before a serial.
    static let prefixes = 6
}

/// How likely each way of understanding an unclear sign is; the sum over the ways of a sign is 1.
///
/// Set by judgement, not fitted: they order the ways, and the search weighs what it then finds. The
/// weights of words before a serial stand with the words, in `serials/words.tsv`.
enum SerialWeights {
    /// A single `#` before a serial: *number*, rather than a character that could not be read.
    static let leadingHash = 0.9
    /// The same where `#` is also used within the serial.
    static let leadingHashAmongOthers = 0.15
    /// `#` right behind a word such as SN: *number*, rather than a character that could not be read.
    static let hashAfterWord = 0.9
    /// A short word glued to the serial although a heading went before it: no part of the serial.
    static let gluedAfterHeading = 0.2
    /// A full stop behind a single letter such as N: an abbreviation, rather than a serial's letter.
    static let stopAfterLetter = 0.6
    /// A single `#` at the end: a character that could not be read, rather than a flourish.
    static let trailingHash = 0.8
    /// A single full stop at the end: the end of a sentence, rather than a character.
    static let trailingStop = 0.95
    /// A single full stop within: a separator, rather than a character.
    static let innerStop = 0.75
    /// Two full stops together: two characters; a run; separators.
    static let twoStops = (characters: 0.6, run: 0.3, nothing: 0.1)
    /// Three or more full stops: a run, rather than as many characters.
    static let manyStops = 0.75
    /// A single `?` at the end: a character, rather than doubt of the whole.
    static let trailingQuestion = 0.8
    /// Three or more `?` together: as many characters, rather than a run.
    static let manyQuestions = 0.8
    /// Three or more `*` together: as many characters, rather than a run.
    static let manyStars = 0.6
    /// A single `*` on either side: the stars that makers stamp, rather than two characters.
    static let starsAround = 0.6
    /// A single `_` within: a character, rather than a separator.
    static let innerUnderscore = 0.85
    /// Three or more `_` or `#` together: as many characters, rather than a run.
    static let manyLines = 0.75
    /// Two dashes together within: a separator, rather than two characters.
    static let twoDashesWithin = 0.6
    /// Two dashes at the end: a flourish, rather than two characters.
    static let twoDashesAtEnd = 0.4
    /// Three or more dashes: as many characters; a run; separators.
    static let manyDashes = (characters: 0.5, run: 0.3, nothing: 0.2)
    /// Three or more `X` together: what was read; as many missing characters; a run.
    static let manyX = (read: 0.85, characters: 0.1, run: 0.05)
    /// A zero with a stroke: the digit, rather than the letter O.
    static let slashedZero = 0.7
    /// A small `l` among capitals: the digit 1; the letter I; the letter L.
    static let smallL = (one: 0.45, capitalI: 0.3, capitalL: 0.25)
    /// A word such as *borrado* in brackets: characters are missing there, rather than a remark.
    static let bracketedWord = 0.95
    /// The same without brackets: it may be a remark on a serial that was read whole.
    static let bareWord = 0.6
    /// Something else in brackets that has a digit: part of the serial, rather than a remark.
    static let bracketedDigits = 0.7
    /// Something else in brackets without a digit: part of the serial.
    static let bracketedLetters = 0.3
    /// Eight digits and a hyphen before a serial: a licence, rather than part of the serial.
    static let licencePrefix = 0.8
    /// A number's `.0`: a spreadsheet's, rather than a read digit.
    static let trailingZero = 0.95
}
