import Encoding
import Exchange
public import Policy

/// Something that the policy of a node refused, so that whoever asked can be told why.
public struct PolicyRefusal: Hashable, Sendable {
    /// What was asked, as things stood.
    public let question: PolicyQuestion
    /// The index of the entry in the node's ledger.
    public let entry: UInt64

    /// A refusal, with its entry.
    init(_ question: PolicyQuestion, entry: UInt64) {
        self.question = question
        self.entry = entry
    }

    /// What the node's process answers.
    var json: JSONObject {
        var object = JSONObject()
        object["entry"] = .integer(Int64(clamping: entry))
        object["action"] = .string(question.action.word)
        object["role"] = .string(question.role.word)
        object["purpose"] = .string(question.purpose.word)
        object["basis"] = question.basis.map { .string($0.text) }
        object["class"] = .string(question.dataClass.word)
        object["handling"] = .integer(Int64(question.handling.bits))
        object["facts"] = .integer(Int64(question.facts.bits))
        return object
    }

    /// Reads what the node's process answered; `nil` for anything else.
    init?(_ object: JSONObject?) {
        guard let object, let entry = object["entry"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let action = object["action"]?.string.flatMap({ PolicyAction(word: $0) }),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let purpose = object["purpose"]?.string.flatMap({ PolicyPurpose(word: $0) }),
            let dataClass = object["class"]?.string.flatMap({ DataClass(word: $0) }),
            let handling = object["handling"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let facts = object["facts"]?.integer.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        var basis: LegalBasis?
        if let text = object["basis"] {
            guard let law = text.string.flatMap({ LegalBasis($0) }) else { return nil }
            basis = law
        }
        self.init(
            PolicyQuestion(
                action, by: role, for: purpose, under: basis, about: dataClass,
                handling: WordSet(bits: handling), facts: WordSet(bits: facts)), entry: entry)
    }
}
