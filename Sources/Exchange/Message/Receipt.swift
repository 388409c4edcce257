public import Encoding

public import Cryptography

/// How far a message has come, said by the node that has it: the body of a `RECEIPT`.
public struct Receipt: Hashable, Sendable {
    /// The stages of a message.
    public enum Stage: Hashable, Sendable {
        /// It is stored and logged, and will not be lost.
        case accepted
        /// It is in the queue of an officer.
        case delivered
        /// An answer to it was sent.
        case answered
        /// It will not be answered, and why.
        case refused(RefusalCode)
        /// Its time was over.
        case expired
        /// Another message has the same identifier: somebody should look.
        case conflict
    }

    /// How far the message has come.
    public let stage: Stage
    /// The SHA-256 of the message's envelope.
    public let digest: Digest

    /// A receipt of an envelope.
    public init(_ stage: Stage, of digest: Digest) {
        self.stage = stage
        self.digest = digest
    }
}

extension Receipt.Stage {
    /// The word of the stage.
    public var word: String {
        switch self {
        case .accepted: "ACCEPTED"
        case .delivered: "DELIVERED"
        case .answered: "ANSWERED"
        case .refused: "REFUSED"
        case .expired: "EXPIRED"
        case .conflict: "CONFLICT"
        }
    }

    /// Tells whether nothing more will be said of the message.
    public var isFinal: Bool {
        switch self {
        case .accepted, .delivered: false
        case .answered, .refused, .expired, .conflict: true
        }
    }

    /// Tells whether it may be said after another stage was.
    public func mayFollow(_ earlier: Receipt.Stage) -> Bool {
        switch (earlier, self) {
        case (.answered, _), (.refused, _), (.expired, _), (.conflict, _): false
        case (_, .accepted), (.delivered, .delivered): false
        case (.accepted, _), (.delivered, _): true
        }
    }

    /// The stage of a word and a code; `nil` unless a refusal, and nothing else, has a code.
    public init?(_ word: String, code: RefusalCode?) {
        let stages: [Receipt.Stage] = [.accepted, .delivered, .answered, .expired, .conflict]
        switch (word, code) {
        case ("REFUSED", let code?): self = .refused(code)
        case (_, nil):
            guard let stage = stages.first(where: { $0.word == word }) else { return nil }
            self = stage
        case (_, .some): return nil
        }
    }
}

extension Receipt {
    /// Reads the receipt of a message.
    ///
    /// - Throws: `MessageError` when it is no receipt, or answers nothing.
    public init(_ message: Message) throws(MessageError) {
        guard message.kind == .receipt else { throw .malformed(member: "typ") }
        guard message.answered != nil else { throw .missing(member: "re") }
        var reader = try MemberReader(.object(message.body), path: "body")
        let word = try reader.required("stage", \.string)
        let code: RefusalCode? = try reader.optionalWord("code")
        digest = try reader.required("msg") { $0.string.flatMap(Digest.init(hexadecimal:)) }
        try reader.finish()
        guard let stage = Stage(word, code: code) else { throw .malformed(member: "body.stage") }
        self.stage = stage
    }

    /// The members that a receipt has as the body of its message.
    public var body: JSONObject {
        var object = JSONObject()
        object["stage"] = .string(stage.word)
        object["msg"] = .string(digest.hexadecimal)
        if case .refused(let code) = stage { object["code"] = .word(code) }
        return object
    }
}

extension Digest {
    /// The digest of 64 hexadecimal digits.
    init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.decode(text) else { return nil }
        self.init(bytes)
    }

    /// The 64 hexadecimal digits.
    var hexadecimal: String { Hexadecimal.encode(bytes) }
}
