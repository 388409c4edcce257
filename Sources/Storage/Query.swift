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

    let text: String
    let isLiteral: Bool

    /// Takes a literal.
    public init(stringLiteral text: StaticString) {
        self.text = text.description
        isLiteral = true
    }

    /// Takes a statement that code put together, such as a list of `$n` whose length is not known before.
    ///
    /// Nobody can tell that it holds no value, so errors do not show it.
    public init(composed text: String) {
        self.text = text
        isLiteral = false
    }

    /// The statement on one line and cut to a length, for errors.
    var label: String {
        guard isLiteral else { return "a composed statement" }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= Query.longestLabel
            ? line : line.prefix(Query.longestLabel) + "…"
    }
}
