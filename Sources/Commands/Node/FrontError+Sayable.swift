public import Front
import Glibc
public import Language

extension FrontError: Sayable {
    /// Why nginx does not stand in front of the node, and what to do.
    public var phrase: Phrase {
        switch self {
        case .notInstalled(let program):
            Phrase("node.front.notInstalled", ["program": .text(program)])
        case .alreadyRunning(let folder):
            Phrase("node.front.alreadyRunning", ["folder": .text(folder)])
        case .addressInUse(let address):
            Phrase("node.front.addressInUse", ["address": .text(address)])
        case .addressForbidden(let address):
            Phrase("node.front.addressForbidden", ["address": .text(address)])
        case .refused(let message): Phrase("node.front.refused", ["message": .text(message)])
        case .tooSlow(let message): Phrase("node.front.tooSlow", ["message": .text(message)])
        case .ended, .otherFolder, .cancelled: Phrase("node.front.ended")
        case .system(let step, let number):
            Phrase(
                "node.front.system",
                ["step": .text(step), "reason": .text(unsafe String(cString: strerror(number)))])
        }
    }
}

extension FrontValueError: Sayable {
    /// Which value of the node can not be written for nginx.
    public var phrase: Phrase {
        Phrase("node.front.value", ["what": .text(String(describing: self))])
    }
}
