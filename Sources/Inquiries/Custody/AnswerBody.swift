public import Books
public import Encoding
public import Exchange
public import Firearms
public import Tracing

/// What a custodian answers, as the body of a `CUSTODIAN_ANSWER`.
///
/// Lines name nobody. Only the answer to the second question names the recipient of one line, and that name is
/// sealed for the node that asked.
public enum AnswerBody: Sendable {
    /// An answer, taken apart.
    public struct Written: Sendable {
        /// What it says but whom it names.
        public let body: JSONObject
        /// What is to be sealed for the node that asked, by the fields' names.
        public let sealedPlaintexts: [(path: FieldPath, text: String)]
    }

    private static let mostCounted = 1_000_000_000
    private static let nameField = "recipient.name"
    private static let bornField = "recipient.born"

    /// Answers a question from the custodian's own book, by `CustodianRule`.
    ///
    /// - Parameters:
    ///   - tagKey: a secret of the custodian's own, the same for all answers.
    ///   - order: which lines are told when more fit than may be.
    ///   - isBusiness: tells whether a name is that of a licensee.
    /// - Complexity: that of the serial search.
    public static func answer(
        to question: CustodianQuestion, by keeper: LocalKeeper, tagKey: [UInt8],
        order: LineOrder = LineOrder(), isBusiness: (String) -> Bool
    ) -> Written {
        switch question {
        case .firearm(let question):
            if let fault = CustodianRule.judge(question) { return write(.refused(fault)) }
            var reply = keeper.reply(to: question)
            if case .found(let matches, let total) = reply {
                let exact = matches.count { $0.mistakes == 0 }
                if let fault = CustodianRule.judge(question, total: exact) {
                    return write(.refused(fault))
                }
                let told = order.likeliest(matches, to: question, most: CustodianRule.mostLines)
                reply = .found(told, total: total)
            }
            return withoutActuallyEscaping(isBusiness) { isBusiness in
                write(
                    reply,
                    lines: LineWriter(question: question, tagKey: tagKey, isBusiness: isBusiness))
            }
        case .recipient(let question): return write(keeper.reply(to: question))
        }
    }

    private static func write(_ reply: BookReply, lines writer: LineWriter? = nil) -> Written {
        var object = JSONObject()
        switch reply {
        case .found(let matches, let total):
            object["reply"] = .string("found")
            object["total"] = .integer(Int64(total))
            object["lines"] = writer.flatMap { writer in .some(matches.map(writer.json)) }
        case .noRecord: object["reply"] = .string("no_record")
        case .recordsLost: object["reply"] = .string("records_lost")
        case .noAnswer: object["reply"] = .string("no_answer")
        case .refused(let fault):
            object["reply"] = .string("refused")
            object["code"] = .string(fault.rawValue)
        }
        return Written(body: object, sealedPlaintexts: [])
    }

    private static func write(_ reply: RecipientReply) -> Written {
        var object = JSONObject()
        var texts: [(String, String)] = []
        switch reply {
        case .named(let recipient):
            object["reply"] = .string("named")
            texts.append((nameField, recipient.name))
            if !recipient.born.isEmpty { texts.append((bornField, recipient.born)) }
        case .noRecord: object["reply"] = .string("no_record")
        case .noAnswer: object["reply"] = .string("no_answer")
        }
        return Written(
            body: object,
            sealedPlaintexts: texts.compactMap { name, text in FieldPath(name).map { ($0, text) } })
    }
}

extension AnswerBody {
    /// Reads an answer about a firearm; what its texts mean is said by the tables given.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func reply(
        _ body: JSONObject, to question: FirearmQuestion, tables: ReferenceTables
    ) throws(MessageError) -> BookReply {
        var reader = try MemberReader(.object(body), path: "body")
        let word = try reader.required("reply", \.string)
        let reply: BookReply
        switch word {
        case "found": reply = try found(&reader, question, tables)
        case "no_record": reply = .noRecord
        case "records_lost": reply = .recordsLost
        case "no_answer": reply = .noAnswer
        case "refused": reply = .refused(try reader.choice("code"))
        default: throw .malformed(member: reader.place("reply"))
        }
        _ = try reader.extensions()
        return reply
    }

    private static func found(
        _ reader: inout MemberReader, _ question: FirearmQuestion, _ tables: ReferenceTables
    ) throws(MessageError) -> BookReply {
        let lines = LineReader(question: question, tables: tables)
        var matches: [BookMatch] = []
        for (value, path) in try reader.elements("lines", most: CustodianRule.mostLines) {
            let match = try lines.match(value, path: path)
            guard match.mistakes <= question.mistakes else {
                throw .malformed(member: "\(path).mistakes")
            }
            matches.append(match)
        }
        guard !matches.isEmpty else { throw .missing(member: reader.place("lines")) }
        let total = try reader.number("total", in: matches.count...mostCounted)
        return .found(matches, total: total)
    }

    /// Reads to whom a custodian says that a firearm went.
    ///
    /// - Parameter opened: the text of a sealed field, or what stands for it; `nil` when the answer has none of that
    ///   name.
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func recipient(
        _ body: JSONObject, opened: (FieldPath) -> String?
    ) throws(MessageError) -> RecipientReply {
        var reader = try MemberReader(.object(body), path: "body")
        let word = try reader.required("reply", \.string)
        _ = try reader.extensions()
        switch word {
        case "named":
            guard let name = text(nameField, opened) else { throw .missing(member: nameField) }
            return .named(Recipient(name: name, born: text(bornField, opened) ?? ""))
        case "no_record": return .noRecord
        case "no_answer": return .noAnswer
        default: throw .malformed(member: reader.place("reply"))
        }
    }

    private static func text(_ name: String, _ opened: (FieldPath) -> String?) -> String? {
        FieldPath(name).flatMap(opened)
    }
}
