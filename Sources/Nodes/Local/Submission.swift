public import Cryptography
public import Encoding
public import Exchange
public import Policy

/// Recoveries that somebody hands in together: all of them become requests, or none.
public struct Submission: Sendable {
    /// One of them.
    public struct Row: Sendable {
        /// Its row in the file.
        public let row: Int
        /// The requester's own reference.
        public let reference: String
        /// The body of its request.
        public let body: JSONObject

        /// A recovery of a row.
        public init(row: Int, reference: String, body: JSONObject) {
            self.row = row
            self.reference = reference
            self.body = body
        }
    }

    /// Why they are asked, and for whom.
    public struct Terms: Sendable {
        /// The node that is asked; `nil` where there is only one.
        public var peer: NodeName?
        /// For what.
        public var purpose = Purpose.criminalJustice
        /// Under which law; `nil` for the node's usual one.
        public var basis: LegalBasis?
        /// In which case; `nil` where each row's reference is its case.
        public var caseReference: CaseReference?
        /// Who asks: the node makes a pseudonym of it and forgets it.
        public var officer: String
        /// As what they act.
        public var role = PolicyRole.officer
        /// Tells whether a file that was handed in before is taken again.
        public var isAgain = false

        /// Terms of an officer.
        public init(officer: String) { self.officer = officer }
    }

    /// The file's name, without its folder.
    public let file: String
    /// The SHA-256 of the file.
    public let digest: Digest
    /// Why they are asked.
    public let terms: Terms
    /// The recoveries.
    public let rows: [Row]

    /// The most recoveries that are handed in together.
    public static let mostRows = 200_000
    /// The longest text, in bytes.
    static let mostBytes = 512 << 20

    /// Recoveries of a file.
    public init(file: String, digest: Digest, terms: Terms, rows: [Row]) {
        self.file = file
        self.digest = digest
        self.terms = terms
        self.rows = rows
    }
}

/// What became of recoveries that were handed in.
public enum SubmissionAnswer: Hashable, Sendable {
    /// They are requests now.
    ///
    /// - Parameter isBare: whether the policy let nothing be said of the recoveries but the firearms.
    case taken(submission: UniqueIdentifier, requests: Int, peer: NodeName, isBare: Bool)
    /// The node's policy forbids it.
    case forbidden(PolicyRefusal)
    /// The same file was handed in before.
    case known(submission: UniqueIdentifier)
    /// Which node to ask is not clear, or it is none that is known.
    case noPeer
    /// A row's case can not be one.
    case unusableCase(row: Int)
    /// It is not of the form.
    case malformed
}

extension Submission {
    /// The text that is sent to the node: one JSON object a line, the first for all of them.
    var text: [UInt8] {
        var head = JSONObject()
        head["file"] = .string(file)
        head["digest"] = .string(Hexadecimal.encode(digest.bytes))
        head["to"] = terms.peer.map { .string($0.text) }
        head["purpose"] = .string(terms.purpose.rawValue)
        head["basis"] = terms.basis.map { .string($0.text) }
        head["case"] = terms.caseReference.map { .string($0.text) }
        head["officer"] = .string(terms.officer)
        head["role"] = .string(terms.role.word)
        head["again"] = .bool(terms.isAgain)
        var bytes = JSONValue.object(head).canonicalBytes + [0x0A]
        for row in rows {
            var object = JSONObject()
            object["row"] = .integer(Int64(row.row))
            object["reference"] = .string(row.reference)
            object["body"] = .object(row.body)
            bytes += JSONValue.object(object).canonicalBytes
            bytes.append(0x0A)
        }
        return bytes
    }

    /// Reads the text; `nil` for one of another form.
    init?(_ text: [UInt8]) {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.count <= Submission.mostRows + 2, lines.last?.isEmpty == true,
            let head = try? JSONValue(parsing: Array(lines[0])).object,
            let file = head["file"]?.string,
            let bytes = head["digest"]?.string.flatMap({ Hexadecimal.decode($0) }),
            let digest = Digest(bytes), let terms = Terms(head)
        else { return nil }
        var rows: [Row] = []
        for line in lines[1..<lines.count - 1] {
            guard let object = try? JSONValue(parsing: Array(line)).object,
                let row = object["row"]?.integer, let reference = object["reference"]?.string,
                let body = object["body"]?.object
            else { return nil }
            rows.append(Row(row: Int(row), reference: reference, body: body))
        }
        self.init(file: file, digest: digest, terms: terms, rows: rows)
    }
}

extension Submission.Terms {
    fileprivate init?(_ head: JSONObject) {
        guard let officer = head["officer"]?.string, !officer.isEmpty,
            let role = head["role"]?.string.flatMap({ PolicyRole(word: $0) }),
            let purpose = head["purpose"]?.string.flatMap(Purpose.init(rawValue:)),
            case .bool(let isAgain)? = head["again"]
        else { return nil }
        self.init(officer: officer)
        self.role = role
        self.purpose = purpose
        self.isAgain = isAgain
        // A word that is there must be one.
        if let text = head["to"] {
            guard let word = text.string.flatMap(NodeName.init) else { return nil }
            peer = word
        }
        if let text = head["basis"] {
            guard let word = text.string.flatMap(LegalBasis.init) else { return nil }
            basis = word
        }
        if let text = head["case"] {
            guard let word = text.string.flatMap(CaseReference.init) else { return nil }
            caseReference = word
        }
    }
}

extension SubmissionAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .taken(let submission, let requests, let peer, let isBare):
            object["bare"] = .bool(isBare)
            object["submission"] = .string(submission.text)
            object["requests"] = .integer(Int64(requests))
            object["to"] = .string(peer.text)
            return (201, object)
        case .known(let submission):
            object["submission"] = .string(submission.text)
            return (409, object)
        case .forbidden(let refusal): return (403, refusal.json)
        case .noPeer: return (404, object)
        case .unusableCase(let row):
            object["row"] = .integer(Int64(row))
            return (422, object)
        case .malformed: return (400, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        let submission = object?["submission"]?.string.flatMap { UniqueIdentifier($0) }
        switch (status, submission) {
        case (201, let submission?):
            guard let requests = object?["requests"]?.integer,
                let peer = object?["to"]?.string.flatMap(NodeName.init),
                case .bool(let isBare)? = object?["bare"]
            else { return nil }
            self = .taken(
                submission: submission, requests: Int(requests), peer: peer, isBare: isBare)
        case (409, let submission?): self = .known(submission: submission)
        case (403, _):
            guard let refusal = PolicyRefusal(object) else { return nil }
            self = .forbidden(refusal)
        case (404, _): self = .noPeer
        case (422, _):
            guard let row = object?["row"]?.integer else { return nil }
            self = .unusableCase(row: Int(row))
        case (400, _): self = .malformed
        default: return nil
        }
    }
}
