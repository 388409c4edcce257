/// A language that Rastro speaks, named by its ISO 639-1 code.
///
/// A value, not an enumeration: a third language is a folder of catalogues, not a change of code.
public struct Tongue: Hashable, Sendable, CustomStringConvertible {
    /// The ISO 639-1 code, such as `es`.
    public let code: String

    /// Makes a language from its ISO 639-1 code.
    public init(code: String) {
        self.code = code.lowercased()
    }

    /// Spanish as it is written in Mexico.
    public static let spanish = Tongue(code: "es")
    /// English as it is written in the United States.
    public static let english = Tongue(code: "en")

    /// The code.
    public var description: String { code }

    /// The language that a POSIX locale asks for, such as `es_MX.UTF-8`.
    ///
    /// - Returns: `nil` when the locale names none, as `C` does.
    public init?(locale: String) {
        let code = locale.prefix { $0.isASCII && $0.isLetter }.lowercased()
        guard code.utf8.count == 2 else { return nil }
        self.code = code
    }
}
