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

    /// Reads the body of a request; what the texts mean is said by the describer's tables.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func recovery(
        _ body: JSONObject, describer: inout FirearmDescriber
    ) throws(MessageError) -> Recovery {
        var reader = try MemberReader(.object(body), path: "body")
        let reference = try reader.requiredText("ref")
        let value = try reader.required("firearm") { $0 }
        let raw = try RawDescriptor(value, path: reader.place("firearm"))
        let days = try reader.optional("on", DayRange.read)
        let unread = try reader.text("unread")
        let state = try reader.text("state")
        let municipality = try reader.text("municipality")
        let offence = try reader.text("offence")
        _ = try reader.extensions()
        return Recovery(
            reference: reference, file: "", row: 0, recoveredOn: days, state: state,
            municipality: municipality, offence: offence, agency: "",
            firearm: describer.describe(raw), unreadDate: unread)
    }
}
