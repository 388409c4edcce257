public import Cryptography
import Encoding
public import Exchange
import Policy
public import Vault

/// What came of asking a node for an emergency.
public enum EmergencyAnswer: Sendable {
    /// The bytes of the entry that two officers are to sign, and the keys with which they do: the one's who asks, and the
    /// second's.
    case drafted([UInt8], keys: [VerifyingKey])
    /// The fields, ascending by their paths; the index of the entry, its identifier, and until when it must be explained.
    case opened(
        [(path: FieldPath, value: String)], entry: UInt64, emergency: UniqueIdentifier,
        deadline: Moment)
    /// The entry is logged and nothing could be opened by it; it must be explained all the same.
    case unopened(entry: UInt64, emergency: UniqueIdentifier, deadline: Moment)
    /// What two officers signed is no emergency by the rules; the index of the entry that says so.
    case refused(EmergencyError, entry: UInt64)
    /// An officer has no key here; the second one, or the one who asks.
    case unregistered(isSecond: Bool)
    /// The other government cosigns: it is opened the ordinary way.
    case reachable
    /// There is no such draft, or it has waited too long.
    case noDraft
    /// What the ordinary way would answer: the policy forbids it, there is nothing, or it is erased.
    case ordinary(OpeningAnswer)
}

extension EmergencyAnswer {
    /// The answer's status and its body.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .drafted(let entry, let keys):
            object["draft"] = .string(Base64.encode(entry))
            object["keys"] = .array(keys.map { .string(Base64.encode($0.bytes)) })
            return (200, object)
        case .opened(let fields, let entry, let emergency, let deadline):
            object["fields"] = OpenedValues.json(fields)
            object.say(entry, emergency, deadline)
            return (200, object)
        case .unopened(let entry, let emergency, let deadline):
            object.say(entry, emergency, deadline)
            return (200, object)
        case .refused(let error, let entry):
            object["entry"] = .integer(Int64(clamping: entry))
            object["why"] = .string(error.rawValue)
            return (422, object)
        case .unregistered(let isSecond):
            object["why"] = .string(isSecond ? Obstacle.second.rawValue : Obstacle.officer.rawValue)
            return (409, object)
        case .reachable:
            object["why"] = .string(Obstacle.reachable.rawValue)
            return (409, object)
        case .noDraft:
            object["why"] = .string(Obstacle.draft.rawValue)
            return (409, object)
        case .ordinary(let answer): return answer.answer
        }
    }

    private enum Obstacle: String {
        case officer, second, reachable, draft
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        let why = object?["why"]?.string
        switch status {
        case 200 where object?["draft"] != nil:
            guard let draft = object?["draft"]?.string.flatMap({ Base64.decode($0) }),
                let keys = object?["keys"]?.array?.compactMap({ value in
                    value.string.flatMap { Base64.decode($0) }.flatMap { VerifyingKey($0) }
                }), keys.count == BreakGlass.signers
            else { return nil }
            self = .drafted(draft, keys: keys)
        case 200:
            guard let object, let (entry, emergency, deadline) = object.emergency else {
                return nil
            }
            guard object["fields"] != nil else {
                self = .unopened(entry: entry, emergency: emergency, deadline: deadline)
                return
            }
            guard let fields = OpenedValues.read(object["fields"]) else { return nil }
            self = .opened(fields, entry: entry, emergency: emergency, deadline: deadline)
        case 422:
            guard let error = why.flatMap({ EmergencyError(rawValue: $0) }),
                let entry = object?["entry"]?.integer.flatMap({ UInt64(exactly: $0) })
            else { return nil }
            self = .refused(error, entry: entry)
        case 409:
            switch why.flatMap({ Obstacle(rawValue: $0) }) {
            case .officer: self = .unregistered(isSecond: false)
            case .second: self = .unregistered(isSecond: true)
            case .reachable: self = .reachable
            case .draft: self = .noDraft
            case nil: return nil
            }
        default:
            guard let answer = OpeningAnswer(status: status, object) else { return nil }
            self = .ordinary(answer)
        }
    }
}

extension JSONObject {
    fileprivate mutating func say(
        _ entry: UInt64, _ emergency: UniqueIdentifier, _ deadline: Moment
    ) {
        self["entry"] = .integer(Int64(clamping: entry))
        self["emergency"] = .string(emergency.text)
        self["until"] = .integer(deadline.milliseconds)
    }

    fileprivate var emergency: (UInt64, UniqueIdentifier, Moment)? {
        guard let entry = self["entry"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let emergency = self["emergency"]?.string.flatMap({ UniqueIdentifier($0) }),
            let deadline = self["until"]?.integer.flatMap({ Moment(milliseconds: $0) })
        else { return nil }
        return (entry, emergency, deadline)
    }
}

/// The signatures of two officers on their way to the node.
enum EmergencySignatures {
    /// Reads what the own command hands in; `nil` for anything else.
    static func read(_ text: [UInt8]) -> [BreakGlass.Signature]? {
        let limits = JSONLimits(bytes: 4096, depth: 4, members: 16)
        guard let object = try? JSONValue(parsing: text, limits: limits).object,
            object.members.count == 1, let elements = object["officers"]?.array,
            elements.count == BreakGlass.signers
        else { return nil }
        let signatures = elements.compactMap { element -> BreakGlass.Signature? in
            guard let by = element.object?["by"]?.string.flatMap({ Pseudonym($0) }),
                let bytes = element.object?["sig"]?.string.flatMap({ Base64.decode($0) }),
                bytes.count == VerifyingKey.signatureSize
            else { return nil }
            return BreakGlass.Signature(officer: by, bytes: bytes)
        }
        return signatures.count == BreakGlass.signers ? signatures : nil
    }

    /// What is handed in.
    static func text(_ signatures: [BreakGlass.Signature]) -> [UInt8] {
        var object = JSONObject()
        object["officers"] = BreakGlass.value(of: signatures)
        return JSONValue.object(object).canonicalBytes
    }
}
