public import Books
import Exchange
public import Firearms
import Inquiries
import Storage
import Transport

/// A custodian that is elsewhere, as a node knows it.
public struct CustodianDescription: Sendable {
    /// What it handed over.
    public let card: CustodianCard
    /// Where it is asked.
    public let url: String
}

extension NodeFolder {
    /// Makes a custodian known that is elsewhere, by its card, whose keys people compare.
    ///
    /// - Throws: `NodeError.card`, `running`; `StorageError`.
    public func addCustodian(_ card: CustodianCard, url: String) async throws {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let database = try await openTables()
        let key = LicenceNumber.folded(card.licence)
        let isNew = try await database.write { transaction in
            let known = try transaction.value(
                "SELECT COUNT(*) FROM custodian WHERE licence = $1", key, as: Int.self)
            guard known == 0 else { return false }
            try transaction.execute(
                "INSERT INTO custodian(licence, url, card) VALUES ($1, $2, $3)", key, url,
                Array(card.text.utf8))
            return true
        }
        await database.close()
        guard isNew else { throw NodeError.card }
    }
}

extension NodeService {
    /// The custodians that are elsewhere, with what their books hold in all as far as it is known.
    func custodians() async throws -> [(address: CustodianAddress, summary: [UInt8]?)] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT url, card, summary FROM custodian ORDER BY licence", as: String.self,
                [UInt8].self, [UInt8]?.self
            ).compactMap { url, card, summary in
                CustodianCard(card).map { (CustodianAddress(card: $0, url: url), summary) }
            }
        }
    }

    /// Asks each custodian that is elsewhere what its book holds in all, and keeps it.
    ///
    /// A custodian that does not answer is known by what it said last.
    ///
    /// - Returns: the licences with their summaries, for the tracer.
    public func summaries(tables: ReferenceTables) async throws -> [String: BookSummary?] {
        var found: [String: BookSummary?] = [:]
        for (custodian, known) in try await custodians() {
            var bytes = known
            let answer = try? await client.ask(
                custodian.address, .init(path: "/v1/summary", answerLimit: 8 << 20))
            if let answer, answer.status == 200,
                (try? BookSummary(answer.body, tables: tables)) != nil
            {
                bytes = answer.body
                let key = LicenceNumber.folded(custodian.card.licence)
                try await database.write { transaction in
                    try transaction.execute(
                        "UPDATE custodian SET summary = $2 WHERE licence = $1", key, answer.body)
                }
            }
            found[custodian.card.licence] = .some(
                try bytes.map { try BookSummary($0, tables: tables) })
        }
        return found
    }

    /// What asks the custodians that are elsewhere; `nil` where there are none.
    public func custodianLink(tables: ReferenceTables) async throws -> CustodianLink? {
        let custodians = try await custodians().map(\.address)
        return custodians.isEmpty
            ? nil : CustodianLink(self, custodians: custodians, tables: tables)
    }
}
