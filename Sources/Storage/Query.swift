/// One statement of SQL, written as a literal, with its parameters as `$1`, `$2` and so on.
///
/// A literal can not be interpolated, so that no value becomes part of a statement: values are bound. What is
/// bound is also never named in an error, while the text of a literal is.
///
/// A statement may not begin or end a transaction or change how the database works. The word `ROLLBACK` may not stand
/// anywhere in it, not even as the answer to a conflict.
public struct Query: ExpressibleByStringLiteral, Hashable, Sendable {
    /// The longest part of a statement that an error shows.
    private static let longestLabel = 160

    private enum Source: Sendable {
        case literal(StaticString)
        case composed(String)
    }

    private let source: Source

    /// Takes a literal.
    public init(stringLiteral text: StaticString) {
        source = .literal(text)
    }

    /// Takes a statement that code put together, such as a list of `$n` whose length is not known before.
    ///
    /// Nobody can tell that it holds no value, so errors do not show it.
    public init(composed text: String) {
        source = .composed(text)
    }

    /// The statement; a literal's is made anew each time.
    var text: String {
        switch source {
        case .literal(let text): text.description
        case .composed(let text): text
        }
    }

    var isLiteral: Bool {
        if case .literal = source { true } else { false }
    }

    /// Where the literal stands in the program, which no other one does; `nil` for what is none.
    var address: UInt? {
        guard case .literal(let text) = source, text.hasPointerRepresentation else { return nil }
        return UInt(bitPattern: unsafe text.utf8Start)
    }

    /// Tells whether two statements have the same text.
    public static func == (one: Query, other: Query) -> Bool {
        one.isLiteral == other.isLiteral && one.text == other.text
    }

    /// Adds the text to a hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The statement on one line and cut to a length, for errors.
    var label: String {
        guard isLiteral else { return "a composed statement" }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= Query.longestLabel
            ? line : line.prefix(Query.longestLabel) + "…"
    }
}
