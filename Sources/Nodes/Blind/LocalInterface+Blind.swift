import Cryptography
import Encoding
import Exchange
import Transport

extension NodeService {
    /// Answers what the own commands ask about blind look-ups.
    ///
    /// - Parameter parts: the parts of the path behind the first.
    func answerBlind(_ request: HTTPRequest, _ parts: [String]) async throws -> HTTPResponse {
        switch (request.method, parts.count) {
        case (.post, 1) where parts[0] == "lists":
            guard let listing = BlindListing(request.body) else {
                return json(BlindListingAnswer.malformed.answer)
            }
            return json(try await take(listing).answer)
        case (.post, 1) where parts[0] == "comparisons":
            guard let object = try? JSONValue(parsing: request.body).object,
                let terms = BlindTerms(object),
                let digest = object["digest"]?.string.flatMap({ Hexadecimal.decode($0) })
                    .flatMap({ Digest($0) })
            else { return json(400, JSONObject()) }
            return json(try await begin(digest, terms).answer)
        case (.post, 1) where parts[0] == "questions":
            guard let question = Comparing.Question(request.body) else {
                return json(400, JSONObject())
            }
            return json(try await ask(question).answer)
        case (.get, 3) where parts[0] == "comparisons":
            guard let identifier = UniqueIdentifier(parts[1]), let number = Int(parts[2]),
                Comparing.Question.numbers.contains(number)
            else { return json(404, JSONObject()) }
            return json(try await state(of: number, of: identifier).answer)
        case (.post, 3) where parts[0] == "comparisons" && parts[2] == "end":
            guard let identifier = UniqueIdentifier(parts[1]) else {
                return json(404, JSONObject())
            }
            try await end(identifier)
            return json(200, JSONObject())
        default: return json(404, JSONObject())
        }
    }
}

extension BlindListingAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        var object = JSONObject()
        switch self {
        case .taken(let forms):
            object["forms"] = .integer(Int64(forms))
            return (201, object)
        case .tooMany(let forms):
            object["forms"] = .integer(Int64(forms))
            return (422, object)
        case .unknown: return (404, object)
        case .malformed: return (400, object)
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        let forms = object?["forms"]?.integer.flatMap { Int(exactly: $0) }
        switch (status, forms) {
        case (201, let forms?): self = .taken(forms: forms)
        case (422, let forms?): self = .tooMany(forms: forms)
        case (404, _): self = .unknown
        case (400, _): self = .malformed
        default: return nil
        }
    }
}
