/// A prior that was learnt, as a dated file: the shares of the causes, what they were learnt from, and
/// how they were calibrated.
///
/// One `name = number` a line, as in the weights of a trace; a line that starts with `#` is a comment.
public struct PriorFile: Hashable, Sendable {
    /// The version of the format.
    public static let version = 1
    /// A text of more bytes is not read.
    public static let largestSize = 64 << 10
    /// The shares may add up to as much more or less than 1; they are brought to 1 when read.
    public static let tolerance = 0.01
    /// The greatest number of questions that a file can tell of.
    public static let mostQuestions = 1_000_000_000

    /// When it was learnt, as a number: `YYYYMMDD`.
    public let dated: Int
    /// How many questions it was learnt from.
    public let questions: Int
    /// How many of them had a confirmed outcome.
    public let confirmed: Int
    /// The share of each cause, in the order of `ChannelWeights.Cause`; they add up to 1.
    public let causes: [Double]
    /// How it was calibrated against confirmed outcomes; `nil` when there were none.
    public let calibration: Calibration?
    /// How it was calibrated against itself: see `StudiedPrior.presumed`.
    public let presumed: Calibration?

    /// Makes the file of what a study found.
    ///
    /// - Parameter dated: the day, as a number: `YYYYMMDD`.
    /// - Throws: `PriorFileError.notADay` when there is no such day.
    public init(dated: Int, _ studied: StudiedPrior) throws(PriorFileError) {
        guard PriorFile.isDay(dated) else {
            throw .notADay(line: nil, found: String(dated))
        }
        self.init(
            dated: dated, questions: studied.prior.questions, confirmed: studied.prior.confirmed,
            causes: studied.prior.weights.causes, calibration: studied.confirmed?.after,
            presumed: studied.presumed?.after)
    }

    init(
        dated: Int, questions: Int, confirmed: Int, causes: [Double], calibration: Calibration?,
        presumed: Calibration?
    ) {
        self.dated = dated
        self.questions = questions
        self.confirmed = confirmed
        self.causes = causes
        self.calibration = calibration
        self.presumed = presumed
    }

    /// Weights with the shares of the causes that were learnt; the rest is as it was.
    public func applied(to weights: ChannelWeights) -> ChannelWeights {
        var weights = weights
        weights.causes = causes
        return weights
    }

    /// The text of the file.
    ///
    /// - Parameter comment: what stands above, line by line.
    public func text(comment: String = "") -> String {
        let comments = comment.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var lines = comment.isEmpty ? [] : comments.map { "# \($0)" }
        lines += ["version = \(PriorFile.version)", "dated = \(dated)"]
        lines += ["learnt.questions = \(questions)", "learnt.confirmed = \(confirmed)"]
        for (cause, share) in zip(ChannelWeights.Cause.allCases, causes) {
            lines.append("cause.\(cause.name) = \(share)")
        }
        for (prefix, measured) in [("calibration", calibration), ("presumed", presumed)] {
            guard let measured else { continue }
            lines.append("\(prefix).error = \(measured.error)")
            lines.append("\(prefix).brier = \(measured.brier)")
            lines.append("\(prefix).questions = \(measured.questions)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Tells whether a number `YYYYMMDD` is a day of the calendar.
    static func isDay(_ number: Int) -> Bool {
        guard (1000_01_01...9999_12_31).contains(number) else { return false }
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...days[month - 1]).contains(day)
    }
}

/// Why a prior's file can not be read; the lines are counted from 1.
public enum PriorFileError: Error, Equatable, Sendable {
    /// The text has more bytes than a prior can have.
    case tooLarge(found: Int, limit: Int)
    /// A line is neither a comment nor `name = number`.
    case notAnAssignment(line: Int, found: String)
    /// No number of a prior has this name.
    case unknownName(line: Int, found: String)
    /// A name stands a second time.
    case repeated(line: Int, name: String, first: Int)
    /// A number is not within its bounds, or not whole where it has to be.
    case outOfRange(line: Int, name: String, found: String, expected: ClosedRange<Double>)
    /// The file is of another version.
    case version(line: Int, found: String, expected: Int)
    /// A date is no day `YYYYMMDD`; without a line when it is not from a file.
    case notADay(line: Int?, found: String)
    /// A number is not there.
    case missing(name: String)
    /// The shares of the causes do not add up to 1.
    case sum(found: Double, expected: ClosedRange<Double>)
}

extension ChannelWeights.Cause {
    /// The name in files.
    public var name: String {
        switch self {
        case .exact: "exact"
        case .confused: "confused"
        case .changed: "changed"
        case .missing: "missing"
        case .extra: "extra"
        case .exchanged: "exchanged"
        case .two: "two"
        case .cutStart: "cut_start"
        case .cutEnd: "cut_end"
        case .absentInRun: "absent_in_run"
        case .absentOfShape: "absent_of_shape"
        }
    }
}
