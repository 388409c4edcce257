public import Language

extension Closure {
    /// Who can mend a trace that was closed so.
    public var mender: Mender {
        switch self {
        case .serialInvalidForMake, .serialAmbiguous, .serialNotASerial, .serialDamaged,
            .serialMissing, .serialObliterated, .importerMissing, .makeOrModelWrong,
            .incompleteRequest, .notInTheseBooks:
            .requester
        case .dealerIdentifiedNoPurchaser, .wholesalerLast, .manufacturerLast, .recordDestroyed,
            .outOfBusinessPending, .noAnswer:
            .holder
        case .foreignNotImported, .exportedLawfully, .governmentSale: .otherNode
        case .purchaserIdentified, .pre1968, .noSerialPMF, .stolenBeforeSale: .nobody
        }
    }

    /// What whoever can mend it would do.
    public var mend: Phrase { Phrase("tracing.mend.\(rawValue.lowercased())") }
}
