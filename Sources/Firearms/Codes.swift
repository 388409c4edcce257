/// The code of a firm in the reference tables, such as `GLOCK`.
public struct FirmCode: Hashable, Sendable, CustomStringConvertible {
    /// The code as the tables write it.
    public let description: String
    /// Makes a code from its text.
    public init(_ text: String) { description = text }
}

/// The code of a calibre in the reference tables, such as `9X19`.
public struct CalibreCode: Hashable, Sendable, CustomStringConvertible {
    /// The code as the tables write it.
    public let description: String
    /// Makes a code from its text.
    public init(_ text: String) { description = text }
}

/// The ISO 3166-1 alpha-2 code of a country, such as `AT`.
public struct CountryCode: Hashable, Sendable, CustomStringConvertible {
    /// The code as ISO writes it.
    public let description: String
    /// Makes a code from its text.
    public init(_ text: String) { description = text }
}

/// A kind of firearm, such as `pistol`; the kinds are a reference table.
public struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// The code as the tables write it.
    public let description: String
    /// Makes a kind from its code.
    public init(_ text: String) { description = text }
}
