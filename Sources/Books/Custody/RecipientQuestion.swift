import SerialIndex

/// The second question: to whom a line says that its firearm went, once that line is the answer.
///
/// What a custodian tells of lines names nobody. Only of the one firearm that a trace has ended at is the first
/// buyer, or whoever it was exported to, asked for.
public struct RecipientQuestion: Hashable, Sendable {
    /// The line of the book's file.
    public let row: Int
    /// The significant characters of the line's serial: they must be those of the row.
    public let serial: [UInt8]

    /// Asks for the recipient of a line.
    public init(row: Int, serial: [UInt8]) {
        self.row = row
        self.serial = serial
    }
}

/// Whom a line names: the first buyer, or whoever a firearm was exported to.
///
/// Mute in logs, errors and test output.
public struct Recipient: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The name as the book has it.
    public let name: String
    /// The day of birth as the book has it; empty for none.
    public let born: String

    /// Makes a recipient.
    public init(name: String, born: String) {
        self.name = name
        self.born = born
    }

    /// Nothing that names anyone.
    public var description: String { "(recipient withheld)" }
    /// Nothing that names anyone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What a custodian answers to the second question.
public enum RecipientReply: Hashable, Sendable {
    /// The line names somebody.
    case named(Recipient)
    /// No such line names anybody.
    case noRecord
    /// Nobody answered.
    case noAnswer
}

/// What a custodian that is elsewhere is asked.
public enum CustodianQuestion: Hashable, Sendable {
    /// What became of a firearm.
    case firearm(FirearmQuestion)
    /// To whom a line says that it went.
    case recipient(RecipientQuestion)
}

extension LocalKeeper {
    /// The place of the line that is asked about among the book's; `nil` when there is no such line.
    ///
    /// - Complexity: that of the serial search.
    public func line(of question: RecipientQuestion) -> Int? {
        let pattern = SerialPattern(question.serial.map { .character($0) })
        guard let book, let found = try? book.lines(fitting: pattern, within: 0) else { return nil }
        return found.first { book.row(ofLine: $0.line) == question.row }?.line
    }

    /// Answers to whom a line says that its firearm went; a book that names nobody says that of no line.
    ///
    /// - Complexity: that of the serial search.
    public func reply(to question: RecipientQuestion) -> RecipientReply {
        guard book?.namesNobody != true else { return .noRecord }
        let lines = reply(
            to: FirearmQuestion(
                serial: SerialPattern(question.serial.map { .character($0) }), mistakes: 0,
                makes: []))
        guard case .found(let matches, _) = lines else {
            if case .noRecord = lines { return .noRecord }
            return .noAnswer
        }
        let line = matches.first { $0.entry.row == question.row }
        switch line?.entry.disposition {
        case .retail(let buyer, let born, _, _):
            return .named(Recipient(name: buyer.name, born: born))
        case .government(let agency, _): return .named(Recipient(name: agency, born: ""))
        case .exported(let name, _): return .named(Recipient(name: name, born: ""))
        case .licensee, .theftOrLoss, .missing, nil: return .noRecord
        }
    }
}
