/// One step of a database's structure, which never changes once a database has taken it.
///
/// A mistake in a migration is mended by another one. What a database took is recorded in it with a checksum of
/// the statements, so that a changed migration is found when the database is opened.
public struct Migration: Sendable {
    /// The place of this step: 1, 2, 3, without gaps.
    public let number: Int
    /// What the step is for, in a few words.
    public let name: String
    /// The statements, carried out in this order in one transaction.
    public let statements: [Query]

    /// Makes a step.
    public init(number: Int, name: String, statements: [Query]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// The FNV-1a hash of the statements in 16 hexadecimal digits.
    ///
    /// It is there to find an edit that nobody meant, not to withstand anybody: who can write the code or the
    /// file can write the checksum.
    var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for statement in statements {
            statement.text.utf8.forEach(add)
            add(0)
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
