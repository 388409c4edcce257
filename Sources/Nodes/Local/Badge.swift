/// What commands hand in as an officer's badge: any text of a bounded length, which becomes a pseudonym.
enum Badge {
    /// The longest, in bytes.
    static let longest = 128

    /// Tells whether a text can be one.
    static func isOne(_ text: String) -> Bool { (1...longest).contains(text.utf8.count) }
}
