import Chronology
import Firearms
import Language
import Tabular
import Tracing

/// The recoveries of all files given, in order, and the rows that could not be read.
struct Submission: Sendable {
    /// One file and how its reading went.
    struct File: Sendable {
        let name: String
        let rows: Int
        /// The rows that could not be read, each with its reason.
        let unread: [FieldTable.Problem]
        /// What is to be said of its columns and dates.
        let cautions: [Phrase]
    }

    /// A row that is answered although it could not be read: no request is lost.
    private struct Unread: Sendable {
        let recovery: Recovery
        let reason: Phrase
        /// How many recoveries stand before it.
        let position: Int
    }

    private(set) var files: [File] = []
    private(set) var recoveries: [Recovery] = []
    private var unread: [Unread] = []

    /// Reads all files; nothing is traced unless all can be read.
    static func read(_ options: TraceOptions, tables: ReferenceTables) throws -> Submission {
        var submission = Submission()
        for path in options.files {
            let sheet = try RecoverySheet(
                path: path, tables: tables, today: options.today,
                options: options.reading.sheetOptions)
            try submission.add(sheet, path: path)
        }
        return submission
    }

    private mutating func add(_ sheet: RecoverySheet, path: String) throws {
        let before = recoveries.count
        var read: [Recovery] = []
        let problems = try sheet.readRows { read.append($0.recovery) }
        recoveries += read
        for problem in problems {
            let position = before + (read.firstIndex { $0.row > problem.row } ?? read.count)
            unread.append(
                Unread(
                    recovery: Recovery(
                        unreadRow: problem.row, reference: problem.name, file: path),
                    reason: problem.phrase, position: position))
        }
        files.append(
            File(
                name: path, rows: read.count + problems.count, unread: problems,
                cautions: sheet.cautions))
    }

    /// How many rows could not be read.
    var unreadCount: Int { unread.count }

    /// The answers with those of the unread rows at their places.
    func inFileOrder(_ findings: [Finding]) -> [Finding] {
        guard !unread.isEmpty else { return findings }
        var answers: [Finding] = []
        var next = unread.sorted { $0.position < $1.position }[...]
        for (position, finding) in findings.enumerated() {
            while let row = next.first, row.position <= position {
                answers.append(Finding(unread: row.recovery, because: row.reason))
                next.removeFirst()
            }
            answers.append(finding)
        }
        return answers + next.map { Finding(unread: $0.recovery, because: $0.reason) }
    }
}
