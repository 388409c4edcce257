import Audit
import Encoding
import Exchange

/// An audit for other programs, in canonical JSON.
struct AuditJSON {
    let page: AuditPage

    /// The file's bytes.
    var bytes: [UInt8] {
        var object = JSONObject()
        object["format"] = .string("rastro-audit/1")
        object["at"] = .integer(page.now.milliseconds)
        object["ledger"] = .object(ledger)
        object["selected"] = .integer(Int64(page.report.selected))
        object["red"] = .bool(page.report.isRed)
        object["suspended"] = .array(
            page.report.emergencies.suspended.map { .string($0.text) })
        object["leave"] = page.leave.map { .integer(Int64(clamping: $0)) }
        for question in page.options.questions {
            object[question.rawValue] = page.report.sheet(question).json
        }
        return JSONValue.object(object).canonicalBytes + [0x0A]
    }

    /// What was read, and what it is worth.
    private var ledger: JSONObject {
        let ledger = page.ledger
        var object = JSONObject()
        object["name"] = ledger.origin.map { .string($0) }
        object["size"] = .integer(Int64(clamping: ledger.size))
        object["read"] = .integer(Int64(clamping: ledger.read))
        object["waiting"] = .integer(Int64(ledger.waiting))
        object["sound"] = .bool(ledger.isSound)
        object["signed"] = .bool(ledger.isKeyed && ledger.isSound)
        object["tiles"] = ledger.tiles.map { .integer(Int64($0)) }
        object["cosigned"] = .array(
            ledger.cosigned.map { name, time in
                var object = JSONObject()
                object["name"] = .string(name)
                object["seconds"] = .integer(Int64(clamping: time))
                return .object(object)
            })
        object["unsigned"] = .array(ledger.unsigned.map { .string($0) })
        return object
    }
}
