// Reads any bytes as each of the bodies of a trace that crosses the border; what is read comes back as it was.
import Books
import Encoding
import Exchange
import Firearms
import Inquiries
import SerialIndex
import Tracing

private let tables = ReferenceTables.carried
private let fresh = FirearmDescriber(tables: .carried)
private let recovery = Recovery(unreadRow: 1, reference: "a", file: "f")
private let question = FirearmQuestion(
    serial: SerialPattern(whole: "AB1234"), mistakes: 2, makes: [], cameFrom: "1",
    cameFromName: "A")

private func readTrace(_ body: JSONObject) {
    var describer = fresh
    if let read = try? TraceRequestBody.recovery(body, describer: &describer) {
        let written = TraceRequestBody.body(of: read)
        guard let again = try? TraceRequestBody.recovery(written, describer: &describer)
        else { preconditionFailure("what was written is not read") }
        precondition(again == read)
    }
    if let read = try? TraceResultBody.read(body, for: recovery) {
        let written = TraceResultBody.write(read.finding, legs: read.legs).body
        guard let again = try? TraceResultBody.read(written, for: recovery) else {
            preconditionFailure("what was written is not read")
        }
        precondition(again.finding.outcome == read.finding.outcome)
        precondition(again.finding.reasons == read.finding.reasons)
        precondition(again.legs == read.legs)
    }
    if let asked = try? Clarification(body) {
        precondition((try? Clarification(asked.body)) == asked)
    }
}

private func readCustody(_ body: JSONObject) {
    if let read = try? QuestionBody.question(body) {
        precondition((try? QuestionBody.question(QuestionBody.body(of: read))) == read)
        if case .firearm(let question) = read { _ = CustodianRule.judge(question) }
    }
    if case .found(let lines, let total)? = try? AnswerBody.reply(
        body, to: question, tables: tables)
    {
        precondition(lines.count <= CustodianRule.mostLines && lines.count <= total)
        // Nothing of a custodian's answer names a private person.
        for line in lines {
            if case .retail(_, let born, let document, _) = line.entry.disposition {
                precondition(born.isEmpty && document.isEmpty)
            }
        }
    }
    _ = try? AnswerBody.recipient(body) { _ in "a" }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzInquiries(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    if let body = (try? JSONValue(parsing: bytes))?.object {
        readTrace(body)
        readCustody(body)
    }
    if let summary = try? BookSummary(bytes, tables: tables) {
        precondition(summary.bytes == bytes)
        _ = Custodians(licensees: [], books: [], elsewhere: ["1": summary])
    }
    return 0
}
