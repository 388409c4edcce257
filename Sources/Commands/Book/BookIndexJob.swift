import Books
import Firearms
import Language

/// The work of `rastro book index`: indexes beside the books of a folder.
struct BookIndexJob {
    let options: BookIndexOptions
    let session: Session

    /// The work as the command starts it.
    static let job: BookIndexCommand.Job = { options, session in
        try await BookIndexJob(options: options, session: session).run()
    }

    /// The books whose rows are still read each time that are named; the rest are counted.
    private static let mostNamed = 5

    private func run() async throws -> ExitCode {
        if options.isRemoving {
            let count = try BookIndex.remove(from: options.folder)
            say(Phrase("commands.index.removed", ["count": .count(count), "folder": folder]))
            return .done
        }
        let start = session.surroundings.now()
        let progress = session.progress(Phrase("commands.index.progress"), total: nil)
        let index = BookIndex(directory: options.folder, tables: .carried, today: options.today)
        let outcomes = try await index.update { progress.advance() }
        progress.finish()
        summarise(outcomes, took: session.surroundings.now() - start)
        return .done
    }

    private var folder: Fact { .text(options.folder) }

    private func summarise(_ outcomes: [BookIndex.Outcome], took: Duration) {
        let kept = outcomes.count { $0.isKept }
        say(
            Phrase(
                "commands.index.books",
                [
                    "books": .count(outcomes.count),
                    "lines": .count(outcomes.reduce(0) { $0 + $1.lines }),
                ]))
        let bytes = outcomes.reduce(0) { $0 + $1.bytes }
        say(
            Phrase(
                "commands.index.made",
                [
                    "made": .count(outcomes.count - kept), "kept": .count(kept),
                    "size": .decimal(Double(bytes) / 1e6, places: 1),
                    "seconds": .decimal(took / .seconds(1), places: 1),
                ]))
        let whole = outcomes.filter { !$0.savesReading }
        if !whole.isEmpty {
            say(Phrase("commands.index.read_whole", ["count": .count(whole.count)]))
            for outcome in whole.prefix(BookIndexJob.mostNamed) { line("  " + outcome.book) }
            if whole.count > BookIndexJob.mostNamed {
                let more = whole.count - BookIndexJob.mostNamed
                say(Phrase("commands.index.more_books", ["count": .count(more)]))
            }
        }
        say(Phrase("commands.index.where", ["folder": folder]))
    }

    private func say(_ phrase: Phrase) { line(session.catalogue(phrase)) }

    private func line(_ text: String) {
        if !options.isQuiet { session.output.paragraph(text) }
    }
}
