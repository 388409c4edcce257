import Delivery
import Encoding
import Exchange
public import Transport

extension NodeService {
    /// How the body of a request of the own commands is taken in.
    public static func localBodyPlan(_ head: HTTPRequestHead) -> HTTPBodyPlan {
        switch head.target.segments {
        case ["submissions"]: .whole(limit: Submission.mostBytes)
        case ["blind", "lists"]: .whole(limit: BlindListing.mostBytes)
        case ["blind", "questions"]: .whole(limit: Comparing.Question.mostBytes)
        default: .whole(limit: LocalTalk.mostBytes)
        }
    }

    /// Answers a request of the own commands, which reach it by a socket that the node's user alone can open.
    public func answerLocally(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            let parts = request.target.segments
            if let answer = try await answerEmergency(request) { return answer }
            switch (request.method, parts.count) {
            case (.post, 1) where parts[0] == "submissions":
                guard let submission = Submission(request.body) else {
                    return json(400, JSONObject())
                }
                return json(try await submit(submission).answer)
            case (.post, 3) where parts[0] == "requests" && parts[2] == "cancel":
                guard let request = UniqueIdentifier(parts[1]) else {
                    return json(404, JSONObject())
                }
                return json(try await cancel(request) ? 200 : 409, JSONObject())
            case (.post, 3) where parts[0] == "requests" && parts[2] == "open":
                guard let identifier = UniqueIdentifier(parts[1]),
                    let opening = OpeningRequest(request.body)
                else { return json(400, JSONObject()) }
                return json(try await open(identifier, opening)?.answer)
            case (.post, 3) where parts[0] == "requests" && parts[2] == "export":
                guard let identifier = UniqueIdentifier(parts[1]),
                    let asked = OpeningRequest(request.body)
                else { return json(400, JSONObject()) }
                return json(try await export(identifier, asked)?.answer)
            case (.post, 3) where parts[0] == "requests" && parts[2] == "erase":
                guard let identifier = UniqueIdentifier(parts[1]),
                    let erasing = ErasingRequest(request.body)
                else { return json(400, JSONObject()) }
                return json(try await erase(identifier, erasing).answer)
            case (.post, 3) where parts[0] == "requests":
                guard let identifier = UniqueIdentifier(parts[1]),
                    let talk = LocalTalk(parts[2], request.body)
                else { return json(404, JSONObject()) }
                return json(try await answer(talk, about: identifier).answer)
            case (.post, 3) where parts[0] == "alarms" && parts[2] == "seen":
                guard let number = Int(parts[1]), number >= 0 else {
                    return json(404, JSONObject())
                }
                try await AlarmBook.markSeen(upTo: number, in: database)
                return json(200, JSONObject())
            case (.get, 1) where parts[0] == "status": return json(200, try await status())
            case (.get, 1...2) where parts[0] == "vault", (.post, 2) where parts[0] == "vault":
                return try await answerVault(
                    request.method, parts.count > 1 ? parts[1] : "", request.body)
            case (.post, 1) where parts[0] == "audit":
                return try await answerAudit(request.body)
            case (_, 2...) where parts[0] == "blind":
                return try await answerBlind(request, Array(parts.dropFirst()))
            default: return json(404, JSONObject())
            }
        } catch {
            fail("local", error)
            return json(500, JSONObject())
        }
    }

    /// What the process alone knows.
    private func status() async throws -> JSONObject {
        var object = JSONObject()
        object["ledger"] = .string(await ledger.phase.rawValue)
        object["published"] = .integer(Int64(clamping: await ledger.published))
        object["underWay"] = .integer(Int64(await sendingCount))
        var witnessed = JSONObject()
        for (name, mirror) in mirrors {
            witnessed[name.text] = .string(await mirror.phase.rawValue)
        }
        object["witnesses"] = .object(witnessed)
        object["vault"] = .object(try await vaultState().object)
        return object
    }

    /// An answer; none says that the ledger is not open.
    func json(_ answer: (status: Int, JSONObject)?) -> HTTPResponse {
        json(answer?.status ?? 409, answer?.1 ?? JSONObject())
    }

    func json(_ status: Int, _ object: JSONObject) -> HTTPResponse { .json(status, object) }
}

extension HTTPResponse {
    /// An answer to the own commands, or of a vault to its node.
    static func json(_ status: Int, _ object: JSONObject = JSONObject()) -> HTTPResponse {
        var fields = HTTPFields()
        try? fields.append("Content-Type", "application/json")
        return HTTPResponse(
            status: status, fields: fields, body: JSONValue.object(object).canonicalBytes)
    }
}
