import Encoding
import Exchange

/// What the own commands have a node say about a request.
struct LocalTalk: Sendable {
    /// What is to be done.
    enum What: Hashable, Sendable {
        /// A message of a kind is sent.
        case say(MessageKind)
        /// The request is made anew with better readings.
        case amend
    }

    let what: What
    let officer: String
    let note: String?
    let body: JSONObject

    /// The longest text, in bytes.
    static let mostBytes = 64 << 10
    /// The longest note, in bytes.
    static let longestNote = 4096

    /// Reads what is asked; `nil` for anything else.
    init?(_ word: String, _ text: [UInt8]) {
        switch word {
        case "ask": what = .say(.clarification)
        case "refer": what = .say(.referral)
        case "amend": what = .amend
        default: return nil
        }
        guard let object = try? JSONValue(parsing: text).object,
            let officer = object["officer"]?.string, !officer.isEmpty,
            let body = object["body"]?.object
        else { return nil }
        let note = object["note"]?.string
        guard note.map({ $0.utf8.count <= LocalTalk.longestNote }) ?? true else { return nil }
        self.officer = officer
        self.note = note
        self.body = body
    }
}
