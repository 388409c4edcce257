import Exchange

/// What the body of a message says that its way depends on.
struct MessageContent: Sendable {
    /// The legs that it tells, of its issuer's own.
    let legs: [Leg]
    /// Why the message is not taken; `nil` when it is.
    let objection: RefusalCode?

    /// Reads the body of a message, as far as its kind has a form.
    init(_ message: Message) {
        legs = []
        objection = nil
    }
}
