import Cryptography
import Encoding
import Exchange
import Inquiries
import Policy

/// What the policy says of something about several sorts of data: it may be allowed for some of them.
struct DoorAnswer: Sendable {
    /// The sorts of data for which it may be done.
    let permitted: WordSet<DataClass>
    /// The first question that was refused; `nil` when none was.
    let refused: PolicyQuestion?
    /// The question, about the first sort.
    let question: PolicyQuestion
    /// The SHA-256 of the policy.
    let policy: Digest

    /// Asks a policy the same about several sorts of data.
    init(_ policy: Policy, _ question: PolicyQuestion, about classes: [DataClass]) {
        var permitted: [DataClass] = []
        var refused: PolicyQuestion?
        for dataClass in classes {
            var one = question
            one.dataClass = dataClass
            if policy.decide(one).isPermitted {
                permitted.append(dataClass)
            } else {
                refused = refused ?? one
            }
        }
        self.permitted = WordSet(permitted)
        self.refused = refused
        self.question = question
        self.policy = policy.digest
    }

    /// Tells whether it may be done about a sort of data.
    func permits(_ dataClass: DataClass) -> Bool { permitted.contains(dataClass) }

    /// The body of a request without what may not be said in it.
    func permitted(_ body: JSONObject) -> JSONObject {
        permits(.custody) ? body : TraceRequestBody.withoutRecovery(body)
    }

    /// What stands in an entry of it.
    var ruling: Ruling { Ruling(permitted.isEmpty ? .forbid : .permit, by: policy) }
}
