import Firearms

/// Finds the recoveries that are one firearm submitted more than once.
///
/// Two answers that name the same firearm of the books are; so are two requests with the same words
/// and a serial that was read whole. The first in the file is the original.
public enum Duplicates: Sendable {
    /// Marks answers that came one by one, as those of one file are marked that are traced together.
    ///
    /// The firearm that an answer names is known by its description and its way. Answers that are marked already
    /// are left as they are.
    ///
    /// - Complexity: O(n) in the number of answers.
    public static func marked(_ findings: [Finding]) -> [Finding] {
        marked(findings.map { (finding: $0, identity: AnsweredFirearm($0)) })
    }

    static func marked(_ traced: [TracedFirearm]) -> [Finding] {
        marked(traced.map { (finding: $0.finding, identity: $0.identity) })
    }

    private static func marked<Identity: Hashable>(
        _ answers: [(finding: Finding, identity: Identity?)]
    ) -> [Finding] {
        var firstByFirearm: [Identity: String] = [:]
        var firstByWords: [RawDescriptor: String] = [:]
        return answers.map { answer in
            let reference = answer.finding.recovery.reference
            let description = answer.finding.recovery.firearm
            var original: String?
            if let identity = answer.identity {
                original = firstByFirearm[identity]
                if original == nil { firstByFirearm[identity] = reference }
            }
            if description.serial.kind == .readable {
                if let first = firstByWords[description.raw] {
                    original = original ?? first
                } else {
                    firstByWords[description.raw] = reference
                }
            }
            guard let original, answer.finding.duplicateOf == nil else { return answer.finding }
            return answer.finding.marked(duplicateOf: original)
        }
    }
}

/// The firearm that an answer names, as it can be known from the answer alone.
private struct AnsweredFirearm: Hashable {
    private let firearm: RawDescriptor
    private let chain: [ChainStep]

    /// `nil` when the answer names no one firearm.
    init?(_ finding: Finding) {
        guard let best = finding.candidates.first, finding.candidates.count == 1 else { return nil }
        switch finding.outcome {
        case .notFound, .untraceable: return nil
        case .ambiguous where finding.dealer == nil: return nil
        case .ambiguous, .purchaser, .dispositionMissing, .theftOrLoss, .exported, .recordsLost:
            firearm = best.firearm
            chain = best.chain
        }
    }
}
