import Encoding
public import Exchange
public import Transport
public import Vault

extension LocalClient {
    /// Asks for the draft of an emergency, which two officers are to sign.
    ///
    /// It takes up to five seconds, in which the other government's cosignature is waited for.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func draftEmergency(
        _ request: UniqueIdentifier, _ opening: OpeningRequest
    ) async throws(TransportError) -> EmergencyAnswer? {
        try await answer("/requests/\(request.text)/emergency", opening.text)
    }

    /// Hands in the signatures of a draft; the fields come with the answer.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func openInEmergency(
        _ emergency: UniqueIdentifier, _ signatures: [BreakGlass.Signature]
    ) async throws(TransportError) -> EmergencyAnswer? {
        try await answer(
            "/emergencies/\(emergency.text)/open", EmergencySignatures.text(signatures))
    }

    private func answer(
        _ path: String, _ body: [UInt8]
    ) async throws(TransportError) -> EmergencyAnswer? {
        let (status, object) = try await ask(.post, path, body)
        if status == 409, object?["why"] == nil { return nil }
        guard let answer = EmergencyAnswer(status: status, object) else {
            throw .malformedAnswer
        }
        return answer
    }

    /// Explains an emergency.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func justify(
        _ emergency: UniqueIdentifier, _ request: JustifyingRequest
    ) async throws(TransportError) -> JustifyingAnswer? {
        let (status, object) = try await ask(
            .post, "/emergencies/\(emergency.text)/justify", request.bytes)
        guard status != 409 else { return nil }
        guard let answer = JustifyingAnswer(status: status, object) else {
            throw .malformedAnswer
        }
        return answer
    }

    /// Changes the key of an officer.
    public func change(_ change: OfficerChange) async throws(TransportError) -> OfficerAnswer {
        let (status, object) = try await ask(.post, "/officers", change.text)
        guard let answer = OfficerAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }
}

extension NodeService {
    /// Answers what the own commands ask about emergencies and officers; `nil` for anything else.
    func answerEmergency(_ request: HTTPRequest) async throws -> HTTPResponse? {
        let parts = request.target.segments
        guard request.method == .post else { return nil }
        switch (parts.first, parts.count, parts.last) {
        case ("officers", 1, _):
            guard let change = OfficerChange(request.body) else { return json(400, JSONObject()) }
            return json(try await self.change(change).answer)
        case ("requests", 3, "emergency"):
            guard let identifier = UniqueIdentifier(parts[1]),
                let opening = OpeningRequest(request.body)
            else { return json(400, JSONObject()) }
            return json(try await draftEmergency(identifier, opening)?.answer)
        case ("emergencies", 3, "open"):
            guard let identifier = UniqueIdentifier(parts[1]),
                let signatures = EmergencySignatures.read(request.body)
            else { return json(400, JSONObject()) }
            return json(try await openInEmergency(identifier, signatures)?.answer)
        case ("emergencies", 3, "justify"):
            guard let identifier = UniqueIdentifier(parts[1]),
                let asked = JustifyingRequest(request.body)
            else { return json(400, JSONObject()) }
            return json(try await justify(identifier, asked)?.answer)
        default: return nil
        }
    }
}
