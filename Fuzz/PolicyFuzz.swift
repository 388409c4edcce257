// Reads any bytes as a policy: what is read decides every question, and more facts never permit less.
import Exchange
import Language
import Policy

private let catalogues = [Tongue.spanish, .english].compactMap { Catalogue(carried: $0) }

private func decide(_ policy: Policy, _ bytes: [UInt8]) {
    let sum = bytes.reduce(UInt64(bytes.count)) { $0 &* 31 &+ UInt64($1) }
    for step in 0..<UInt64(40) {
        let number = sum &+ step &* 0x9E37_79B9_7F4A_7C15
        let cell = PolicyCell.all[Int((number >> 20) % UInt64(PolicyCell.all.count))]
        var question = PolicyQuestion(
            cell.action, by: cell.role, for: cell.purpose, under: policy.bases.first?.basis,
            about: cell.dataClass, handling: WordSet(bits: UInt32(number & 15)),
            facts: WordSet(bits: UInt32(number >> 4 & 127)))
        let explanation = policy.explain(question)
        let isPermitted = explanation.decision.isPermitted
        precondition(isPermitted == explanation.changes(under: policy).isEmpty)
        for phrase in explanation.grounds + explanation.changes(under: policy) {
            for catalogue in catalogues { precondition(!catalogue(phrase).contains("«")) }
        }
        question.facts = .all
        question.handling = WordSet()
        precondition(!isPermitted || policy.decide(question).isPermitted, "more facts permit less")
    }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzPolicy(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    do throws(PolicyError) {
        let policy = try Policy(parsing: bytes, named: "fuzz.policy")
        precondition((1...256).contains(policy.rules.count))
        decide(policy, bytes)
        for rule in policy.rules {
            for catalogue in catalogues { precondition(!catalogue(rule.sentence).contains("«")) }
        }
    } catch {
        precondition((1...bytes.count + 1).contains(error.line))
        // A key without a text would stand alone; a word that was found may be in such quotes.
        for catalogue in catalogues {
            precondition(catalogue(error.phrase).hasPrefix("fuzz.policy:"))
        }
    }
    return 0
}
