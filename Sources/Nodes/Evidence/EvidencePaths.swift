import Encoding
import Exchange

/// Where things lie in a bundle of evidence.
enum EvidencePaths {
    static func message(_ identifier: UniqueIdentifier, of issuer: NodeName) -> String {
        "messages/\(issuer.text).\(identifier.text).dsse.json"
    }

    static func erased(_ identifier: UniqueIdentifier, of issuer: NodeName) -> String {
        "messages/\(issuer.text).\(identifier.text).erased.json"
    }

    static func entry(_ index: UInt64, of node: NodeName) -> String {
        "entries/\(node.text).\(index).json"
    }

    static func proof(_ index: UInt64, of node: NodeName) -> String {
        "proofs/\(node.text).\(index).tlog-proof"
    }

    static func manifest(_ serial: Int64, of node: NodeName) -> String {
        "keys/\(node.text).\(serial).note"
    }

    static func policy(_ node: NodeName) -> String { "policy/\(node.text).policy" }
    static func policyNote(_ node: NodeName) -> String { "policy/\(node.text).note" }
}

/// What opens one commitment, so that anybody can make it anew.
struct EvidenceOpening: Sendable {
    /// Whose commitment it is.
    enum Place: Sendable {
        /// That of a sealed field of a message.
        case message(UniqueIdentifier)
        /// That of a member of an entry, by its name in the format.
        case entry(UniqueIdentifier, member: String)
    }

    let place: Place
    let label: String
    let value: [UInt8]
    let opening: [UInt8]
    let commitment: Commitment

    /// Its file: canonical JSON.
    var file: EvidenceFile? {
        var object = JSONObject()
        object["commitment"] = .string(commitment.text)
        object["label"] = .string(label)
        object["opening"] = .string(Base64.encode(opening))
        object["value"] = .string(String(decoding: value, as: UTF8.self))
        let name: String
        switch place {
        case .message(let identifier):
            object["message"] = .string(identifier.text)
            object["path"] = .string(label)
            name = "\(identifier.text).\(label)"
        case .entry(let identifier, let member):
            object["entry"] = .string(identifier.text)
            object["member"] = .string(member)
            name = "\(identifier.text).\(member)"
        }
        return EvidenceFile(
            "openings/\(name).json", JSONValue.object(object).canonicalBytes)
    }
}
