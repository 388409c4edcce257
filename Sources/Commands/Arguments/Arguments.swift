/// The arguments of a subcommand, parsed: every option is known and has as many values as it may.
public struct Arguments: Sendable, Equatable {
    /// The arguments without a dash, in order.
    public let positionals: [String]
    private let values: [String: [String]]
    private let flags: Set<String>

    init(positionals: [String], values: [String: [String]], flags: Set<String>) {
        self.positionals = positionals
        self.values = values
        self.flags = flags
    }

    /// The value of an option, if it was given.
    public func value(_ option: String) -> String? { values[option]?.last }

    /// The values of an option that may be repeated, in order.
    public func values(_ option: String) -> [String] { values[option] ?? [] }

    /// Tells whether a flag was given.
    public func has(_ flag: String) -> Bool { flags.contains(flag) }
}
