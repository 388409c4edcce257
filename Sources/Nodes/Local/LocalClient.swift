public import Cryptography
public import Encoding
public import Exchange
public import Transport

/// Asks the process that runs a node, by its socket.
public struct LocalClient: Sendable {
    private let http: HTTPClient
    private let socket: String

    /// A client of the node in a folder.
    public init(_ folder: NodeFolder) throws(TransportError) {
        http = try HTTPClient(connectionsPerHost: 2)
        socket = folder.localSocket
    }

    /// Hands in recoveries.
    ///
    /// - Throws: `TransportError.unreachable` when no process runs the node; `malformedAnswer`.
    public func submit(_ submission: Submission) async throws(TransportError) -> SubmissionAnswer {
        let (status, object) = try await ask(.post, "/submissions", submission.text)
        guard let answer = SubmissionAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }

    /// Takes a request back.
    ///
    /// - Returns: `false` when it is none of the node, or has an end already.
    public func cancel(_ request: UniqueIdentifier) async throws(TransportError) -> Bool {
        let (status, _) = try await ask(.post, "/requests/\(request.text)/cancel", [])
        guard [200, 404, 409].contains(status) else { throw .malformedAnswer }
        return status == 200
    }

    /// Has something said about a request.
    public func say(
        _ talk: LocalTalk, about request: UniqueIdentifier
    ) async throws(TransportError) -> TalkAnswer {
        let (status, object) = try await ask(
            .post, "/requests/\(request.text)/\(talk.word)", talk.text)
        guard let answer = TalkAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }

    /// Opens sealed fields of a request's result.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func open(
        _ request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws(TransportError) -> OpeningAnswer? {
        let (status, object) = try await ask(
            .post, "/requests/\(request.text)/open", opening.text)
        guard status != 409 else { return nil }
        guard let answer = OpeningAnswer(status: status, object) else {
            throw .malformedAnswer
        }
        return answer
    }

    /// Hands in firearms that the node is ready to be compared by, or takes a list away.
    public func list(_ listing: BlindListing) async throws(TransportError) -> BlindListingAnswer {
        let (status, object) = try await ask(.post, "/blind/lists", listing.text)
        guard let answer = BlindListingAnswer(status: status, object) else {
            throw .malformedAnswer
        }
        return answer
    }

    /// Begins a comparison, or takes up again one of the same firearms on the same grounds.
    ///
    /// - Parameter digest: of the firearms, in the order in which they are asked about.
    public func begin(
        _ digest: Digest, _ terms: BlindTerms
    ) async throws(TransportError) -> ComparingAnswer {
        var object = terms.object
        object["digest"] = .string(Hexadecimal.encode(digest.bytes))
        let (status, answer) = try await ask(
            .post, "/blind/comparisons", JSONValue.object(object).canonicalBytes)
        guard let answer = ComparingAnswer(status: status, answer) else { throw .malformedAnswer }
        return answer
    }

    /// Asks a question of a comparison, once.
    public func ask(_ question: Comparing.Question) async throws(TransportError) -> AskingAnswer {
        let (status, object) = try await ask(.post, "/blind/questions", question.text)
        guard let answer = AskingAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }

    /// How far a question has come.
    public func state(
        of number: Int, of comparison: UniqueIdentifier
    ) async throws(TransportError) -> AskedState {
        let (status, object) = try await ask(
            .get, "/blind/comparisons/\(comparison.text)/\(number)", [])
        guard let state = AskedState(status: status, object) else { throw .malformedAnswer }
        return state
    }

    /// Ends a comparison: what was answered can not be read again.
    public func end(_ comparison: UniqueIdentifier) async throws(TransportError) {
        let (status, _) = try await ask(.post, "/blind/comparisons/\(comparison.text)/end", [])
        guard status == 200 else { throw .malformedAnswer }
    }

    /// Erases the sealed names of what was said about a request.
    public func erase(
        _ request: UniqueIdentifier, _ erasing: ErasingRequest
    ) async throws(TransportError) -> ErasingAnswer {
        let (status, object) = try await ask(
            .post, "/requests/\(request.text)/erase", erasing.text)
        guard let answer = ErasingAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }

    /// How the vault stands in the process.
    public func vault() async throws(TransportError) -> VaultState {
        let (status, object) = try await ask(.get, "/vault", [])
        guard status == 200, let state = object.flatMap({ VaultState($0) }) else {
            throw .malformedAnswer
        }
        return state
    }

    /// Hands the process the vault's seed, sealed so that no buffer on the way has it in plain.
    ///
    /// - Returns: `false` when it is not the key of this node.
    public func unlock(_ seed: SecretBytes) async throws(TransportError) -> Bool {
        guard let key = CipherKey(seed), let sealed = try await vault().letterbox.seal(key) else {
            return false
        }
        var object = JSONObject()
        object["sealed"] = .string(Base64.encode(sealed))
        let (status, _) = try await ask(
            .post, "/vault/unlock", JSONValue.object(object).canonicalBytes)
        guard [200, 422].contains(status) else { throw .malformedAnswer }
        return status == 200
    }

    /// Has the process forget the vault's key.
    ///
    /// - Returns: `false` when the key lies in plain in the node's folder, so that forgetting it would help nobody.
    public func lockVault() async throws(TransportError) -> Bool {
        let (status, _) = try await ask(.post, "/vault/lock", [])
        guard [200, 409].contains(status) else { throw .malformedAnswer }
        return status == 200
    }

    /// Says that somebody has seen to the alarms up to a number.
    public func markSeen(upTo number: Int) async throws(TransportError) {
        let (status, _) = try await ask(.post, "/alarms/\(max(0, number))/seen", [])
        guard status == 200 else { throw .malformedAnswer }
    }

    /// What the process alone knows; `nil` when none runs.
    public func status() async -> JSONObject? {
        guard let (status, object) = try? await ask(.get, "/status", []), status == 200 else {
            return nil
        }
        return object
    }

    func ask(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], limits: JSONLimits = JSONLimits()
    ) async throws(TransportError) -> (Int, JSONObject?) {
        var request = HTTPClientRequest(
            method, try HTTPURL(socket: socket, target: path), body: body)
        request.totalTime = .seconds(300)
        request.answerLimit = max(request.answerLimit, limits.bytes)
        let response = try await http.send(request)
        return (response.status, try? JSONValue(parsing: response.body, limits: limits).object)
    }
}
