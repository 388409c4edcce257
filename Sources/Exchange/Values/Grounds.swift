/// For what something is asked (the purpose codes of NCIC's III); no civil purpose is among them.
public enum Purpose: String, Sendable, CaseIterable {
    /// Criminal justice: an investigation or a prosecution.
    case criminalJustice = "C"
    /// The return of a firearm to its owner.
    case firearmReturn = "F"
    /// Danger to life that does not wait.
    case exigent = "X"
}

/// What the receiver may do with what it is told (Europol's handling codes).
public enum Handling: String, Sendable, CaseIterable {
    /// Only to prevent and combat crime.
    case crimeOnly = "H0"
    /// Not in court without the provider's permission.
    case notInCourt = "H1"
    /// Not to be passed on without the provider's permission.
    case notPassedOn = "H2"
    /// Under other restrictions.
    case restricted = "H3"
}

/// How far a source and what it says are trusted (Europol Regulation, article 29), such as `A1`.
public struct Evaluation: Word {
    /// The text: the source's letter and the information's number.
    public let text: String

    /// The evaluation of a text; `nil` unless it is one of A, B, C, X and one of 1 to 4.
    public init?(_ text: String) {
        let letters = Array(text.utf8)
        guard letters.count == 2, "ABCX".utf8.contains(letters[0]),
            "1234".utf8.contains(letters[1])
        else { return nil }
        self.text = text
    }
}

/// Who asks: an agency, and one of its officers by a pseudonym.
public struct Requester: Hashable, Sendable {
    /// The agency's number.
    public let agency: AgencyNumber
    /// The officer, whom the own node alone can name.
    public let officer: Pseudonym

    /// A requester of an agency.
    public init(agency: AgencyNumber, officer: Pseudonym) {
        self.agency = agency
        self.officer = officer
    }
}

/// Why something is asked, without which nothing is.
public struct Grounds: Hashable, Sendable {
    /// For what.
    public let purpose: Purpose
    /// Under which law.
    public let basis: LegalBasis
    /// In which case.
    public let caseReference: CaseReference
    /// By whom.
    public let requester: Requester

    /// The grounds of a message.
    public init(
        purpose: Purpose, basis: LegalBasis, caseReference: CaseReference, requester: Requester
    ) {
        self.purpose = purpose
        self.basis = basis
        self.caseReference = caseReference
        self.requester = requester
    }
}
