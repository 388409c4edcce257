import Assets
public import Chronology

extension Policy {
    /// The policies that the binary carries, in the order of their files; each was read without an error when tested.
    public static let carried: [Policy] = CarriedFile.names(under: "policy/").compactMap { name in
        CarriedFile(named: name).flatMap { try? Policy(parsing: $0.bytes, named: name) }
    }

    /// The countries that have a carried policy.
    public static var carriedJurisdictions: [String] {
        carried.reduce(into: []) { known, policy in
            if !known.contains(policy.jurisdiction) { known.append(policy.jurisdiction) }
        }
    }

    /// The carried policy that holds in a country on a day.
    ///
    /// - Returns: `nil` when the binary carries none of the country, or none that holds yet: then nothing is allowed.
    public static func carried(for jurisdiction: String, on day: Day) -> Policy? {
        let own = carried.filter { $0.jurisdiction == jurisdiction }
            .sorted { ($0.effective, $0.version) < ($1.effective, $1.version) }
        return own.last { $0.effective <= day }
    }
}
