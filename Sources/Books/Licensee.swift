public import Chronology

/// Who holds firearms under licence and keeps a bound book of them.
public struct Licensee: Hashable, Sendable {
    /// The part that a licensee plays on a firearm's way.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case maker, importer, distributor, dealer, pawnbroker
    }

    /// Where a licensee's records are.
    public enum Records: String, Hashable, Sendable, CaseIterable {
        /// With the licensee.
        case held
        /// With the repository that takes the records of those who went out of business.
        case repository = "out-of-business repository"
        /// Gone: lost, destroyed or unreadable.
        case lost
    }

    /// The licence number, as written.
    public let number: String
    /// The part played.
    public let kind: Kind
    /// The business's name.
    public let name: String
    /// The city of the premises.
    public let city: String
    /// The state of the premises, as its postal code.
    public let state: String
    /// Tells whether the business is open.
    public let isActive: Bool
    /// The day the business closed, if it did.
    public let closedOn: Day?
    /// Where the records are.
    public let records: Records

    /// Makes a licensee.
    public init(
        number: String, kind: Kind, name: String, city: String, state: String,
        isActive: Bool = true, closedOn: Day? = nil, records: Records = .held
    ) {
        self.number = number
        self.kind = kind
        self.name = name
        self.city = city
        self.state = state
        self.isActive = isActive
        self.closedOn = closedOn
        self.records = records
    }
}
