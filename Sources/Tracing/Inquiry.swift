import Books
import Firearms

/// What one trace asks of custodians: of those at hand at once, of those elsewhere by what they answered.
///
/// A question to somebody elsewhere, or for whom a book at hand does not name, that has no answer yet is wanted, and
/// the trace is void: whoever drives it asks, adds the answer and traces again. Made for one trace, used by one task.
final class Inquiry {
    /// One custodian's questions that wait for an answer, or were asked.
    struct Wanted: Hashable {
        let key: String
        let question: CustodianQuestion
    }

    /// Says of a line at hand that names nobody whom it names; `nil` when that can not be had now.
    typealias Telling = (LocalKeeper, RecipientQuestion) -> RecipientReply?

    private let answers: RemoteAnswers
    private let telling: Telling
    /// By the keeper itself: every book that is looked into is counted, so that this must cost next to nothing.
    private var counts: [ObjectIdentifier: (keeper: Keeper, count: Int)] = [:]
    private var sent: Set<Wanted> = []
    /// What has to be asked elsewhere before the trace can go on, in the order in which it came up.
    private(set) var wanted: [(licensee: Licensee, question: CustodianQuestion)] = []

    init(
        _ answers: RemoteAnswers = RemoteAnswers(), telling: @escaping Telling = { _, _ in nil }
    ) {
        self.answers = answers
        self.telling = telling
    }

    /// How often an answer was wanting: who asks can tell whether it did since.
    private(set) var voids = 0

    /// Tells whether an answer is wanting: what was found is nothing yet.
    var isVoid: Bool { !wanted.isEmpty }

    /// Asks a custodian what became of a firearm; void answers are `.noAnswer`.
    func ask(_ keeper: Keeper, _ question: FirearmQuestion) -> BookReply {
        switch keeper {
        case .local(let local):
            count(keeper)
            return local.reply(to: question)
        case .remote(let remote):
            let question = question.named(for: remote)
            // What its rule forbids is not sent: it would be refused.
            if let fault = CustodianRule.judge(question) { return .refused(fault) }
            note(keeper, .firearm(question))
            if let reply = answers.reply(of: remote, to: question) { return reply }
            want(remote.licensee, .firearm(question))
            return .noAnswer
        }
    }

    /// Asks a custodian whose book names nobody to whom a line says that its firearm went.
    func ask(_ keeper: Keeper, _ question: RecipientQuestion) -> RecipientReply {
        // A book at hand is not looked into once more.
        if keeper.isRemote { note(keeper, .recipient(question)) }
        if let reply = answers.reply(of: keeper, to: question) { return reply }
        if case .local(let local) = keeper, let reply = telling(local, question) { return reply }
        want(keeper.licensee, .recipient(question))
        return .noAnswer
    }

    /// Whom the trace has asked, by licence, and how often: each question to somebody elsewhere once.
    var asked: [AskedCustodian] {
        var asked: [String: AskedCustodian] = [:]
        for (keeper, count) in counts.values {
            asked[keeper.key] = AskedCustodian(
                licence: keeper.licensee.number,
                questions: count + (asked[keeper.key]?.questions ?? 0),
                isRemote: keeper.isRemote)
        }
        return asked.sorted { $0.key < $1.key }.map(\.value)
    }

    private func note(_ keeper: Keeper, _ question: CustodianQuestion) {
        guard sent.insert(Wanted(key: keeper.key, question: question)).inserted else { return }
        count(keeper)
    }

    private func count(_ keeper: Keeper) {
        counts[keeper.identity, default: (keeper, 0)].count += 1
    }

    private func want(_ licensee: Licensee, _ question: CustodianQuestion) {
        voids += 1
        let isNew = !wanted.contains {
            $0.licensee.number == licensee.number && $0.question == question
        }
        if isNew { wanted.append((licensee, question)) }
    }
}

extension FirearmQuestion {
    /// The question as it is sent: a source is asked for those of the makes that its own book holds, and for all of
    /// them when the make is not known.
    fileprivate func named(for keeper: RemoteKeeper) -> FirearmQuestion {
        guard cameFrom == nil, let held = keeper.summary?.possibleMakes else { return self }
        let shared = makes.isEmpty ? held : makes.intersection(held)
        return FirearmQuestion(
            serial: serial, mistakes: mistakes, makes: shared.isEmpty ? makes : shared)
    }
}

/// A custodian that was asked for one trace.
public struct AskedCustodian: Hashable, Sendable {
    /// The licence, as the licensees' file writes it.
    public let licence: String
    /// How many questions it was asked: at hand each time that its book was looked into, elsewhere each
    /// question that was sent.
    public let questions: Int
    /// Tells whether its book is elsewhere.
    public let isRemote: Bool
}

extension Keeper {
    fileprivate var identity: ObjectIdentifier {
        switch self {
        case .local(let keeper): ObjectIdentifier(keeper)
        case .remote(let keeper): ObjectIdentifier(keeper)
        }
    }
}
