/// A rule of the protocol that is broken on purpose, to see that an invariant notices.
public enum Mutation: String, CaseIterable, Sendable {
    /// A receipt goes out before its entry is published, and is believed without a proof.
    case answerBeforePublished
    /// A message that is known is taken in again.
    case forgetToDedupe
    /// What came in is forgotten after ten minutes.
    case forgetOldMessages
    /// A checkpoint is shown without its witness, as before there was one.
    case publishUnwitnessed
    /// The ledger is opened without hearing what was cosigned.
    case openUnheard
    /// The witness cosigns whatever the log has signed.
    case cosignUnchecked
    /// When a message is sent next is in memory alone.
    case rememberTriesInMemory
    /// What a commit changes is kept in part when a crash hits it.
    case tearCommits
    /// A message's words go into the ledger.
    case writeNames
    /// A node whose disk was put back takes messages before it is restored.
    case takeWhileOutdated
    /// A receipt's entry is believed and its legs are not kept.
    case dropLegs
    /// What a lost disk has forgotten is not done again.
    case restoreWithoutEffects
    /// The vault opens in an emergency, and the entry is written after it.
    case openBeforeLogged

    /// The invariants that notice it: the one that is meant to, then others that may be first in some worlds.
    public var noticedBy: [Invariant] {
        switch self {
        case .answerBeforePublished: [.delivered]
        case .forgetToDedupe, .forgetOldMessages: [.oneEffect]
        case .publishUnwitnessed: [.oneHistory, .healing, .delivered]
        case .cosignUnchecked: [.witness, .oneHistory, .delivered]
        case .rememberTriesInMemory: [.healing]
        case .tearCommits: [.sameTimeline, .oneEffect, .delivered, .healing]
        case .writeNames: [.noNames]
        case .takeWhileOutdated: [.oneEffect, .healing, .delivered]
        case .openUnheard: [.healing, .oneEffect, .delivered]
        case .dropLegs: [.sameTimeline]
        case .restoreWithoutEffects: [.oneEffect, .healing, .delivered]
        case .openBeforeLogged: [.opened]
        }
    }
}

/// What must be true after every step.
public enum Invariant: String, CaseIterable, Sendable {
    /// I1: no two checkpoints of one log that were shown to anybody contradict each other.
    case oneHistory = "I1"
    /// I2: each message has at most one effect.
    case oneEffect = "I2"
    /// I3: no entry says what a message says.
    case noNames = "I3"
    /// I4: what the sender calls delivered or refused, the receiver's ledger has.
    case delivered = "I4"
    /// I5: the witness never cosigns less than before.
    case witness = "I5"
    /// I6: after the faults, everything comes to an end.
    case healing = "I6"
    /// I7: either ledger tells the same timeline.
    case sameTimeline = "I7"
    /// I8: what was opened in an emergency stands in the ledger at the place that opened it, unless the disk was lost.
    case opened = "I8"
    /// I0: the code itself does not fail.
    case code = "I0"
}
