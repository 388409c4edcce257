/// What reads rows of one format, before a header is chosen.
protocol RowSource: AnyObject {
    /// The next row that is not blank, or a problem; `nil` at the end.
    func next() throws(TabularError) -> RawEvent?
    /// How many cells a row is expected to have, once the header is known.
    var expectedCells: Int { get set }
    /// What has to be said of the file so far.
    var warnings: [TableWarning] { get }
}

/// A row as it stands in the file, or what is wrong with it.
enum RawEvent: Hashable {
    case row(TableRow)
    case problem(RowProblem)
}

extension String {
    /// Tells whether a cell holds nothing but space.
    var isBlank: Bool { utf8.allSatisfy(\.isBlankByte) || allSatisfy(\.isWhitespace) }

    /// The text without space at either end.
    var trimmed: String {
        // Most cells begin and end with a printed ASCII character, and need no look at Unicode.
        if let first = utf8.first, let last = utf8.last, (0x21...0x7E).contains(first),
            (0x21...0x7E).contains(last)
        {
            return self
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

extension UInt8 {
    /// Space or a control character for it, in ASCII.
    var isBlankByte: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
