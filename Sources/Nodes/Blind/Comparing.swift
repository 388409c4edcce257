public import Cryptography
import Encoding
public import Exchange
public import Inquiries

/// A comparison that was begun, as the node that asks keeps it until it is ended.
public struct Comparing: Sendable {
    /// Which it is.
    public let identifier: UniqueIdentifier
    /// The node that is asked.
    public let peer: NodeName
    /// Of what the numbers are made behind which firearms are hidden.
    ///
    /// The node keeps it sealed, so that what was answered can be read when the comparison is taken up again.
    public let seed: HMACKey
    /// Whether it was begun before.
    public let isKnown: Bool

    init(identifier: UniqueIdentifier, peer: NodeName, seed: HMACKey, isKnown: Bool) {
        self.identifier = identifier
        self.peer = peer
        self.seed = seed
        self.isKnown = isKnown
    }

    /// A question of the comparison.
    public struct Question: Sendable {
        /// Of which comparison.
        public let comparison: UniqueIdentifier
        /// Its number; the same one is asked once, however often it is handed in.
        public let number: Int
        /// On what grounds it is asked.
        public let terms: BlindTerms
        /// What is asked.
        public let asked: BlindQuestion

        /// The numbers that there are.
        public static let numbers = 0...9999
        /// The longest text, in bytes.
        static let mostBytes = 256 << 10

        /// A question of a comparison.
        public init(
            _ asked: BlindQuestion, of comparison: UniqueIdentifier, number: Int,
            _ terms: BlindTerms
        ) {
            self.comparison = comparison
            self.number = number
            self.terms = terms
            self.asked = asked
        }
    }
}

/// What came of beginning a comparison.
public enum ComparingAnswer: Sendable {
    /// It is begun, or is taken up again.
    case begun(Comparing)
    /// The own policy forbids it.
    case forbidden(PolicyRefusal)
    /// Which node to ask is not clear, or it is none that is known.
    case noPeer
    /// The node's ledger is not open.
    case closed
}

/// What came of asking a question.
public enum AskingAnswer: Hashable, Sendable {
    /// It is sent, or was before.
    case sent
    /// The own policy forbids it.
    case forbidden(PolicyRefusal)
    /// The comparison is not known, or its node.
    case unknown
    /// The node's ledger is not open.
    case closed
}

/// How far a question has come.
public enum AskedState: Hashable, Sendable {
    /// It has its answer.
    case answered(BlindReply)
    /// It is on its way, or the other node has not answered yet.
    case open
    /// The other node did not take it.
    case refused(String)
    /// No such question was asked.
    case unknown
}

extension Comparing.Question {
    /// Reads the text that is handed in; `nil` for one of another form.
    init?(_ text: [UInt8]) {
        let limits = JSONLimits(bytes: Comparing.Question.mostBytes, depth: 4, members: 64)
        guard let object = try? JSONValue(parsing: text, limits: limits).object,
            let comparison = object["comparison"]?.string.flatMap({ UniqueIdentifier($0) }),
            let number = object["number"]?.integer.flatMap({ Int(exactly: $0) }),
            Comparing.Question.numbers.contains(number),
            let terms = BlindTerms(object), let body = object["body"]?.object,
            let asked = try? BlindQuestion(body)
        else { return nil }
        self.init(asked, of: comparison, number: number, terms)
    }

    /// The text that is handed in.
    var text: [UInt8] {
        var object = terms.object
        object["comparison"] = .string(comparison.text)
        object["number"] = .integer(Int64(number))
        object["body"] = .object(asked.body)
        return JSONValue.object(object).canonicalBytes
    }
}

extension ComparingAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .begun(let comparing):
            object["comparison"] = .string(comparing.identifier.text)
            object["to"] = .string(comparing.peer.text)
            object["seed"] = .string(Base64.encode(comparing.seed.copiedBytes()))
            object["known"] = .bool(comparing.isKnown)
            return (201, object)
        case .forbidden(let refusal): return (403, refusal.json)
        case .noPeer: return (404, object)
        case .closed: return (409, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 201:
            guard
                let identifier = object?["comparison"]?.string.flatMap({ UniqueIdentifier($0) }),
                let peer = object?["to"]?.string.flatMap({ NodeName($0) }),
                let seed = object?["seed"]?.string.flatMap({ Base64.decode($0) })
                    .flatMap({ HMACKey($0) }),
                case .bool(let isKnown)? = object?["known"]
            else { return nil }
            self = .begun(
                Comparing(identifier: identifier, peer: peer, seed: seed, isKnown: isKnown))
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        case 404: self = .noPeer
        case 409: self = .closed
        default: return nil
        }
    }
}

extension AskingAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        switch self {
        case .sent: return (201, JSONObject())
        case .forbidden(let refusal): return (403, refusal.json)
        case .unknown: return (404, JSONObject())
        case .closed: return (409, JSONObject())
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 201: self = .sent
        case 403:
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        case 404: self = .unknown
        case 409: self = .closed
        default: return nil
        }
    }
}

extension AskedState {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .answered(let reply): return (200, reply.body)
        case .open: return (202, object)
        case .refused(let code):
            object["code"] = .string(code)
            return (403, object)
        case .unknown: return (404, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 200:
            guard let reply = object.flatMap({ try? BlindReply($0) }) else { return nil }
            self = .answered(reply)
        case 202: self = .open
        case 403:
            guard let code = object?["code"]?.string else { return nil }
            self = .refused(code)
        case 404: self = .unknown
        default: return nil
        }
    }
}
