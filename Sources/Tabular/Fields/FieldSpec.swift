/// A field that a table may have: what its column may be called, and what stands in it.
public struct FieldSpec: Sendable {
    /// The field's name in mappings, such as `serial`.
    public let id: String
    /// What people call the column, in all languages.
    public let headings: [String]
    /// A table without the field is of no use.
    public let isNeeded: Bool
    /// Tells whether a cell that is not blank may belong to the field; `nil` when any may.
    public let content: (@Sendable (String) -> Bool)?

    /// Makes a field.
    public init(
        id: String, headings: [String], isNeeded: Bool = false,
        content: (@Sendable (String) -> Bool)? = nil
    ) {
        self.id = id
        self.headings = headings
        self.isNeeded = isNeeded
        self.content = content
    }
}
