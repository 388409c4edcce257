/// The lines of a policy's file that say something, as words.
struct PolicyLines {
    /// One line.
    struct Line {
        let number: Int
        let isIndented: Bool
        let words: [String]

        /// Its first word.
        var first: String { words[0] }
        /// The words behind the first one.
        var values: ArraySlice<String> { words.dropFirst() }
    }

    /// The file's name as it is shown.
    let file: String
    private(set) var lines: [Line] = []
    private(set) var last = 1
    private var next = 0

    init(_ bytes: [UInt8], named file: String) throws(PolicyError) {
        self.file = file
        guard bytes.count <= PolicyLimits.fileBytes else {
            throw PolicyError(file: file, line: 1, problem: .fileSize(bytes.count))
        }
        let raw = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        last = max(1, raw.count - 1)
        for (index, line) in raw.enumerated() where !line.isEmpty {
            if let read = try read(line, index + 1) { lines.append(read) }
            guard index < raw.count - 1 else { throw error(.unended, at: index + 1) }
        }
    }

    private func read(_ bytes: ArraySlice<UInt8>, _ number: Int) throws(PolicyError) -> Line? {
        guard bytes.count <= PolicyLimits.lineBytes else {
            throw error(.lineSize(bytes.count), at: number)
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            text.unicodeScalars.allSatisfy(PolicyLines.isSeen)
        else { throw error(.characters, at: number) }
        guard !text.hasPrefix("#") else { return nil }
        let isIndented = text.hasPrefix("  ")
        let words = text.dropFirst(isIndented ? 2 : 0).split(
            separator: " ", omittingEmptySubsequences: false)
        guard words.allSatisfy({ !$0.isEmpty }) else { throw error(.spaces, at: number) }
        return Line(number: number, isIndented: isIndented, words: words.map(String.init))
    }

    /// Tells whether a reader sees a character: no control, nothing that turns or hides others.
    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }

    /// The line that comes next, which stays where it is; `nil` at the end.
    var upcoming: Line? { next < lines.count ? lines[next] : nil }

    /// Passes the next line.
    mutating func pass() { next += 1 }

    /// The next line, which must begin with a word, and is passed.
    mutating func line(_ word: String) throws(PolicyError) -> Line {
        guard let line = upcoming, !line.isIndented, line.first == word else {
            throw unexpected(word)
        }
        pass()
        return line
    }

    /// The error of a next line that is another than expected.
    func unexpected(_ expected: String...) -> PolicyError {
        let found = upcoming.map { ($0.isIndented ? "  " : "") + PolicyLines.shown($0.first) }
        return error(
            .unexpected(found ?? "", expected: expected), at: upcoming?.number ?? last)
    }

    /// An error on a line.
    func error(_ problem: PolicyError.Problem, at line: Int) -> PolicyError {
        PolicyError(file: file, line: line, problem: problem)
    }

    /// A word as far as it is shown.
    static func shown(_ text: String) -> String {
        let most = PolicyLimits.shownCharacters
        return text.count <= most ? text : text.prefix(most) + "..."
    }
}
