public import Encoding
internal import Cryptography
internal import Exchange
internal import Policy
internal import Vault

/// A table of an audit for other programs: the same names in every language.
public struct AuditSheet: Sendable {
    /// What it answers.
    public let question: AuditQuestion
    /// The names of its columns.
    public let columns: [String]
    /// Its rows, each with a value for each column; `.null` for nothing, and texts and whole numbers else.
    public let rows: [[JSONValue]]

    /// The rows as objects that leave out what is nothing.
    public var json: JSONValue {
        .array(
            rows.map { row in
                var object = JSONObject()
                for (column, value) in zip(columns, row) {
                    if case .null = value { continue }
                    object[column] = value
                }
                return .object(object)
            })
    }
}

extension AuditReport {
    /// The answer to a question as a table.
    public func sheet(_ question: AuditQuestion) -> AuditSheet {
        switch question {
        case .summary: summarySheet
        case .disclosed: sheet(.disclosed, of: disclosed)
        case .refused: sheet(.refused, of: refused)
        case .entries: sheet(.entries, of: entries)
        case .emergencies: emergencySheet
        case .times: timeSheet
        case .gaps: gapSheet
        }
    }

    private var summarySheet: AuditSheet {
        AuditSheet(
            question: .summary,
            columns: [
                "agency", "officer", "purpose", "basis", "act", "decision", "entries",
            ],
            rows: summary.groups.map { group, count in
                group.grounds.cells + [
                    .string(group.act.rawValue), .text(group.decision?.rawValue), .number(count),
                ]
            })
    }

    private func sheet(_ question: AuditQuestion, of items: [AuditItem]) -> AuditSheet {
        AuditSheet(question: question, columns: AuditItem.columns, rows: items.map(\.cells))
    }

    private var emergencySheet: AuditSheet {
        AuditSheet(
            question: .emergencies,
            columns: AuditItem.columns + ["state", "red", "until", "justified", "officers"],
            rows: emergencies.emergencies.map { emergency in
                let review = emergency.review
                let officers = review.officers.map(\.text).sorted().joined(separator: " ")
                return emergency.item.cells + [
                    .string(review.state.word), .string(emergency.isRed ? "yes" : "no"),
                    .moment(review.deadline), .moment(review.state.justified), .string(officers),
                ]
            })
    }

    private var timeSheet: AuditSheet {
        AuditSheet(
            question: .times,
            columns: [
                "part", "node", "count", "open", "reversed", "median_ms", "ninetieth_ms",
                "slowest_ms", "slowest_request",
            ],
            rows: (times?.rows ?? []).map { row in
                [
                    .string(row.part.rawValue), .text(row.node?.text), .number(row.count),
                    .number(row.open), .number(row.reversed), .span(row.spans?.median),
                    .span(row.spans?.ninetieth), .span(row.spans?.slowest),
                    .text(row.spans?.request.text),
                ]
            })
    }

    private var gapSheet: AuditSheet {
        AuditSheet(
            question: .gaps,
            columns: ["problem", "red", "entry", "ledger", "time", "about", "other", "state"],
            rows: gaps.map { gap in
                [
                    .string(gap.problem.rawValue), .string(gap.isRed ? "yes" : "no"),
                    .integer(Int64(clamping: gap.index)), .text(gap.node?.text),
                    .moment(gap.time), .text(gap.about?.text), .text(gap.other?.text),
                    .text(gap.state),
                ]
            })
    }
}

extension AuditGrounds {
    fileprivate var cells: [JSONValue] {
        [
            .text(agency?.text), .text(officer?.text), .text(purpose?.rawValue),
            .text(basis?.text),
        ]
    }
}

extension AuditItem {
    fileprivate static let columns = [
        "entry", "time", "act", "kind", "agency", "officer", "purpose", "basis", "second", "case",
        "case_state", "request", "to", "fields", "handling", "decision", "action", "policy",
        "rules", "count", "permit", "malformed",
    ]

    fileprivate var cells: [JSONValue] {
        let what: [JSONValue] = [
            .integer(Int64(clamping: index)), .moment(time), .string(act.rawValue),
            .text(kind?.rawValue),
        ]
        let place: [JSONValue] = [
            .text(second?.text), .text(caseFile.text), .string(caseFile.word),
            .text(request?.text), .text(addressee?.text), .words(fields),
            .words(handling.map(\.rawValue)),
        ]
        let why: [JSONValue] = [
            .text(decision?.rawValue), .text(action?.word),
            .text(policy.map { Hexadecimal.encode($0.bytes) }),
            .words(rules ?? []), count.map { .number($0) } ?? .null, .string(use.rawValue),
            .words(malformed),
        ]
        return what + grounds.cells + place + why
    }
}

extension AuditCase {
    /// The case's number, if it is known.
    public var text: String? {
        if case .opened(let text) = self { text } else { nil }
    }

    /// What is known of the case.
    fileprivate var word: String {
        switch self {
        case .none: "none"
        case .sealed: "sealed"
        case .opened: "opened"
        case .mismatch: "mismatch"
        }
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    fileprivate static func words(_ words: [String]) -> JSONValue {
        words.isEmpty ? .null : .string(words.joined(separator: " "))
    }

    fileprivate static func number(_ number: Int) -> JSONValue { .integer(Int64(clamping: number)) }

    fileprivate static func span(_ span: Int64?) -> JSONValue { span.map { .integer($0) } ?? .null }

    /// A moment as milliseconds since 1970, as ledgers have it.
    fileprivate static func moment(_ moment: Moment?) -> JSONValue {
        moment.map { .integer($0.milliseconds) } ?? .null
    }
}
