/// What a message is.
public enum MessageKind: String, Sendable, CaseIterable {
    /// Asks who bought a firearm.
    case traceRequest = "TRACE_REQUEST"
    /// Answers a request for good.
    case traceResult = "TRACE_RESULT"
    /// Answers a request as far as is known by now.
    case tracePartial = "TRACE_PARTIAL"
    /// Asks the requester for fields without which a request is not answered.
    case clarification = "CLARIFICATION"
    /// Asks a custodian about one firearm.
    case custodianQuestion = "CUSTODIAN_QUESTION"
    /// Answers a custodian's question.
    case custodianAnswer = "CUSTODIAN_ANSWER"
    /// Passes a case on.
    case referral = "REFERRAL"
    /// Says what became of a case that was passed on.
    case referralUpdate = "REFERRAL_UPDATE"
    /// Asks whether something may be used in court or passed on.
    case permissionRequest = "PERMISSION_REQUEST"
    /// Allows it, or not.
    case permission = "PERMISSION"
    /// Says how far a message has come.
    case receipt = "RECEIPT"
    /// Takes a request back.
    case cancel = "CANCEL"
    /// Asks blindly whether something is known.
    case blindQuery = "OPRF_QUERY"
    /// Answers blindly.
    case blindAnswer = "OPRF_ANSWER"

    /// The type of the envelopes of such messages: each kind has its own, so that the signature says it too.
    public var payloadType: String {
        switch self {
        case .traceRequest: MessageKind.type("request")
        case .traceResult: MessageKind.type("result")
        case .tracePartial: MessageKind.type("partial")
        case .clarification: MessageKind.type("clarification")
        case .custodianQuestion: MessageKind.type("custodian-question")
        case .custodianAnswer: MessageKind.type("custodian-answer")
        case .referral: MessageKind.type("referral")
        case .referralUpdate: MessageKind.type("referral-update")
        case .permissionRequest: MessageKind.type("permission-request")
        case .permission: MessageKind.type("permission")
        case .receipt: MessageKind.type("receipt")
        case .cancel: MessageKind.type("cancel")
        case .blindQuery: MessageKind.type("oprf-query")
        case .blindAnswer: MessageKind.type("oprf-answer")
        }
    }

    private static func type(_ word: String) -> String {
        "application/vnd.trace.\(word).v1+json"
    }
}
