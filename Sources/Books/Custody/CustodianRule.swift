import SerialIndex

/// Why a custodian does not answer a question.
public enum QuestionFault: String, Hashable, Sendable, CaseIterable {
    /// Too little of the serial is known for the question to be about one firearm.
    case tooFewCharacters = "TOO_FEW_CHARACTERS"
    /// More mistakes are allowed for than the known characters bear.
    case tooManyMistakes = "TOO_MANY_MISTAKES"
    /// More of the serial is unread than read.
    case tooManyUnread = "TOO_MANY_UNREAD"
    /// Neither a make nor a holder before is named.
    case noOrigin = "NO_ORIGIN"
    /// So many makes are named that none is.
    case tooManyMakes = "TOO_MANY_MAKES"
    /// More firearms fit what is known, without one mistake, than an answer lists.
    case tooWide = "TOO_WIDE"
}

/// What makes a question one about a single firearm: a custodian answers no other.
///
/// A question names a serial, whole or nearly, and where the firearm is from: its make, or the holder who
/// sent it. It can not name a person: `FirearmQuestion` has no member for one.
public enum CustodianRule: Sendable {
    /// The fewest characters known of a serial that is not whole.
    public static let fewestCharacters = 4
    /// The most places of a serial.
    public static let mostPlaces = 40
    /// The most makes that may be meant.
    public static let mostMakes = 32
    /// The most lines of an answer.
    ///
    /// Where more fit without a mistake, none is told; where more fit with mistakes,
    /// the likeliest are told and the others counted.
    public static let mostLines = 64

    /// Why a question is not answered; `nil` when it is.
    ///
    /// A serial known whole and without a mistake names itself, however short. Of any other, four characters
    /// are known and at least as many as are not; a mistake needs three characters that hold it, a run that
    /// could not be read allows for one mistake at most, and there is one such run at most.
    ///
    /// - Parameter total: how many lines fit without a mistake; 0 before the book was looked into.
    public static func judge(_ question: FirearmQuestion, total: Int = 0) -> QuestionFault? {
        if let fault = judge(question.serial, mistakes: question.mistakes) { return fault }
        guard !question.makes.isEmpty || question.cameFrom != nil else { return .noOrigin }
        guard question.makes.count <= mostMakes else { return .tooManyMakes }
        return total > mostLines ? .tooWide : nil
    }

    private static func judge(_ serial: SerialPattern, mistakes: Int) -> QuestionFault? {
        let known = serial.knownCount
        let runs = serial.elements.count { $0 == .unknownRun }
        guard known > 0 else { return .tooFewCharacters }
        guard serial.elements.count <= mostPlaces else { return .tooManyUnread }
        if serial.isWhole, mistakes == 0 { return nil }
        guard known >= fewestCharacters else { return .tooFewCharacters }
        guard runs <= 1, serial.elements.count - known - runs <= known else {
            return .tooManyUnread
        }
        let most = min(runs == 0 ? SerialFinder.mostMistakes : 1, (known - 1) / 2)
        return (0...most).contains(mistakes) ? nil : .tooManyMistakes
    }
}
