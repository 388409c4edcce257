import Encoding
import Exchange

/// Several messages in one request: the body of `POST /v1/messages/bundle`, and that of its answer.
///
/// Each message is what it is alone, with its own signature and its own proof, and has its own answer; only the
/// request around them, and the signature over it, are shared. A line with the format, an empty one; then each part
/// behind its length in four bytes, in an answer behind a status in two bytes before that.
enum MessageBundle {
    /// The most messages of a request.
    static let most = 64
    /// The longest body of a request, in bytes: no longer than that of the longest message alone.
    static let mostBytes = Transfer.mostBytes
    /// The longest body of an answer, in bytes.
    static let mostAnswerBytes = 1 << 20
    /// The media types of both bodies.
    static let mediaType = "application/vnd.trace.messages.v1"
    static let answerType = "application/vnd.trace.answers.v1"
    private static let heading = Array("trace-messages/1\n\n".utf8)
    private static let answerHeading = Array("trace-answers/1\n\n".utf8)

    /// What is answered to one message.
    struct Answer: Hashable, Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// How many of some messages go into the next request: at least one.
    static func count(of messages: some Collection<[UInt8]>) -> Int {
        var size = heading.count
        return max(
            1,
            messages.prefix(most).prefix { message in
                size += message.count + 4
                return size <= mostBytes
            }.count)
    }

    /// The body of a request.
    static func body(_ messages: some Collection<[UInt8]>) -> [UInt8] {
        var bytes = heading
        for message in messages {
            bytes += BigEndian.bytes(UInt32(clamping: message.count))
            bytes += message
        }
        return bytes
    }

    /// Reads the body of a request; `nil` for one of another form.
    static func messages(_ body: [UInt8]) -> [[UInt8]]? {
        guard body.count <= mostBytes, body.starts(with: heading) else { return nil }
        var rest = body[heading.count...]
        var messages: [[UInt8]] = []
        while !rest.isEmpty {
            guard messages.count < most, let message = part(&rest) else { return nil }
            messages.append(message)
        }
        return messages.isEmpty ? nil : messages
    }

    /// The body of an answer; one that would make it too long is left to be asked for again.
    static func body(answers: [Answer]) -> [UInt8] {
        var bytes = answerHeading
        for answer in answers {
            let isShort = bytes.count + answer.body.count + 6 * most <= mostAnswerBytes
            let status = isShort ? answer.status : 503
            let body = isShort ? answer.body : []
            bytes += BigEndian.bytes(UInt16(clamping: status))
            bytes += BigEndian.bytes(UInt32(clamping: body.count))
            bytes += body
        }
        return bytes
    }

    /// Reads an answer to so many messages; `nil` for one of another form.
    static func answers(_ body: [UInt8], count: Int) -> [Answer]? {
        guard body.count <= mostAnswerBytes, body.starts(with: answerHeading) else { return nil }
        var rest = body[answerHeading.count...]
        var answers: [Answer] = []
        for _ in 0..<count {
            guard rest.count >= 2 else { return nil }
            let status = Int(BigEndian.number(rest.prefix(2), as: UInt16.self))
            rest = rest.dropFirst(2)
            guard (100...599).contains(status), let body = part(&rest) else { return nil }
            answers.append(Answer(status: status, body: body))
        }
        return rest.isEmpty ? answers : nil
    }

    /// Takes a part with its length off the front.
    private static func part(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let length = Int(BigEndian.number(rest.prefix(4), as: UInt32.self))
        rest = rest.dropFirst(4)
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }
}
