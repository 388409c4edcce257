import Language

/// The files that a command has written, as its last lines say.
struct WrittenFiles {
    let results: [TraceOptions.Results]
    let reports: [TraceOptions.Report]

    /// Says where they are; nothing where none was wanted.
    ///
    /// - Parameter isApart: whether an empty line is to stand before them.
    func write(to session: Session, isApart: Bool) {
        let (output, catalogue) = (session.output, session.catalogue)
        var table = TextTable([.init(), .init()])
        for file in results {
            table.add([
                .init(catalogue(Phrase("commands.summary.results"))), .init(file.path, .accent),
            ])
        }
        for file in reports {
            table.add([
                .init(catalogue(Phrase("commands.summary.report"))), .init(file.path, .accent),
            ])
        }
        guard !table.rows.isEmpty else { return }
        if isApart { output.line() }
        output.table(table)
    }
}
