/// How a trace ended: one of eight answers, exactly.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The first retail purchaser is named.
    case purchaser
    /// Several firearms fit, and none well enough to name anyone.
    case ambiguous
    /// The firearm is not in the books that were asked.
    case notFound = "not found"
    /// The request can not be traced as it stands.
    case untraceable
    /// The firearm was found; the last holder's book does not say what became of it.
    case dispositionMissing = "disposition missing"
    /// The firearm was found; it was stolen or lost before a retail sale.
    case theftOrLoss = "theft or loss"
    /// The firearm was found; it was lawfully exported.
    case exported
    /// The firearm was found; the records of its last known holder are lost.
    case recordsLost = "records lost"
}

/// The finer reason why a trace was closed (DOMAIN.md 2.4).
public enum Closure: String, Hashable, Sendable, CaseIterable {
    case purchaserIdentified = "PURCHASER_IDENTIFIED"
    case dealerIdentifiedNoPurchaser = "DEALER_IDENTIFIED_NO_PURCHASER"
    case wholesalerLast = "WHOLESALER_LAST"
    case manufacturerLast = "MANUFACTURER_LAST"
    case serialInvalidForMake = "SERIAL_INVALID_FOR_MAKE"
    case serialAmbiguous = "SERIAL_AMBIGUOUS_DUPLICATE"
    case serialNotASerial = "SERIAL_NOT_A_SERIAL"
    case serialDamaged = "SERIAL_DAMAGED_BY_SPREADSHEET"
    case serialMissing = "SERIAL_MISSING"
    case serialObliterated = "SERIAL_OBLITERATED"
    case importerMissing = "IMPORTER_MISSING"
    case makeOrModelWrong = "MAKE_OR_MODEL_WRONG"
    case incompleteRequest = "INCOMPLETE_REQUEST"
    case pre1968 = "PRE_1968"
    case noSerialPMF = "NO_SERIAL_PMF"
    case foreignNotImported = "FOREIGN_NOT_IMPORTED"
    case notInTheseBooks = "NOT_IN_THESE_BOOKS"
    case exportedLawfully = "EXPORTED_LAWFULLY"
    case governmentSale = "GOVERNMENT_SALE"
    case stolenBeforeSale = "REPORTED_STOLEN_BEFORE_SALE"
    case recordDestroyed = "RECORD_DESTROYED_OR_UNREADABLE"
    case outOfBusinessPending = "LICENSEE_OUT_OF_BUSINESS_PENDING"
    case noAnswer = "LICENSEE_NO_ANSWER"
}

/// Who can mend a trace that failed.
public enum Mender: String, Hashable, Sendable, CaseIterable {
    /// Whoever asked: by a better reading or a missing field.
    case requester
    /// A custodian: by finding or correcting a record.
    case holder
    /// Another country's node: by answering in place of this one.
    case otherNode = "other node"
    /// Nobody: the answer is final.
    case nobody
}

/// A probability in one of five words, the same everywhere.
public enum Certainty: String, Hashable, Sendable, CaseIterable {
    case certain
    case veryLikely = "very_likely"
    case likely
    case possible
    case unlikely

    /// The word for a probability; *certain* is kept for an exact and unique find.
    public init(probability: Double, isExactAndUnique: Bool) {
        switch probability {
        case 0.95...: self = isExactAndUnique && probability >= 0.99 ? .certain : .veryLikely
        case 0.80...: self = .likely
        case 0.20...: self = .possible
        default: self = .unlikely
        }
    }
}
