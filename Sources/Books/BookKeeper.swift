public import Chronology
public import Firearms
public import SerialIndex

/// The one question that a custodian is ever asked: what became of this firearm.
///
/// It names a firearm and says, along the chain, whom it came from and when. It can not name a person.
public struct FirearmQuestion: Hashable, Sendable {
    /// The serial, as far as it is known.
    public let serial: SerialPattern
    /// How many mistakes the serial may hold.
    public let mistakes: Int
    /// The makers that may be meant; empty when the make is not known.
    public let makes: Set<FirmCode>
    /// The licence of the holder before, when the question comes along a chain.
    public let cameFrom: String?
    /// The business name of the holder before, for books that write no licences.
    public let cameFromName: String?
    /// The day on which the holder before parted with it.
    public let cameOn: Day?

    /// Makes a question.
    public init(
        serial: SerialPattern, mistakes: Int, makes: Set<FirmCode>, cameFrom: String? = nil,
        cameFromName: String? = nil, cameOn: Day? = nil
    ) {
        self.serial = serial
        self.mistakes = mistakes
        self.makes = makes
        self.cameFrom = cameFrom
        self.cameFromName = cameFromName
        self.cameOn = cameOn
    }
}

/// A line of a book that fits a question.
public struct BookMatch: Sendable {
    /// The line, whole.
    public let entry: BookEntry
    /// The significant characters of the serial as the book writes it.
    public let serial: [UInt8]
    /// How many mistakes set them apart from the question's.
    public let mistakes: Int
    /// The place of the line's description among the book's.
    public let descriptionIndex: Int

    /// Makes a match.
    public init(entry: BookEntry, serial: [UInt8], mistakes: Int, descriptionIndex: Int) {
        self.entry = entry
        self.serial = serial
        self.mistakes = mistakes
        self.descriptionIndex = descriptionIndex
    }
}

/// What a custodian answers.
public enum BookReply: Sendable {
    /// The lines that fit, those with the fewest mistakes first, and how many there are in all.
    case found([BookMatch], total: Int)
    /// No line fits.
    case noRecord
    /// The records are lost.
    case recordsLost
    /// The custodian's book is not at hand, so nobody answered.
    case noAnswer
    /// The custodian does not answer such a question.
    case refused(QuestionFault)
}

/// Whoever answers for a bound book.
public protocol BookKeeper: Sendable {
    /// The licence whose book it is.
    var licensee: Licensee { get }
    /// Answers what became of one firearm.
    func reply(to question: FirearmQuestion) -> BookReply
}

/// The keeper of a book that lies on this machine.
public final class LocalKeeper: BookKeeper {
    /// The most lines that one answer lists; all are counted.
    public static let longestReply = 4000

    /// The licence whose book it is.
    public let licensee: Licensee
    /// The book, or `nil` when it is lost or not at hand.
    public let book: Book?
    /// The licence's number as it is compared.
    public let key: String
    private let words: DispositionWords

    /// Makes a keeper of a book.
    public init(licensee: Licensee, book: Book?, words: DispositionWords = .carried) {
        self.licensee = licensee
        key = LicenceNumber.folded(licensee.number)
        self.book = book
        self.words = words
    }

    /// Answers what became of one firearm.
    ///
    /// - Complexity: that of the serial search.
    public func reply(to question: FirearmQuestion) -> BookReply {
        guard let book else { return licensee.records == .lost ? .recordsLost : .noAnswer }
        do {
            let lines = try book.lines(fitting: question.serial, within: question.mistakes)
            let fitting = lines.filter { fits(book, line: $0.line, question.makes) }
            guard !fitting.isEmpty else { return .noRecord }
            let listed = fitting.prefix(LocalKeeper.longestReply)
            let entries = try book.entries(ofLines: listed.map(\.line), words: words)
            let matches = zip(listed, entries).map { found, entry in
                BookMatch(
                    entry: entry, serial: SerialPattern.significant(entry.serial),
                    mistakes: found.mistakes,
                    descriptionIndex: book.descriptionIndex(ofLine: found.line))
            }
            return .found(matches, total: fitting.count)
        } catch {
            // The book remembers it; whoever asked finds it in `Custodians.failure`.
            return .noAnswer
        }
    }

    private func fits(_ book: Book, line: Int, _ makes: Set<FirmCode>) -> Bool {
        let written = book.description(ofLine: line).makes
        return makes.isEmpty || written.isEmpty || !makes.isDisjoint(with: written)
    }
}
