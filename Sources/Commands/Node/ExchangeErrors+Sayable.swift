public import Cryptography
public import Encoding
public import Exchange
import Glibc
public import Language
public import Nodes
public import Threads

extension CertificateError: Sayable {
    /// Why a certificate or its key is of no use, and what to do.
    public var phrase: Phrase {
        switch self {
        case .unusableName: Phrase("node.certificate.name")
        case .unusableHost: Phrase("node.certificate.host")
        case .unusableTime, .unusableSerial: Phrase("node.certificate.time")
        case .library(let step): Phrase("node.certificate.library", ["step": .text(step)])
        case .tooLong, .notPEM, .brokenEscape, .moreThanOne, .notCertificate, .notKey:
            Phrase("node.certificate.unreadable")
        }
    }
}

extension ThreadError: Sayable {
    /// Why no thread could be started, and what to do.
    public var phrase: Phrase {
        Phrase(
            "node.error.thread", ["reason": .text(unsafe String(cString: strerror(reason)))])
    }
}

// What follows reaches a command only when a node's own files are not as they were written: messages of others
// are refused long before. The descriptions name members and places, and no value.

extension MessageError: Sayable {
    /// Which member of a kept message is not of the form, and what to do.
    public var phrase: Phrase { .damaged("message", self) }
}

extension JSONError: Sayable {
    /// What is wrong with kept JSON, and what to do.
    public var phrase: Phrase { .damaged("json", self) }
}

extension EnvelopeError: Sayable {
    /// What is wrong with a kept envelope, and what to do.
    public var phrase: Phrase { .damaged("envelope", self) }
}

extension ManifestError: Sayable {
    /// What is wrong with a kept manifest of keys, and what to do.
    public var phrase: Phrase { .damaged("manifest", self) }
}

extension SealError: Sayable {
    /// What is wrong with a kept sealed field, and what to do.
    public var phrase: Phrase { .damaged("sealed", self) }
}

extension KeyError: Sayable {
    /// What is wrong with a kept key, and what to do.
    public var phrase: Phrase { .damaged("key", self) }
}

extension NodeTableError: Sayable {
    /// Which column of the tables says what it never should, and what to do.
    public var phrase: Phrase { .damaged("table", self) }
}

extension Phrase {
    fileprivate static func damaged(_ what: String, _ error: any Error) -> Phrase {
        Phrase(
            "node.error.damaged", ["what": .text("\(what): \(String(describing: error))")])
    }
}
