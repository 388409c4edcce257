/// Who has the parties of a book's lines, and names nobody: they are fetched line by line when they are asked for.
public protocol NamelessLines: Sendable {
    /// The parties of lines, in the order in which they are asked for.
    ///
    /// - Throws: when they can not be had; `failure` then says why.
    func parties(ofLines lines: [Int]) throws -> [LineParties]

    /// What stopped them from being had any further.
    var failure: BooksError? { get }
}
