import Language

/// The help, written from the specifications in 80 columns.
struct Help {
    let subcommands: [CommandSpecification]
    let catalogue: Catalogue

    /// Writes what the command is for and which subcommands it has.
    func writeOverview(to terminal: Terminal) {
        terminal.paragraph(catalogue("commands.rastro.summary"))
        heading("commands.help.usage", to: terminal)
        terminal.line(StyledText("  " + catalogue("commands.rastro.usage"), .accent))
        heading("commands.help.subcommands", to: terminal)
        let names = subcommands.map { ($0.name, catalogue($0.summary)) }
        terminal.table(list(names))
        heading("commands.help.everywhere", to: terminal)
        let shared = [OptionRule.language, .help].map { (form($0), catalogue($0.help)) }
        let version = ("--version", catalogue("commands.option.version"))
        terminal.table(list(shared + [version]))
        terminal.line()
        terminal.paragraph(catalogue("commands.rastro.more"))
        terminal.line()
        writeExitCodes(to: terminal)
    }

    /// Writes what one subcommand takes.
    func write(_ specification: CommandSpecification, to terminal: Terminal) {
        terminal.paragraph(
            "rastro \(specification.name): \(catalogue(specification.summary))")
        heading("commands.help.usage", to: terminal)
        let usage = Wrapping.lines(of: usage(specification), width: terminal.width - 2, indent: 4)
        for line in usage { terminal.line(StyledText("  " + line, .accent)) }
        heading("commands.help.options", to: terminal)
        let options = specification.options + [.language, .help]
        terminal.table(list(options.map { (form($0), catalogue($0.help)) }))
        for note in specification.notes {
            terminal.line()
            terminal.paragraph(catalogue(note))
        }
        terminal.line()
        writeExitCodes(to: terminal)
    }

    private func writeExitCodes(to terminal: Terminal) {
        terminal.paragraph(catalogue("commands.help.exitCodes"))
    }

    private func heading(_ key: String, to terminal: Terminal) {
        terminal.line()
        terminal.line(StyledText(catalogue(key), .strong))
    }

    private func list(_ entries: [(String, String)]) -> TextTable {
        var table = TextTable([.init(), .init(), .init(isFlexible: true)])
        for (name, text) in entries { table.add(["", .init(name, .accent), .init(text)]) }
        return table
    }

    private func usage(_ specification: CommandSpecification) -> String {
        var words = ["rastro", specification.name]
        if let positional = specification.positional {
            words.append(
                catalogue(positional.placeholder.phrase)
                    + (positional.isRepeated && positional.second == nil ? "..." : ""))
            if let second = positional.second {
                words.append(catalogue(second.phrase) + (positional.isRepeated ? "..." : ""))
            }
        }
        words += specification.options.filter(\.isRequired).map(form)
        words.append(catalogue("commands.help.moreOptions"))
        return words.joined(separator: " ")
    }

    private func form(_ rule: OptionRule) -> String {
        guard let placeholder = rule.placeholder else { return "--\(rule.name)" }
        return "--\(rule.name) \(catalogue(placeholder.phrase))"
    }
}
