/// Reads the words of a command line by a subcommand's specification; takes nothing that it does not
/// know, and no abbreviation.
struct ArgumentParser {
    let specification: CommandSpecification
    private var positionals: [String] = []
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []

    private init(_ specification: CommandSpecification) {
        self.specification = specification
    }

    /// Parses the words that follow the subcommand's name.
    ///
    /// An option is `--name value` or `--name=value`; `-h` is `--help`; after `--` nothing is an option.
    /// Nothing more is asked for once `--help` was met.
    static func parse(
        _ words: [String], by specification: CommandSpecification
    ) throws(CommandError) -> Arguments {
        var parser = ArgumentParser(specification)
        try parser.read(words)
        if !parser.flags.contains("help") { try parser.requireAll() }
        return Arguments(
            positionals: parser.positionals, values: parser.values, flags: parser.flags)
    }

    private mutating func read(_ words: [String]) throws(CommandError) {
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" {
                for rest in words[index...] { try take(positional: rest) }
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                try take(positional: word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let rule = try rule(for: String(parts[0]))
            if rule.placeholder == nil {
                guard parts.count == 1 else { throw .unexpectedValue(option: rule.name) }
                try take(flag: rule)
            } else if parts.count == 2 {
                try take(value: String(parts[1]), of: rule)
            } else {
                // A value never looks like an option: `--out --report x` is a slip, not a file.
                guard index < words.count, !words[index].hasPrefix("--") else {
                    throw .missingValue(option: rule.name, placeholder: rule.placeholder ?? .file)
                }
                try take(value: words[index], of: rule)
                index += 1
            }
        }
    }

    private func rule(for word: String) throws(CommandError) -> OptionRule {
        let all = specification.options + [.language, .help]
        if word == "-h" { return .help }
        if word.hasPrefix("--"), let rule = all.first(where: { "--" + $0.name == word }) {
            return rule
        }
        let nearest = Spelling.nearest(to: word, among: all.map { "--" + $0.name })
        throw .unknownOption(word, command: specification.name, nearest: nearest)
    }

    private mutating func take(flag rule: OptionRule) throws(CommandError) {
        guard flags.insert(rule.name).inserted else { throw .repeatedOption(rule.name) }
    }

    private mutating func take(value: String, of rule: OptionRule) throws(CommandError) {
        guard !value.isEmpty else {
            throw .missingValue(option: rule.name, placeholder: rule.placeholder ?? .file)
        }
        guard values[rule.name] == nil || rule.isRepeated else { throw .repeatedOption(rule.name) }
        values[rule.name, default: []].append(value)
    }

    private mutating func take(positional word: String) throws(CommandError) {
        guard let positional = specification.positional,
            positional.isRepeated || positionals.count < (positional.second == nil ? 1 : 2)
        else { throw .unexpectedPositional(word, command: specification.name) }
        guard !word.isEmpty else {
            throw .missingPositional(positional.placeholder, command: specification.name)
        }
        positionals.append(word)
    }

    private func requireAll() throws(CommandError) {
        if let positional = specification.positional, positionals.isEmpty {
            throw .missingPositional(positional.placeholder, command: specification.name)
        }
        if let second = specification.positional?.second, positionals.count < 2 {
            throw .missingPositional(second, command: specification.name)
        }
        for rule in specification.options where rule.isRequired && values[rule.name] == nil {
            throw .missingOption(
                rule.name, placeholder: rule.placeholder ?? .file, command: specification.name)
        }
    }
}
