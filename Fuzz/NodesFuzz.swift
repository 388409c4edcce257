// Reads any bytes as what nodes, custodians and commands send: entries on their way to a mirror, a card, a submission,
// leave for an audit, a path; what is read comes back as it was, and no path leads out of a ledger.
@testable import Nodes
import Transport

private func readBodies(_ bytes: [UInt8]) {
    if let push = EntryPush(bytes) {
        precondition(push.body == bytes && !push.entries.isEmpty)
        precondition(bytes.count <= EntryPush.mostBytes)
    }
    if let messages = MessageBundle.messages(bytes) {
        precondition(MessageBundle.body(messages) == bytes)
        precondition((1...MessageBundle.most).contains(messages.count))
    }
    for count in 0...2 {
        if let answers = MessageBundle.answers(bytes, count: count) {
            precondition(answers.count == count && MessageBundle.body(answers: answers) == bytes)
        }
    }
    if let card = CustodianCard(bytes) { precondition(Array(card.text.utf8) == bytes) }
    if let leave = AuditLeave(bytes) { precondition(AuditLeave(leave.text) == leave) }
    if let submission = Submission(bytes) {
        precondition(submission.rows.count <= Submission.mostRows)
        precondition(Submission(submission.text)?.text == submission.text)
    }
    if let listing = BlindListing(bytes) {
        let again = BlindListing(listing.text)
        precondition(again?.name == listing.name && again?.forms == listing.forms)
        precondition(again?.firearms == listing.firearms && again?.leftOut == listing.leftOut)
    }
    if let question = Comparing.Question(bytes) {
        precondition(Comparing.Question(question.text)?.text == question.text)
    }
}

private func readOfficers(_ bytes: [UInt8]) {
    if let asked = OpeningRequest(bytes) { precondition(OpeningRequest(asked.text) == asked) }
    if let asked = JustifyingRequest(bytes) {
        precondition(JustifyingRequest(asked.bytes) == asked && !asked.text.isEmpty)
    }
    if let change = OfficerChange(bytes) { precondition(OfficerChange(change.text) == change) }
    if let signatures = EmergencySignatures.read(bytes) {
        let again = EmergencySignatures.read(EmergencySignatures.text(signatures))
        precondition(again.map(Set.init) == Set(signatures))
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let key = OfficerKeyText.key(text) { precondition(OfficerKeyText.text(key) == text) }
}

private func readPaths(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let parts = NodeConfiguration.parts(of: text) {
        precondition(!parts.host.isEmpty && parts.port > 0)
    }
    _ = NodeConfiguration.isURL(text)
    _ = NodeConfiguration.isUsable(listen: text, .loopback)
    _ = NodeConfiguration.isUsable(listen: text, .front)
    guard let target = try? HTTPTarget(bytes: bytes) else { return }
    for method in [HTTPMethod.get, .post] {
        switch PeerRoute(method, target) {
        case .ledger(let file, _)?, .mirror(_, let file)?:
            precondition(file == "checkpoint" || file.hasPrefix("tile/"))
            precondition(!file.split(separator: "/").contains(".."))
        case let route?: precondition(method == .get ? route.bodyLimit == 0 : route.bodyLimit > 0)
        case nil: break
        }
    }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    readBodies(bytes)
    readOfficers(bytes)
    readPaths(bytes)
    return 0
}
