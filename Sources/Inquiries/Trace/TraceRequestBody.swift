public import Encoding
public import Exchange
public import Firearms
public import Tracing

import Chronology

/// What a request for a trace says: the row as it was read, and nothing that was made of it.
///
/// The node that traces reads the texts by its own tables; what the requester's tables made of them is for the
/// requester to know. Texts have at most 512 bytes and no control characters: in longer ones the rest is left
/// out, and the requester's own row stays what it is.
public enum TraceRequestBody: Sendable {
    /// The body of a request for a recovery.
    public static func body(of recovery: Recovery) -> JSONObject {
        var object = JSONObject()
        object["ref"] = .string(BodyText.fitted(recovery.reference))
        object["firearm"] = recovery.firearm.raw.json
        object["on"] = recovery.recoveredOn?.json
        object.set("unread", recovery.unreadDate)
        object.set("state", recovery.state)
        object.set("municipality", recovery.municipality)
        object.set("offence", recovery.offence)
        return object
    }

    /// The members that tell where, when and why a firearm was recovered.
    private static let ofRecovery = ["on", "unread", "state", "municipality", "offence"]

    /// Tells whether a body says more than which firearm it is.
    public static func tellsRecovery(_ body: JSONObject) -> Bool {
        ofRecovery.contains { body[$0] != nil }
    }

    /// A body that says which firearm it is, and nothing of its recovery.
    public static func withoutRecovery(_ body: JSONObject) -> JSONObject {
        var body = body
        for member in ofRecovery { body[member] = nil }
        return body
    }

    /// Reads the body of a request; what the texts mean is said by the describer's tables.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func recovery(
        _ body: JSONObject, describer: inout FirearmDescriber, file: String = "", row: Int = 0
    ) throws(MessageError) -> Recovery {
        let parts = try Parts(body)
        return Recovery(
            reference: parts.reference, file: file, row: row, recoveredOn: parts.days,
            state: parts.state, municipality: parts.municipality, offence: parts.offence,
            agency: "", firearm: describer.describe(parts.firearm), unreadDate: parts.unread)
    }

    /// Checks that a body is one of a request, without looking at what its texts mean.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func check(_ body: JSONObject) throws(MessageError) { _ = try Parts(body) }

    /// What stands in a body.
    private struct Parts {
        let reference: String
        let firearm: RawDescriptor
        let days: DayRange?
        let unread: String
        let state: String
        let municipality: String
        let offence: String

        init(_ body: JSONObject) throws(MessageError) {
            var reader = try MemberReader(.object(body), path: "body")
            reference = try reader.requiredText("ref")
            let value = try reader.required("firearm") { $0 }
            firearm = try RawDescriptor(value, path: reader.place("firearm"))
            days = try reader.optional("on", DayRange.read)
            unread = try reader.text("unread")
            state = try reader.text("state")
            municipality = try reader.text("municipality")
            offence = try reader.text("offence")
            _ = try reader.extensions()
        }
    }
}
