import Encoding
import Exchange
public import Policy

/// What an officer asks to have erased, beside the request that it is about: the sealed names of all that was said.
public struct ErasingRequest: Hashable, Sendable {
    /// The officer, as the agency knows them.
    public var officer: String
    /// As what they act.
    public var role: PolicyRole
    /// A second officer who agrees; `nil` for none.
    public var second: String?

    /// What an officer asks.
    public init(officer: String, role: PolicyRole, second: String?) {
        self.officer = officer
        self.role = role
        self.second = second
    }

    /// Reads what the own command hands in; `nil` for anything else.
    init?(_ text: [UInt8]) {
        guard let object = try? JSONValue(parsing: text).object,
            let officer = object["officer"]?.string, Badge.isOne(officer),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) })
        else { return nil }
        let second = object["second"]?.string
        guard second.map(Badge.isOne) ?? (object["second"] == nil), second != officer
        else { return nil }
        self.init(officer: officer, role: role, second: second)
    }

    /// What is handed in.
    var text: [UInt8] {
        var object = JSONObject()
        object["officer"] = .string(officer)
        object["role"] = .string(role.word)
        object["second"] = second.map { .string($0) }
        return JSONValue.object(object).canonicalBytes
    }
}

/// What came of asking for names to be erased.
public enum ErasingAnswer: Hashable, Sendable {
    /// The names of so many messages are erased.
    case erased(messages: Int)
    /// The node knows no such request.
    case unknown
    /// Nothing about the request is sealed here, or it is erased already.
    case nothingSealed
    /// The node's policy forbids it.
    case forbidden(PolicyRefusal)
}

extension ErasingAnswer {
    /// The answer's status and its body.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .erased(let messages):
            object["messages"] = .integer(Int64(messages))
            return (200, object)
        case .unknown: return (409, object)
        case .nothingSealed: return (410, object)
        case .forbidden(let refusal): return (403, refusal.json)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 200:
            guard let messages = object?["messages"]?.integer else { return nil }
            self = .erased(messages: Int(messages))
        case 404, 409: self = .unknown
        case 410: self = .nothingSealed
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        default: return nil
        }
    }
}
