public import Books
public import Chronology
public import Firearms
public import Language

/// What somebody recovered and asks to be traced: one row of a file, kept as it was read.
public struct Recovery: Hashable, Sendable {
    /// The requester's own reference, such as a folio.
    public let reference: String
    /// The file that it stands in.
    public let file: String
    /// Its row or line in the file, counted from 1, for a person to find it again.
    public let row: Int
    /// When the firearm was recovered; `nil` when the file does not say or it can not be read.
    public let recoveredOn: DayRange?
    /// The date of the recovery as written where it can not be read; empty otherwise.
    public let unreadDate: String
    /// The state or entity of the recovery, as written.
    public let state: String
    /// The municipality or city of the recovery, as written.
    public let municipality: String
    /// The offence, as written.
    public let offence: String
    /// The agency that recovered the firearm, as written.
    public let agency: String
    /// What the firearm is said to be.
    public let firearm: Descriptor

    /// Makes a recovery.
    public init(
        reference: String, file: String, row: Int, recoveredOn: DayRange?, state: String,
        municipality: String, offence: String, agency: String, firearm: Descriptor,
        unreadDate: String = ""
    ) {
        self.reference = reference
        self.file = file
        self.row = row
        self.recoveredOn = recoveredOn
        self.unreadDate = unreadDate
        self.state = state
        self.municipality = municipality
        self.offence = offence
        self.agency = agency
        self.firearm = firearm
    }
}

/// The first retail purchaser, as the dealer's book has them: a lead, not a suspect.
///
/// Deliberately mute in logs, errors and test output: its description shows nothing.
public struct Purchaser: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The name as the book has it.
    public let name: String
    /// The day of birth as the book has it, `YYYY-MM-DD` when it could be read.
    public let born: String

    /// Makes a purchaser.
    public init(name: String, born: String) {
        self.name = name
        self.born = born
    }

    /// Nothing that names anyone.
    public var description: String { "(purchaser withheld)" }
    /// Nothing that names anyone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A holder on a firearm's way, and what its book says became of the firearm.
public struct ChainStep: Hashable, Sendable {
    /// What a holder's book says became of a firearm.
    public enum Event: Hashable, Sendable {
        /// It went on to another licensee.
        case transferred(to: String)
        /// It was sold at retail, for the first time.
        case soldAtRetail
        /// The book has the firearm and does not say where it went.
        case dispositionMissing
        /// It was reported stolen or lost.
        case theftOrLoss
        /// It was exported to a foreign government or buyer, as the book names it.
        case exported(to: String)
        /// The holder's book is lost.
        case recordsLost
        /// The holder has no record of the firearm although the one before says that it came.
        case notInBook
    }

    /// The holder.
    public let holder: Licensee
    /// The day the firearm came, if the book says.
    public let acquiredOn: Day?
    /// What became of it.
    public let event: Event
    /// The day on which that happened, if the book says.
    public let on: Day?
    /// What is to be said of this step: a slip of the pen, records in the repository.
    public let notes: [Phrase]

    /// Makes a step.
    public init(
        holder: Licensee, acquiredOn: Day?, event: Event, on: Day?, notes: [Phrase] = []
    ) {
        self.holder = holder
        self.acquiredOn = acquiredOn
        self.event = event
        self.on = on
        self.notes = notes
    }
}

extension ChainStep {
    /// The same step with whom the firearm was exported to; any other step as it is.
    func exported(to name: String) -> ChainStep {
        guard case .exported = event else { return self }
        return ChainStep(
            holder: holder, acquiredOn: acquiredOn, event: .exported(to: name), on: on,
            notes: notes)
    }
}

/// A firearm of the books that fits a request, with the probability that it is the one.
public struct Candidate: Hashable, Sendable {
    /// The firearm as its maker's or importer's book describes it.
    public let firearm: RawDescriptor
    /// The probability, 0...1, that it is the recovered firearm.
    public let probability: Double
    /// What speaks for it and against it, most telling first.
    public let reasons: [Phrase]
    /// Its way from holder to holder, as far as it was walked.
    public let chain: [ChainStep]

    /// Makes a candidate.
    public init(
        firearm: RawDescriptor, probability: Double, reasons: [Phrase], chain: [ChainStep]
    ) {
        self.firearm = firearm
        self.probability = probability
        self.reasons = reasons
        self.chain = chain
    }
}

