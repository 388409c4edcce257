public import Encoding
public import Exchange
public import Inquiries
public import Policy

/// What the own commands have a node say about a request.
public struct LocalTalk: Sendable {
    /// What is to be done.
    public enum What: Sendable {
        /// The requester is asked for fields.
        case ask(Clarification)
        /// The case is passed on, with a text for the other node alone.
        case refer(note: String?)
        /// The request is made anew with better readings of some fields.
        case amend(JSONObject)
        /// The provider is asked to permit a use.
        case askPermission(PolicyAction)
        /// A use of what this node told is permitted, or denied.
        case permit(PolicyAction, isGiven: Bool)
    }

    /// What is to be done.
    public var what: What
    /// Who says it: the node makes a pseudonym of it and forgets it.
    public var officer: String
    /// As what they act.
    public var role: PolicyRole
    /// A second officer who agrees; `nil` for none.
    public var second: String?

    /// The longest text, in bytes.
    static let mostBytes = 64 << 10
    /// The longest note, in bytes.
    static let longestNote = 4096

    /// What an officer has the node say.
    public init(_ what: What, officer: String, role: PolicyRole, second: String? = nil) {
        self.what = what
        self.officer = officer
        self.role = role
        self.second = second
    }

    /// The uses that a provider can permit: those of other agencies and of courts.
    public static let uses: [PolicyAction] = [.disclose, .refer, .export, .publish]
}

extension LocalTalk {
    /// The word by which it is asked for.
    var word: String {
        switch what {
        case .ask: "ask"
        case .refer: "refer"
        case .amend: "amend"
        case .askPermission: "ask-permission"
        case .permit: "permit"
        }
    }

    /// The text that is sent to the node.
    var text: [UInt8] {
        var object = JSONObject()
        object["officer"] = .string(officer)
        object["role"] = .string(role.word)
        object["second"] = second.map { .string($0) }
        switch what {
        case .ask(let clarification): object["body"] = .object(clarification.body)
        case .refer(let note): object["note"] = note.map { .string($0) }
        case .amend(let changes): object["body"] = .object(changes)
        case .askPermission(let use): object["for"] = .string(use.word)
        case .permit(let use, let isGiven):
            object["for"] = .string(use.word)
            object["given"] = .bool(isGiven)
        }
        return JSONValue.object(object).canonicalBytes
    }

    /// Reads what is asked; `nil` for anything else.
    init?(_ word: String, _ text: [UInt8]) {
        guard let object = try? JSONValue(parsing: text).object,
            let officer = object["officer"]?.string, Badge.isOne(officer),
            let role = object["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let what = LocalTalk.what(word, object)
        else { return nil }
        let second = object["second"]?.string
        guard second.map(Badge.isOne) ?? (object["second"] == nil), second != officer else {
            return nil
        }
        self.init(what, officer: officer, role: role, second: second)
    }

    private static func what(_ word: String, _ object: JSONObject) -> What? {
        switch word {
        case "ask":
            return object["body"]?.object.flatMap { try? Clarification($0) }.map { .ask($0) }
        case "refer":
            let note = object["note"]?.string
            guard note.map({ $0.utf8.count <= longestNote }) ?? (object["note"] == nil) else {
                return nil
            }
            return .refer(note: note)
        case "amend": return object["body"]?.object.map { .amend($0) }
        case "ask-permission": return use(object).map { .askPermission($0) }
        case "permit":
            guard case .bool(let isGiven)? = object["given"] else { return nil }
            return use(object).map { .permit($0, isGiven: isGiven) }
        default: return nil
        }
    }

    private static func use(_ object: JSONObject) -> PolicyAction? {
        object["for"]?.string.flatMap { PolicyAction(word: $0) }.flatMap {
            uses.contains($0) ? $0 : nil
        }
    }
}

/// What came of having a node say something about a request.
public enum TalkAnswer: Sendable {
    /// It is on its way; the new request, where one was made.
    case said(new: UniqueIdentifier?)
    /// The node knows no such request, or has no such part in it.
    case unknown
    /// What is said is not of the form.
    case malformed
    /// The node's policy forbids it.
    case forbidden(PolicyRefusal)
}

extension TalkAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .said(let new):
            object["request"] = new.map { .string($0.text) }
            return (201, object)
        case .unknown: return (409, object)
        case .malformed: return (400, object)
        case .forbidden(let refusal): return (403, refusal.json)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 201:
            self = .said(new: object?["request"]?.string.flatMap { UniqueIdentifier($0) })
        case 404, 409: self = .unknown
        case 400: self = .malformed
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        default: return nil
        }
    }
}
