import Encoding

/// What came of asking a node to put evidence together for a court.
public enum ExportAnswer: Sendable {
    /// The bundle, without what every bundle has; the ledger says that it was put together, and the other has cosigned it.
    case exported(EvidenceBundle)
    /// It ended as an asking for sealed fields does that opens nothing.
    case ended(OpeningAnswer)
    /// The node knows no such request.
    case unknown
    /// There is more about the request than one bundle holds.
    case tooLarge
}

extension ExportAnswer {
    /// The status and the object of the answer.
    var answer: (status: Int, JSONObject) {
        switch self {
        case .exported(let bundle): (200, bundle.json)
        case .ended(let answer): answer.answer
        case .unknown: (412, JSONObject())
        case .tooLarge: (413, JSONObject())
        }
    }

    /// Reads an answer; `nil` for one of another form.
    init?(status: Int, _ object: JSONObject?) {
        switch status {
        case 200:
            guard let bundle = object.flatMap({ EvidenceBundle($0) }) else { return nil }
            self = .exported(bundle)
        case 412: self = .unknown
        case 413: self = .tooLarge
        default:
            guard let answer = OpeningAnswer(status: status, object) else { return nil }
            self = .ended(answer)
        }
    }
}
