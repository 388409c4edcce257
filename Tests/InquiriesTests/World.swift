import Books
import Chronology
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Inquiries
import Language
import Testing
import Tracing
import Training

/// A generated world, its books read and its recoveries described, as both nodes see them.
struct World: Sendable {
    static let today = Day(number: 20_500)
    static let tagKey = [UInt8](repeating: 7, count: 32)

    let licensees: [Licensee]
    let books: [Book]
    let thefts: TheftReports
    let multipleSales: MultipleSales
    let recoveries: [Recovery]
    /// The names of all private buyers in the books, to be looked for where they must not be.
    let buyers: Set<String>

    /// Grows a world, in a folder that is gone when it has been read.
    static func grown(seed: UInt64, firearms: Int, recoveries: Int) async throws -> World {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "rastro-inquiries-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try TrainingWorld(seed: seed, firearms: firearms, recoveries: recoveries, dress: .plain)
            .write(to: folder)
        let shelf = try await BookShelf.read(
            directory: "\(folder)/us/books", tables: .carried, today: today)
        var read: [Recovery] = []
        let sheet = try RecoverySheet(
            path: "\(folder)/mx/recoveries.csv", tables: .carried, today: today)
        _ = try sheet.readRows { read.append($0.recovery) }
        return World(
            licensees: try Registers.licensees(path: "\(folder)/us/licensees.csv", today: today)
                .licensees,
            books: shelf.books,
            thefts: try Registers.thefts(path: "\(folder)/us/theft_loss.csv", today: today).reports,
            multipleSales: try Registers.multipleSales(
                path: "\(folder)/us/multiple_sales.csv", today: today
            ).sales,
            recoveries: read, buyers: try buyers(in: "\(folder)/us/books"))
    }

    private static func buyers(in folder: String) throws -> Set<String> {
        var names: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let rows = text.split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            guard let header = rows.first, let name = header.firstIndex(of: "disposed_to_name"),
                let born = header.firstIndex(where: { $0.hasSuffix("dob") || $0.contains("birth") })
            else { continue }
            for row in rows.dropFirst() where row.count == header.count && !row[born].isEmpty {
                names.insert(String(row[name]))
            }
        }
        return names
    }

    func custodians(elsewhere: Set<String> = []) throws -> Custodians {
        var summaries: [String: BookSummary?] = [:]
        for book in books where elsewhere.contains(book.licence) {
            let bytes = BookSummary(of: book, madeOn: World.today).bytes
            summaries[book.licence] = try BookSummary(bytes, tables: .carried)
        }
        return Custodians(
            licensees: licensees, books: books.filter { !elsewhere.contains($0.licence) },
            elsewhere: summaries)
    }

    func tracer(_ custodians: Custodians) -> Tracer {
        Tracer(
            custodians: custodians, tables: .carried, thefts: thefts, multipleSales: multipleSales)
    }
}

/// The custodians elsewhere of a test: each answers by messages, as bytes.
struct Elsewhere: Sendable {
    let all: Custodians
    let buyers: Set<String>
    /// Tells whether the second question is answered.
    var tellsBuyers = true

    /// What a trace came to.
    struct Outcome {
        let finding: Finding
        let asked: [AskedCustodian]
        let sent: Int
        /// Tells whether an answer counted lines that it did not tell.
        let isCut: Bool
    }

    /// What a trace comes to, with every question and answer sent as bytes.
    func finish(_ run: TraceRun) throws -> Outcome {
        var run = run
        var sent: Set<TraceRun.Wanted> = []
        var isCut = false
        while true {
            switch run.run() {
            case .finished(let finding, let asked):
                return Outcome(finding: finding, asked: asked, sent: sent.count, isCut: isCut)
            case .wanted(let questions):
                try #require(run.rounds <= TraceRun.mostRounds)
                for wanted in questions {
                    try #require(sent.insert(wanted).inserted, "a question is asked once")
                    if try answer(wanted, into: &run) { isCut = true }
                }
            }
        }
    }

