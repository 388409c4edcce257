public import Cryptography
import Encoding
import Exchange

/// The whole decision table of a policy, as a table that a lawyer can read and a program can compare.
public struct PolicyTable: Sendable {
    private let policy: Policy

    /// The table of a policy.
    public init(_ policy: Policy) { self.policy = policy }

    /// The title line of `csv`.
    public static let title = "action,class,role,purpose,needs,H0,H1,H2,H3"

    /// The table as CSV: one line for each cell that is ever permitted, the others left out.
    ///
    /// `needs` and each code's column hold the least sets of facts: `case+live`, several with `|` between them,
    /// `nothing`, or `never`. A code that changes nothing has `=`.
    public var csv: String {
        var lines = [PolicyTable.title]
        for cell in PolicyCell.all {
            let terms = policy.terms(cell)
            guard !terms.isNever else { continue }
            let codes = Handling.allCases.map { terms.marked[$0].map(PolicyTable.text) ?? "=" }
            lines.append(
                ([
                    cell.action.word, cell.dataClass.word, cell.role.word, cell.purpose.word,
                    PolicyTable.text(terms.plain),
                ] + codes).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every answer, a line for each cell that is ever permitted: its words, then 512 hexadecimal digits.
    ///
    /// The digits are 16 blocks of 32, one for each set of codes; in a block the highest digit has the largest set of
    /// facts.
    public var answers: String {
        PolicyCell.all.reduce(into: "") { text, cell in
            let words = policy.answers(cell)
            guard !words.isEmpty else { return }
            let names = [
                cell.action.word, cell.dataClass.word, cell.role.word, cell.purpose.word,
            ].joined(separator: ",")
            var digits = ""
            for pair in stride(from: 0, to: words.count, by: 2) {
                digits += PolicyTable.hexadecimal(words[pair + 1])
                digits += PolicyTable.hexadecimal(words[pair])
            }
            text += "\(names),\(digits)\n"
        }
    }

    /// SHA-256 of `answers`: equal for policies that decide the same, whatever their rules.
    public var digest: Digest { Digest.sha256(Array(answers.utf8)) }

    private static func text(_ least: [WordSet<PolicyFact>]) -> String {
        guard !least.isEmpty else { return "never" }
        return least.map { set in
            set.isEmpty ? "nothing" : set.words.map(\.word).joined(separator: "+")
        }.joined(separator: "|")
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        Hexadecimal.encode((0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) })
    }
}