/// The answer to one request.
public struct Finding: Sendable {
    /// What was asked.
    public let recovery: Recovery
    /// How the trace ended.
    public let outcome: Outcome
    /// The finer reason.
    public let closure: Closure
    /// Who can mend it.
    public let mender: Mender
    /// What the mender would do; `nil` when there is nothing to do.
    public let mend: Phrase?
    /// The probability that the answer is right: of the best candidate where one is answered, and of
    /// *not in these books* where that is the answer.
    public let confidence: Double
    /// The same in a word.
    public let certainty: Certainty
    /// The firearms that fit, most likely first: the one answered, or those to choose from.
    public let candidates: [Candidate]
    /// How many firearms the 95 % credible set holds; may exceed `candidates.count`.
    public let candidateCount: Int
    /// The probability that the firearm is in none of the books asked.
    public let absentProbability: Double
    /// The purchaser, when one is named.
    public let purchaser: Purchaser?
    /// Who made the first retail sale, or would have.
    public let dealer: Licensee?
    /// The day of the first retail sale.
    public let soldOn: Day?
    /// Days from the sale to the recovery, when both are known exactly.
    public let daysToCrime: Int?
    /// The reference of an earlier recovery that is the same firearm.
    public let duplicateOf: String?
    /// Why, for a person to read, most telling first.
    public let reasons: [Phrase]
    /// What the books name and whoever asked has not opened yet; empty where the trace was made.
    public let sealed: Set<SealedPart>

    /// What of a finding is sealed on its way to whoever asked.
    public enum SealedPart: String, Hashable, Sendable, CaseIterable {
        /// The first retail purchaser.
        case purchaser
        /// Whoever the firearm was exported to.
        case destination
    }

    /// Tells whether a purchaser is named, sealed.
    public var isPurchaserSealed: Bool { sealed.contains(.purchaser) }

    /// Makes a finding.
    public init(
        recovery: Recovery, outcome: Outcome, closure: Closure, mender: Mender, mend: Phrase?,
        confidence: Double, certainty: Certainty, candidates: [Candidate], candidateCount: Int,
        absentProbability: Double, purchaser: Purchaser?, dealer: Licensee?, soldOn: Day?,
        daysToCrime: Int?, duplicateOf: String?, reasons: [Phrase],
        sealed: Set<SealedPart> = []
    ) {
        self.recovery = recovery
        self.outcome = outcome
        self.closure = closure
        self.mender = mender
        self.mend = mend
        self.confidence = confidence
        self.certainty = certainty
        self.candidates = candidates
        self.candidateCount = candidateCount
        self.absentProbability = absentProbability
        self.purchaser = purchaser
        self.dealer = dealer
        self.soldOn = soldOn
        self.daysToCrime = daysToCrime
        self.duplicateOf = duplicateOf
        self.reasons = reasons
        self.sealed = sealed
    }

    /// The way of the firearm that is answered; empty when none is.
    public var chain: [ChainStep] {
        switch outcome {
        case .ambiguous, .notFound, .untraceable: []
        case .purchaser, .dispositionMissing, .theftOrLoss, .exported, .recordsLost:
            candidates.first?.chain ?? []
        }
    }
}

extension Finding {
    /// The same answer, marked as the answer about a firearm that an earlier recovery submitted.
    func marked(duplicateOf reference: String) -> Finding {
        adding(
            Phrase("tracing.reason.duplicate", ["reference": .text(reference)]),
            duplicateOf: reference)
    }

    /// The same answer, with the earlier submission in which the same firearm was handed in.
    public func submitted(before reference: String, in submission: String) -> Finding {
        adding(
            Phrase(
                "tracing.reason.submitted_before",
                ["reference": .text(reference), "submission": .text(submission)]))
    }

    /// The same answer with one more thing to be said of it.
    func adding(_ reason: Phrase, duplicateOf reference: String? = nil) -> Finding {
        Finding(
            recovery: recovery, outcome: outcome, closure: closure, mender: mender, mend: mend,
            confidence: confidence, certainty: certainty, candidates: candidates,
            candidateCount: candidateCount, absentProbability: absentProbability,
            purchaser: purchaser, dealer: dealer, soldOn: soldOn, daysToCrime: daysToCrime,
            duplicateOf: reference ?? duplicateOf, reasons: reasons + [reason], sealed: sealed)
    }
}

extension Recovery {
    /// A row that could not be read: all that is known of it is where it stands.
    public init(unreadRow row: Int, reference: String?, file: String) {
        func blank<Value>() -> Normalised<Value> { Normalised(raw: "", state: .blank) }
        self.init(
            reference: reference ?? "row-\(row)", file: file, row: row, recoveredOn: nil, state: "",
            municipality: "", offence: "", agency: "",
            firearm: Descriptor(
                raw: RawDescriptor(), make: blank(), importer: blank(), model: blank(),
                calibre: blank(), kind: blank(), country: blank(),
                serial: SerialReading(raw: "", kind: .absent)))
    }
}

extension Finding {
    /// The answer to a row that could not be read: it is not lost, and says what mends it.
    public init(unread recovery: Recovery, because reason: Phrase) {
        let closure = Closure.incompleteRequest
        self.init(
            recovery: recovery, outcome: .untraceable, closure: closure, mender: closure.mender,
            mend: closure.mend, confidence: 1, certainty: .certain, candidates: [],
            candidateCount: 0, absentProbability: 0, purchaser: nil, dealer: nil, soldOn: nil,
            daysToCrime: nil, duplicateOf: nil, reasons: [reason])
    }
}
