public import Language
public import Transport

extension TransportError: Sayable {
    /// What was found, what was expected and what to do; where is known to whoever asked.
    public var phrase: Phrase {
        switch self {
        case .malformedURL(let reason):
            Phrase("transport.error.malformedURL", ["reason": .phrase(reason.phrase)])
        case .malformedField(let reason):
            Phrase("transport.error.malformedField", ["reason": .phrase(reason.phrase)])
        case .reservedField(let name):
            Phrase("transport.error.reservedField", ["name": .text(name)])
        case .insecure(let host): Phrase("transport.error.insecure", ["host": .text(host)])
        case .notLocal(let address): Phrase("transport.error.notLocal", ["address": .text(address)])
        case .addressInUse(let address):
            Phrase("transport.error.addressInUse", ["address": .text(address)])
        case .system(let step, let number):
            Phrase("transport.error.system", ["step": .text(step), "number": .text("\(number)")])
        case .library(let step, let number):
            Phrase("transport.error.library", ["step": .text(step), "number": .text("\(number)")])
        case .unusableCredentials: Phrase("transport.error.unusableCredentials")
        case .unreachable: Phrase("transport.error.unreachable")
        case .untrustedPeer: Phrase("transport.error.untrustedPeer")
        case .unpinnedPeer: Phrase("transport.error.unpinnedPeer")
        case .noSecureChannel: Phrase("transport.error.noSecureChannel")
        case .refusedByPeer: Phrase("transport.error.refusedByPeer")
        case .timedOut: Phrase("transport.error.timedOut", ["delivery": .phrase(sent)])
        case .broken: Phrase("transport.error.broken", ["delivery": .phrase(sent)])
        case .answerTooLarge(let limit):
            Phrase("transport.error.answerTooLarge", ["limit": .count(limit)])
        case .bodyTooLarge(let limit):
            Phrase("transport.error.bodyTooLarge", ["limit": .count(limit)])
        case .malformedAnswer: Phrase("transport.error.malformedAnswer")
        case .cancelled: Phrase("transport.error.cancelled", ["delivery": .phrase(sent)])
        case .stopped: Phrase("transport.error.stopped", ["delivery": .phrase(sent)])
        case .readerLeft: Phrase("transport.error.readerLeft")
        }
    }
}

extension TransportError {
    /// Whether the request may have been received.
    private var sent: Phrase {
        switch delivery {
        case .surelyNotSent: Phrase("transport.delivery.surelyNotSent")
        case .mayBeReceived: Phrase("transport.delivery.mayBeReceived")
        }
    }
}

extension Transport.SyntaxError {
    fileprivate var phrase: Phrase {
        switch self {
        case .empty: Phrase("transport.syntax.empty")
        case .tooLong(let limit): Phrase("transport.syntax.tooLong", ["limit": .count(limit)])
        case .forbiddenCharacter(let offset):
            Phrase("transport.syntax.forbiddenCharacter", ["place": .count(offset + 1)])
        case .brokenEscape(let offset):
            Phrase("transport.syntax.brokenEscape", ["place": .count(offset + 1)])
        case .notUnicode: Phrase("transport.syntax.notUnicode")
        case .wanderingPath: Phrase("transport.syntax.wanderingPath")
        case .wrongBeginning: Phrase("transport.syntax.wrongBeginning")
        case .wrongNumber: Phrase("transport.syntax.wrongNumber")
        }
    }
}
