/// What was wrong with a piece of text that HTTP has rules for.
public enum SyntaxError: Error, Equatable, Sendable {
    /// It has nothing where something must stand.
    case empty
    /// It is longer, or has more parts, than is accepted.
    case tooLong(limit: Int)
    /// It has a character that may not stand there.
    case forbiddenCharacter(offset: Int)
    /// A percent sign is not followed by two hexadecimal digits.
    case brokenEscape(offset: Int)
    /// What is behind the escapes is no UTF-8.
    case notUnicode
    /// A path has a part that is empty or of dots alone.
    case wanderingPath
    /// It does not begin as it must.
    case wrongBeginning
    /// A number is none, or out of its range.
    case wrongNumber
}
