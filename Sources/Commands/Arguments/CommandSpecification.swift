public import Language

/// What a subcommand takes, from which its arguments are parsed and its help is written.
public struct CommandSpecification: Sendable {
    /// The word that calls the subcommand, or the words.
    public let name: String
    /// What the subcommand does, in one line.
    public let summary: Phrase
    /// What the arguments without a dash are; `nil` when none is taken.
    public let positional: Positional?
    /// The options, in the order in which the help shows them.
    public let options: [OptionRule]
    /// What the help says below the options: examples, what comes out.
    public let notes: [Phrase]

    /// Makes a specification.
    public init(
        name: String, summary: Phrase, positional: Positional?, options: [OptionRule],
        notes: [Phrase] = []
    ) {
        self.name = name
        self.summary = summary
        self.positional = positional
        self.options = options
        self.notes = notes
    }

    /// The words of its name.
    var words: [String] { name.split(separator: " ").map(String.init) }

    /// The arguments without a dash: at least one is needed.
    public struct Positional: Sendable {
        /// What stands for one in the help.
        public let placeholder: Placeholder
        /// What stands for the second, which is needed as well; `nil` where there is one alone.
        public let second: Placeholder?
        /// Tells whether several may be given, of the second where there is one.
        public let isRepeated: Bool

        /// Makes a rule for the arguments without a dash.
        public init(
            _ placeholder: Placeholder, then second: Placeholder? = nil, isRepeated: Bool = false
        ) {
            self.placeholder = placeholder
            self.second = second
            self.isRepeated = isRepeated
        }
    }
}

/// One option of a subcommand.
public struct OptionRule: Sendable {
    /// The name, without its dashes.
    public let name: String
    /// What stands for the value in the help; `nil` for a flag, which takes none.
    public let placeholder: Placeholder?
    /// Tells whether the subcommand can not do without it.
    public let isRequired: Bool
    /// Tells whether it may be given several times.
    public let isRepeated: Bool
    /// What it is for.
    public let help: Phrase

    /// Makes an option.
    public init(
        _ name: String, _ placeholder: Placeholder? = nil, isRequired: Bool = false,
        isRepeated: Bool = false, help: Phrase
    ) {
        self.name = name
        self.placeholder = placeholder
        self.isRequired = isRequired
        self.isRepeated = isRepeated
        self.help = help
    }

    /// Prints the help; every subcommand has it.
    static let help = OptionRule("help", help: Phrase("commands.option.help"))
    /// Chooses the language; every subcommand has it.
    static let language = OptionRule(
        "lang", .language, help: Phrase("commands.option.lang"))
}

/// What stands for a value in the help, written in the reader's language.
public enum Placeholder: String, Sendable, CaseIterable {
    case file, folder, number, language, day, mapping, encoding, delimiter, sheet, order
    case subject, prior, key, ledger, pin, name, code, address, request, word
    case emergency, licence

    /// The word, in capitals by custom.
    public var phrase: Phrase { Phrase("commands.placeholder.\(rawValue)") }
}
