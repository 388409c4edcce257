public import Language

// What the answers are called in the catalogues, for the command, the report and every screen.

extension Outcome {
    /// What the outcome is called.
    public var label: Phrase { Phrase("outcome.\(catalogueKey(rawValue))") }
}

extension Closure {
    /// What the reason is called.
    public var label: Phrase { Phrase("closure.\(catalogueKey(rawValue))") }
}

extension Mender {
    /// What the mender is called.
    public var label: Phrase { Phrase("mender.\(catalogueKey(rawValue))") }
    /// What the mender does to bring the trace on, as a sentence.
    public var task: Phrase { Phrase("mender.\(catalogueKey(rawValue)).does") }
}

extension Certainty {
    /// The word for it.
    public var label: Phrase { Phrase("certainty.\(catalogueKey(rawValue))") }
}

/// A raw value as the catalogues' keys write it: lower case, spaces as underscores.
private func catalogueKey(_ rawValue: String) -> String {
    rawValue.lowercased().split(separator: " ").joined(separator: "_")
}
