import Encoding
import Exchange
import Inquiries

/// What the body of a message says that its way depends on.
struct MessageContent: Sendable {
    /// The legs that it tells, of its issuer's own.
    let legs: [Leg]
    /// Why the message is not taken; `nil` when it is.
    let objection: RefusalCode?

    /// Reads the body of a message, as far as its kind has a form.
    init(_ message: Message) {
        do {
            legs = try MessageContent.check(message)
            objection = nil
        } catch {
            legs = []
            objection = .unreadable
        }
    }

    private static func check(_ message: Message) throws(MessageError) -> [Leg] {
        switch message.kind {
        case .traceRequest: try TraceRequestBody.check(message.body)
        case .clarification: _ = try Clarification(message.body)
        case .permissionRequest: _ = try PermissionBody(message.body, isAnswer: false)
        case .permission: _ = try PermissionBody(message.body, isAnswer: true)
        case .traceResult, .tracePartial:
            try TraceResultBody.check(message.body)
            let legs = message.body["legs"].flatMap { Leg.list($0) } ?? []
            // A node vouches for its own steps alone.
            guard legs.allSatisfy({ $0.node == message.route.issuer }) else {
                throw .malformed(member: "body.legs")
            }
            return message.kind == .traceResult ? legs : []
        case .blindQuery: _ = try BlindQuestion(message.body)
        case .blindAnswer: _ = try BlindReply(message.body)
        default: break
        }
        return []
    }
}
