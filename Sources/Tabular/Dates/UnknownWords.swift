/// The words by which people say that they do not know: a cell that holds one counts as blank.
public struct UnknownWords: Hashable, Sendable {
    private let words: Set<String>

    /// Makes a list; case, accents and punctuation do not matter.
    public init(_ words: some Sequence<String>) {
        self.words = Set(words.map(UnknownWords.key))
    }

    /// What people usually write, in English and Spanish.
    public static let usual = UnknownWords([
        "unknown", "unk", "unkn", "unknow", "not known", "not available", "not provided",
        "not applicable", "not stated", "not given", "not reported", "none", "nil", "null", "nan",
        "n/a", "na", "n.d.", "nd", "tbd", "no date", "undated", "no data", "missing", "blank",
        "desconocido", "desconocida", "desc", "se desconoce", "se ignora", "ignorado", "ignorada",
        "no disponible", "no aplica", "no consta", "no especificado", "no especificada",
        "no proporcionado", "no proporcionada", "no identificado", "no identificada",
        "sin dato", "sin datos", "sin fecha", "sin informacion", "sin información", "s/d", "sd",
        "s/f", "sf", "s/n", "sn", "ninguno", "ninguna", "nulo", "por determinar", "vacio",
    ])

    /// Tells whether a text is blank, a word of the list, or nothing but punctuation, as `?` and `--`.
    public func contains(_ text: some StringProtocol) -> Bool {
        let key = UnknownWords.key(text)
        return key.isEmpty || words.contains(key)
    }

    private static func key(_ text: some StringProtocol) -> String {
        Folding.words(text).joined(separator: " ")
    }
}