    /// Asks and adds the answer; tells whether it counted lines that it did not tell.
    private func answer(_ wanted: TraceRun.Wanted, into run: inout TraceRun) throws -> Bool {
        let asked = try sentOver(QuestionBody.body(of: wanted.question))
        let question = try QuestionBody.question(asked)
        try #require(question == wanted.question)
        guard case .local(let keeper) = all.keeper(for: wanted.licence) else {
            Issue.record("nobody keeps the book")
            return false
        }
        let answer = AnswerBody.answer(to: question, by: keeper, tagKey: World.tagKey) {
            !all.licences(named: $0).isEmpty
        }
        let body = try sentOver(answer.body)
        switch question {
        case .firearm(let question):
            #expect(answer.sealedPlaintexts.isEmpty)
            let reply = try AnswerBody.reply(body, to: question, tables: .carried)
            run.add(reply, of: wanted.licence, to: question)
            if case .found(let lines, let total) = reply { return total > lines.count }
            return false
        case .recipient(let question):
            let reply = try AnswerBody.recipient(body) { path in
                answer.sealedPlaintexts.first { $0.path == path }?.text
            }
            run.add(tellsBuyers ? reply : .noAnswer, of: wanted.licence, to: question)
            return false
        }
    }

    /// A body as it arrives; it names no private buyer.
    private func sentOver(_ body: JSONObject) throws -> JSONObject {
        let bytes = JSONValue.object(body).canonicalBytes
        #expect(strings(in: .object(body)).isDisjoint(with: buyers))
        return try #require(JSONValue(canonical: bytes).object)
    }
}

/// All texts of a value.
func strings(in value: JSONValue) -> Set<String> {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(strings(in: $1)) }
    case .object(let object):
        object.members.reduce(into: []) { $0.formUnion(strings(in: $1.value)) }
    case .null, .bool, .integer: []
    }
}

/// A phrase to the last digit, its facts in an order that does not change.
func exact(_ phrase: Phrase) -> String {
    let facts = phrase.facts.sorted { $0.key < $1.key }.map { name, fact in
        switch fact {
        case .phrase(let phrase): "\(name): \(exact(phrase))"
        case .list(let phrases): "\(name): \(phrases.map(exact))"
        default: "\(name): \(fact)"
        }
    }
    return "\(phrase.key)(\(facts.joined(separator: ", ")))"
}

/// Everything that a finding says, but the row that it answers.
///
/// Compared and never printed: it names the purchaser.
struct Said: Hashable, CustomStringConvertible, CustomReflectable {
    private let texts: [String]

    init(_ finding: Finding, withoutLaterSales: Bool = false) {
        func kept(_ phrases: [Phrase]) -> [String] {
            phrases.filter { !withoutLaterSales || $0.key != "tracing.reason.later_sales" }
                .map(exact)
        }
        var texts = [
            finding.outcome.rawValue, finding.closure.rawValue, finding.mender.rawValue,
            finding.mend.map(exact) ?? "-", "\(finding.confidence)",
            finding.certainty.rawValue, "\(finding.candidateCount)",
            "\(finding.absentProbability)", finding.purchaser?.name ?? "-",
            finding.purchaser?.born ?? "-", "\(String(describing: finding.dealer))",
            "\(String(describing: finding.soldOn))", "\(String(describing: finding.daysToCrime))",
            finding.duplicateOf ?? "-",
        ]
        texts += kept(finding.reasons)
        for candidate in finding.candidates {
            texts += ["\(candidate.firearm)", "\(candidate.probability)"]
            for step in candidate.chain {
                texts += [
                    "\(step.holder)", "\(String(describing: step.acquiredOn))", "\(step.event)",
                    "\(String(describing: step.on))",
                ]
                texts += kept(step.notes)
            }
            texts += kept(candidate.reasons)
        }
        self.texts = texts
    }

    var description: String { "(a finding)" }
    var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Where two findings differ, by the number of the text.
    func differences(from other: Said) -> [Int] {
        (0..<max(texts.count, other.texts.count)).filter {
            !texts.indices.contains($0) || !other.texts.indices.contains($0)
                || texts[$0] != other.texts[$0]
        }
    }
}
