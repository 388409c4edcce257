public import Chronology

/// Something to be said to a person, not yet in any language: a key of the catalogues and its facts.
///
/// Errors, reasons and labels travel as phrases and become text at the edge, where the reader's
/// language is known. Keys are `target.topic`, written as literals so that a test can find each one.
public struct Phrase: Hashable, Sendable {
    /// The key under which the catalogues hold the text.
    public let key: String
    /// The facts that the text names, by the name it gives them.
    public let facts: [String: Fact]

    /// Makes a phrase from its key and its facts.
    public init(_ key: String, _ facts: [String: Fact] = [:]) {
        self.key = key
        self.facts = facts
    }
}

/// One fact in a phrase, written as the reader's language writes it.
public enum Fact: Hashable, Sendable {
    /// A text that stands as it is: a quotation from a file, a name, a serial.
    case text(String)
    /// A whole number, its thousands set apart.
    case count(Int)
    /// A number with a fixed number of decimal places.
    case decimal(Double, places: Int)
    /// A share (0...1) as a percentage with a fixed number of decimal places.
    case share(Double, places: Int)
    /// A day, its month in letters so that it cannot be misread.
    case day(Day)
    /// A range of days, or the one day.
    case days(DayRange)
    /// Another phrase, set within this one.
    indirect case phrase(Phrase)
    /// Several phrases, joined by commas.
    indirect case list([Phrase])
}

extension Fact: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// A text fact.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A counted fact.
    public init(integerLiteral value: Int) { self = .count(value) }
}

/// An error, or anything else, that can say itself to a person in any language.
public protocol Sayable {
    /// What failed or was found, where, what was expected and what to do.
    var phrase: Phrase { get }
}
