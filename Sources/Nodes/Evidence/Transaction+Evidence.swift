import Cryptography
import Encoding
import Exchange
import Storage

/// A message about a request as its table has it.
struct KeptMessage: Sendable {
    let issuer: NodeName
    let identifier: UniqueIdentifier
    let kind: MessageKind
    let digest: Digest
    let envelope: [UInt8]
    /// Tells whether its sealed fields were erased, and with them its exact bytes.
    let isErased: Bool
    /// The receipt that this node gave for it; `nil` for a message of its own.
    let receipt: [UInt8]?
}

extension KeptMessage {
    /// The files of a bundle that it becomes: its exact bytes, or that they are erased; and its receipt.
    func files(of node: NodeName) throws -> [EvidenceFile] {
        var files: [EvidenceFile?] = []
        if isErased {
            var object = JSONObject()
            object["digest"] = .string(Hexadecimal.encode(digest.bytes))
            object["erased"] = .bool(true)
            object["id"] = .string(identifier.text)
            object["iss"] = .string(issuer.text)
            object["typ"] = .string(kind.rawValue)
            files.append(
                EvidenceFile(
                    EvidencePaths.erased(identifier, of: issuer),
                    JSONValue.object(object).canonicalBytes))
        } else {
            files.append(EvidenceFile(EvidencePaths.message(identifier, of: issuer), envelope))
        }
        if let receipt {
            let message = try Message(payload: try Envelope(receipt).payload)
            files.append(
                EvidenceFile(EvidencePaths.message(message.identifier, of: node), receipt))
        }
        return files.compactMap(\.self)
    }
}

extension Transaction {
    /// The messages about a request, sent and received.
    func keptMessages(about request: UniqueIdentifier) throws -> [KeptMessage] {
        let request = KeptIdentifier(request)
        let sent = try rows(
            """
            SELECT issuer, id, kind, digest, deciphered(dsse, 'outbox.dsse', id), sealed, NULL
            FROM outbox WHERE id = $1 OR (answered = $1 AND kind <> 'TRACE_REQUEST')
            """, request
        ) { row in try KeptMessage(row) }
        let came = try rows(
            """
            SELECT issuer, id, kind, digest, deciphered(dsse, 'inbox.dsse', issuer || ' ' || id),
                sealed, receipt
            FROM inbox WHERE request = $1 OR id = $1
            """, request
        ) { row in try KeptMessage(row) }
        return sent + came
    }

    /// The entries of the own ledger about a request, in their order; without bytes where the tables keep them no more.
    func keptEntries(
        about request: UniqueIdentifier
    ) throws -> [(index: UInt64, bytes: [UInt8]?)] {
        try rows(
            """
            SELECT a.number, e.bytes FROM about a LEFT JOIN entry e ON e.number = a.number
            WHERE a.request = $1 ORDER BY a.number
            """, KeptIdentifier(request), as: KeptCount.self, [UInt8]?.self
        ).map { (index: $0.0.value, bytes: $0.1) }
    }

    /// The openings of the cases that an entry is about.
    func caseOpenings(of entry: UniqueIdentifier) throws -> [(opening: [UInt8], value: [UInt8])] {
        try rows(
            """
            SELECT opening, deciphered(value, 'opening.value', entry || ' ' || label)
            FROM opening WHERE entry = $1 AND label = 'case'
            """, KeptIdentifier(entry), as: [UInt8].self, [UInt8].self
        ).map { (opening: $0.0, value: $0.1) }
    }

    /// The notes of a node's manifests, with their numbers.
    func manifestNotes(of node: NodeName) throws -> [(serial: Int64, note: [UInt8])] {
        try rows(
            "SELECT serial, note FROM manifest WHERE node = $1 ORDER BY serial", Kept(node),
            as: Int64.self, [UInt8].self
        ).map { (serial: $0.0, note: $0.1) }
    }
}

extension KeptMessage {
    /// Reads the columns from `issuer` to the receipt, in the order of the queries above.
    fileprivate init(_ row: borrowing Row) throws {
        issuer = try row.value(at: 0, as: Kept<NodeName>.self).value
        identifier = try row.value(at: 1, as: KeptIdentifier.self).value
        kind = try row.value(at: 2, as: KeptKind.self).value
        digest = try row.value(at: 3, as: KeptDigest.self).value
        envelope = try row.value(at: 4, as: [UInt8].self)
        isErased = try row.value(at: 5, as: Int?.self).map { $0 < 0 } ?? false
        receipt = try row.value(at: 6, as: [UInt8]?.self)
    }
}
