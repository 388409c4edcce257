/// A function of the program that statements may call by its name.
///
/// By it values are made unreadable on their way into a table, and readable on their way out, and no statement can
/// forget the key: it is the connection's.
public struct StorageFunction: Sendable {
    /// What statements call it.
    public let name: String
    /// How many values it takes.
    public let parameterCount: Int
    let body: @Sendable ([StoredValue]) -> StoredValue?

    /// A function of values.
    ///
    /// - Parameters:
    ///   - name: none that the database has a function of already.
    ///   - body: what it makes of its values, on whichever thread carries out the statement; `nil` for values that nobody
    ///     wrote so: the statement then fails with `StorageError.damaged`.
    public init(
        _ name: String, parameterCount: Int,
        body: @escaping @Sendable ([StoredValue]) -> StoredValue?
    ) {
        self.name = name
        self.parameterCount = parameterCount
        self.body = body
    }
}
