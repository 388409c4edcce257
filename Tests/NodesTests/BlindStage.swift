import BlindLookup
import Cryptography
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Inquiries
import Storage
import Testing

@testable import Nodes

/// Two nodes that compare firearms: the first asks, the second has the list.
struct BlindStage {
    let nodes: TwoNodes

    init() async throws { nodes = try await TwoNodes() }

    /// Firearms by a rule.
    static func forms(
        _ numbers: some Sequence<Int>, _ rule: FormRule = .makeFolded
    ) throws -> [NormalForm] {
        try numbers.map { number in
            try #require(
                NormalForm(rule, make: FirmCode("COLT"), serial: Array("AC\(number)".utf8)))
        }
    }

    static func terms(
        officer: String = "B-1", purpose: Purpose = .criminalJustice
    ) throws -> BlindTerms {
        BlindTerms(
            officer: officer, purpose: purpose, basis: try #require(LegalBasis("mx:lfafe")),
            caseReference: try #require(CaseReference("FGR/7/2026")))
    }

    /// Changes what a node at rest has in its settings.
    func set(
        _ folder: NodeFolder, _ change: (inout NodeConfiguration.Blind) -> Void
    ) throws {
        var configuration = try NodeConfiguration(folder)
        change(&configuration.blind)
        try configuration.write(to: folder)
    }

    /// Has the second node take in a list.
    func list(_ numbers: some Sequence<Int>, as name: String = "stolen") async throws {
        let forms = try FormRule.allCases.flatMap { try Self.forms(numbers, $0) }
        let listing = try #require(
            BlindListing(
                name: name, firearms: forms.count / 4, leftOut: 0, forms: Set(forms)))
        let answer = try await LocalClient(nodes.states).list(listing)
        guard case .taken = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    /// Begins a comparison at the first node.
    func begin(_ terms: BlindTerms, digest: UInt8 = 1) async throws -> Comparing {
        let answer = try await tryToBegin(terms, digest: digest)
        guard case .begun(let comparing) = answer else { throw Unexpected(what: "\(answer)") }
        return comparing
    }

    /// Begins a comparison at the first node, as soon as its ledger is open.
    func tryToBegin(_ terms: BlindTerms, digest: UInt8 = 1) async throws -> ComparingAnswer {
        let client = try LocalClient(nodes.mexico)
        for _ in 0..<600 {
            let answer = try await client.begin(Digest.sha256([digest]), terms)
            guard case .closed = answer else { return answer }
            try await Task.sleep(for: .milliseconds(50))
        }
        return .closed
    }

    struct Unexpected: Error {
        let what: String
    }

    /// Asks a question and waits for what becomes of it.
    func ask(
        _ question: BlindQuestion, number: Int, _ comparing: Comparing, _ terms: BlindTerms
    ) async throws -> AskedState {
        let client = try LocalClient(nodes.mexico)
        let asked = try await client.ask(
            .init(question, of: comparing.identifier, number: number, terms))
        guard asked == .sent else { throw Unexpected(what: "\(asked)") }
        return try await state(number, comparing)
    }

    /// Waits until a question has an end.
    func state(_ number: Int, _ comparing: Comparing) async throws -> AskedState {
        let client = try LocalClient(nodes.mexico)
        for _ in 0..<600 {
            let state = try await client.state(of: number, of: comparing.identifier)
            guard state == .open else { return state }
            try await Task.sleep(for: .milliseconds(50))
        }
        return .open
    }

    /// The list that the second node has published.
    func published(_ comparing: Comparing, _ terms: BlindTerms) async throws -> ComparisonList {
        var parts: [BlindReply.ListPart] = []
        repeat {
            let state = try await ask(
                .list(part: parts.count), number: parts.count, comparing, terms)
            guard case .answered(.list(let part)) = state else {
                throw Unexpected(what: "\(state)")
            }
            parts.append(part)
        } while parts.count < parts[0].parts
        return try #require(ComparisonList(parts))
    }

    /// Firearms hidden, and the question about them.
    func query(
        _ numbers: some Sequence<Int>, in list: ComparisonList
    ) async throws -> (ComparisonQuery, BlindQuestion) {
        let query = try #require(
            try await ComparisonQuery.queries(
                for: Self.forms(numbers, list.rule), draw: SecretScalar.random
            ).first)
        return (
            query,
            .evaluate(.init(period: list.period, rule: list.rule, elements: query.elements))
        )
    }

    /// Reads the tables of a node, in service or at rest.
    func rows<each Value: StorageValue>(
        _ folder: NodeFolder, _ query: Query, as types: repeat (each Value).Type
    ) async throws -> [(repeat each Value)] {
        let database = try await folder.openTables(.readingOnly)
        let rows = try await database.read { transaction in
            try transaction.rows(query, as: repeat each types)
        }
        await database.close()
        return rows
    }

    /// Changes the tables of a node at rest.
    func change(
        _ folder: NodeFolder,
        _ work: @escaping @Sendable (borrowing Transaction<Writing>) throws -> Void
    ) async throws {
        let database = try await folder.openTables()
        try await database.write { try work($0) }
        await database.close()
    }

    /// The entries of a node's ledger, of some kinds.
    func entries(_ folder: NodeFolder, _ kinds: Set<EntryKind>) async throws -> [LedgerEntry] {
        try await nodes.entries(folder, kinds)
    }

    /// What each officer, and the node as a whole, had.
    func counts() async throws -> [Int] {
        try await rows(
            nodes.states, "SELECT used FROM blind_used ORDER BY officer <> '', used", as: Int.self)
    }
}
