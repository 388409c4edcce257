import Encoding
import Exchange

/// What the body of a message says that its way depends on.
struct MessageContent: Sendable {
    /// The legs that it tells, of its issuer's own.
    let legs: [Leg]
    /// Why the message is not taken; `nil` when it is.
    let objection: RefusalCode?

    /// Reads the body of a message, as far as its kind has a form.
    init(_ message: Message) {
        var legs: [Leg] = []
        var objection: RefusalCode?
        if message.kind == .traceResult, let value = message.body["legs"] {
            let read = Leg.list(value) ?? []
            // A node vouches for its own steps alone.
            if read.isEmpty || read.contains(where: { $0.node != message.route.issuer }) {
                objection = .unreadable
            } else {
                legs = read
            }
        }
        self.legs = legs
        self.objection = objection
    }
}
