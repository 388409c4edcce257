/// Why something could not be served, asked or understood; no case carries a body or the value of a field.
public enum TransportError: Error, Equatable, Sendable {
    /// A text is no URL that can be asked; ask for another one.
    case malformedURL(reason: SyntaxError)
    /// A method, a field's name or a field's value can not be written into a message.
    case malformedField(reason: SyntaxError)
    /// A field that the client writes by itself was given; leave it out.
    case reservedField(name: String)
    /// Plain HTTP was asked of another machine; ask with https.
    case insecure(host: String)
    /// A server was to listen on what other machines can reach; let it listen on loopback or on a Unix socket.
    case notLocal(address: String)
    /// An address is in use already, by a server that answers.
    case addressInUse(address: String)
    /// The system refused a step; `number` is its reason.
    case system(step: String, number: Int32)
    /// The library that speaks the protocol refused a step.
    case library(step: String, number: Int)
    /// The own certificate, its key or the authorities can not be used; look at the files they came from.
    case unusableCredentials
    /// Nobody answers at the address; try again later.
    case unreachable
    /// The peer's certificate is of none of the authorities, or not for its name; nothing was sent.
    case untrustedPeer
    /// The peer has a key that is none of the pinned ones; nothing was sent, and somebody should look into it.
    case unpinnedPeer
    /// No TLS 1.3 could be agreed upon; nothing was sent.
    case noSecureChannel
    /// The peer refused the own certificate; have it renewed or announced there.
    ///
    /// With TLS 1.3 this is heard of after the request was sent.
    case refusedByPeer
    /// The time was up.
    case timedOut(DeliveryState)
    /// The connection broke before the answer was whole.
    case broken(DeliveryState)
    /// The answer was longer than asked for.
    case answerTooLarge(limit: Int)
    /// The body of a request went on beyond its limit; its sender was told so.
    case bodyTooLarge(limit: Int)
    /// What came back is no answer in HTTP.
    case malformedAnswer
    /// The task that asked was cancelled.
    case cancelled(DeliveryState)
    /// The client or the server was stopped.
    case stopped(DeliveryState)
    /// Who was to read what is being written has left.
    case readerLeft
}

/// Whether what was sent may have come to the other side.
public enum DeliveryState: Equatable, Sendable {
    /// Not a byte of the request was sent: to send it anew can have no second effect.
    case surelyNotSent
    /// It may have been received and acted upon: send it anew only under the same idempotency key.
    case mayBeReceived
}

/// What whoever sent a request can do about an error.
public enum Remedy: Equatable, Sendable {
    /// Send it again, later and later.
    case tryAgain
    /// Change the request: sent again as it is, it fails again.
    case changeRequest
    /// Have a person look at keys, certificates and the address.
    case checkTrust
    /// Have the other side mended.
    case tellPeer
    /// Nothing: it was wanted.
    case leave
}

extension TransportError {
    /// Whether the request may have been received by the other side all the same.
    public var delivery: DeliveryState {
        switch self {
        case .timedOut(let delivery), .broken(let delivery), .cancelled(let delivery),
            .stopped(let delivery):
            delivery
        case .answerTooLarge, .bodyTooLarge, .malformedAnswer, .readerLeft, .refusedByPeer:
            .mayBeReceived
        case .malformedURL, .malformedField, .reservedField, .insecure, .notLocal, .addressInUse,
            .system,
            .library, .unusableCredentials, .unreachable, .untrustedPeer, .unpinnedPeer,
            .noSecureChannel:
            .surelyNotSent
        }
    }

    /// What can be done about it.
    public var remedy: Remedy {
        switch self {
        case .timedOut, .broken, .unreachable, .system, .library, .addressInUse:
            .tryAgain
        case .malformedURL, .malformedField, .reservedField, .insecure, .notLocal, .answerTooLarge,
            .bodyTooLarge:
            .changeRequest
        case .unusableCredentials, .untrustedPeer, .unpinnedPeer, .noSecureChannel, .refusedByPeer:
            .checkTrust
        case .malformedAnswer:
            .tellPeer
        case .cancelled, .stopped, .readerLeft:
            .leave
        }
    }
}
