import Chronology
import Exchange
import Policy
import Testing

/// The carried policies, and small ones written for a test.
enum PolicyStage {
    /// The first day of both carried policies.
    static let day = Day(iso: "2026-01-01") ?? Day(number: 0)

    static func carried(_ jurisdiction: String) throws -> Policy {
        try #require(Policy.carried(for: jurisdiction, on: day))
    }

    /// A policy of the lines given, below a head that is right.
    static func policy(_ lines: String) throws(PolicyError) -> Policy {
        try Policy(parsing: Array((head + lines).utf8), named: "test.policy")
    }

    static let head = """
        rastro-policy 1
        jurisdiction US
        version 3
        effective 2026-05-06
        basis us:18usc923g7 C X

        """

    static let law = LegalBasis("us:18usc923g7")

    /// All facts, as far as a question states them.
    static let everything = WordSet<PolicyFact>.all

    static func facts(_ facts: PolicyFact...) -> WordSet<PolicyFact> { WordSet(facts) }

    /// A question of an investigator about a name, all facts there.
    static func name(_ action: PolicyAction = .read) -> PolicyQuestion {
        PolicyQuestion(
            action, by: .investigator, for: .criminalJustice, under: law, about: .identity,
            facts: everything)
    }

    /// A law that is a basis for a purpose, where the policy knows one.
    static func basis(_ policy: Policy, _ purpose: PolicyPurpose) -> LegalBasis? {
        policy.bases.first { $0.purposes.contains(purpose) }?.basis
    }
}

/// Small numbers that look random and are the same each time (SplitMix64).
struct Splitmix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
