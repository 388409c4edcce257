import Cryptography
import Encoding
import Exchange
import Inquiries
import Policy

/// What the policy says of something about several sorts of data: it may be allowed for some of them.
struct DoorAnswer: Sendable {
    /// A question that was refused, and by which rules.
    struct Refused: Sendable {
        let question: PolicyQuestion
        let decision: PolicyDecision
    }

    /// The sorts of data for which it may be done.
    let permitted: WordSet<DataClass>
    /// The first question that was refused; `nil` when none was.
    let refused: Refused?
    /// The SHA-256 of the policy.
    let policy: Digest

    /// Asks a policy the same about several sorts of data.
    init(_ policy: Policy, _ question: PolicyQuestion, about classes: [DataClass]) {
        var permitted: [DataClass] = []
        var refused: Refused?
        for dataClass in classes {
            var one = question
            one.dataClass = dataClass
            let decision = policy.decide(one)
            if decision.isPermitted {
                permitted.append(dataClass)
            } else {
                refused = refused ?? Refused(question: one, decision: decision)
            }
        }
        self.permitted = WordSet(permitted)
        self.refused = refused
        self.policy = policy.digest
    }

    /// Tells whether it may be done about a sort of data.
    func permits(_ dataClass: DataClass) -> Bool { permitted.contains(dataClass) }

    /// Why nothing at all may be done, not even about the firearm; `nil` when something may.
    var refusal: Refused? { permits(.firearm) ? nil : refused }

    /// The body of a request without what may not be said in it.
    func permitted(_ body: JSONObject) -> JSONObject {
        permits(.custody) ? body : TraceRequestBody.withoutRecovery(body)
    }

    /// What stands in an entry of what is done within it.
    var ruling: Ruling { Ruling(permitted.isEmpty ? .forbid : .permit, by: policy) }
}
