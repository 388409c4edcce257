import Books
import Chronology
import Exchange
import Firearms
import Language
import Nodes

/// The work of `rastro node book add`, `list` and `remove`.
struct NodeBookJob {
    let options: NodeBookOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeBookCommand.Job = { options, session in
        session.closeProcess()
        let job = NodeBookJob(options: options, session: session)
        switch options.task {
        case .add(let paths, let isReplacing):
            try await BookTaking(folder: options.folder, today: options.today, session: session)
                .take(paths, isReplacing: isReplacing)
            return .done
        case .list(let isChecking): return try await job.list(isChecking: isChecking)
        case .remove(let licence): return try job.remove(licence)
        }
    }

    private func list(isChecking: Bool) async throws -> ExitCode {
        let books = try options.folder.bookDescriptions()
        guard !books.isEmpty else {
            session.say("node.book.none", ["folder": .text(options.folder.path)])
            return .done
        }
        let damaged = isChecking ? try await options.folder.damagedBooks(tables: .carried) : []
        var table = TextTable([
            .init(session.catalogue("node.book.licence")),
            .init(session.catalogue("node.book.lines"), side: .right),
            .init(session.catalogue("node.book.bytes"), side: .right),
            .init(session.catalogue("node.book.takenIn")), .init(),
        ])
        for book in books {
            let isDamaged = damaged.contains(book.licence)
            table.add([
                .init(book.licence), .init(number(book.lines)), .init(number(book.bytes)),
                .init(book.takenIn.map { LedgerTime.text(UInt64($0.seconds)) } ?? ""),
                isDamaged ? .init(session.catalogue("node.book.damaged"), .stopped) : "",
            ])
        }
        session.output.table(table)
        session.say(
            "node.book.count",
            [
                "books": .count(books.count),
                "lines": .count(books.reduce(0) { $0 + $1.lines }),
            ])
        guard isChecking else { return .done }
        session.say("node.book.checked", ["count": .count(damaged.count)])
        return damaged.isEmpty ? .done : .unsound
    }

    private func number(_ count: Int) -> String {
        session.catalogue(Phrase("node.book.number", ["count": .count(count)]))
    }

    private func remove(_ licence: String) throws -> ExitCode {
        try BookIntake(
            options.folder, tables: .carried, today: options.today,
            surroundings: .ofProcess { _ in }
        ).remove(licence)
        session.say("node.book.removed", ["licence": .text(licence)])
        return .done
    }
}

/// Takes books into a node, and says of each what became of it.
struct BookTaking {
    let folder: NodeFolder
    let today: Day
    let session: Session

    /// The notes of a book that are shown; the others are counted.
    private static let mostNotes = 5
    /// The books that are named one by one; of more, only those with something to say.
    private static let mostNamed = 20

    /// Takes in the books of files and of all files of folders, one after the other.
    ///
    /// - Throws: what the first book throws that can not be taken in; those before it are in.
    func take(_ paths: [String], isReplacing: Bool) async throws {
        let files = try paths.flatMap { path in
            FileChecks.isFolder(path) ? try BookShelf.paths(in: path) : [path]
        }
        let intake = try BookIntake(
            folder, tables: .carried, today: today, surroundings: .ofProcess { _ in })
        let start = session.surroundings.now()
        var outcomes: [BookIntake.Outcome] = []
        for path in files {
            let progress = session.progress(
                Phrase("node.book.progress", ["file": .text(FileName.last(of: path))]), total: nil)
            defer { progress.finish() }
            let outcome = try await intake.take(path, isReplacing: isReplacing) {
                progress.advance(by: $0)
            }
            progress.finish()
            say(outcome, path, isAlone: files.count <= BookTaking.mostNamed)
            outcomes.append(outcome)
        }
        summarise(outcomes, took: session.surroundings.now() - start)
        if let (plain, missing) = try intake.settle() {
            session.say(
                missing == 0 ? "node.book.settled" : "node.book.unsettled",
                ["folder": .text(plain), "count": .count(missing)])
        }
    }

    private func say(_ outcome: BookIntake.Outcome, _ path: String, isAlone: Bool) {
        if isAlone || !outcome.notes.isEmpty {
            let key =
                switch outcome.kind {
                case .taken: "node.book.taken"
                case .replaced: "node.book.replaced"
                case .same: "node.book.same"
                }
            session.say(
                key,
                [
                    "licence": .text(outcome.licence), "lines": .count(outcome.lines),
                    "naming": .count(outcome.naming),
                ])
        }
        for note in outcome.notes.prefix(BookTaking.mostNotes) {
            let place = note.row.map { "\(path):\($0)" } ?? path
            session.output.paragraph("\(place): \(session.catalogue(note.phrase))", indent: 2)
        }
        if outcome.notes.count > BookTaking.mostNotes {
            let more = outcome.notes.count - BookTaking.mostNotes
            session.say("node.book.moreNotes", ["count": .count(more)])
        }
    }

    private func summarise(_ outcomes: [BookIntake.Outcome], took: Duration) {
        let same = outcomes.count { if case .same = $0.kind { true } else { false } }
        if same > 0 { session.say("node.book.known", ["count": .count(same)]) }
        guard same < outcomes.count else { return }
        session.say(
            "node.book.summary",
            [
                "books": .count(outcomes.count - same),
                "lines": .count(
                    outcomes.reduce(0) { sum, outcome in
                        if case .same = outcome.kind { sum } else { sum + outcome.lines }
                    }),
                "seconds": .decimal(took / .seconds(1), places: 1),
            ])
    }
}
