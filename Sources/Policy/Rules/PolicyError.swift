public import Language

/// Why the bytes of a file are no policy: the line, and what was found there.
public struct PolicyError: Error, Hashable, Sendable {
    /// The file's name as it is shown.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// What was found.
    public let problem: Problem

    /// An error on a line of a file.
    public init(file: String, line: Int, problem: Problem) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// What can be wrong with a policy's file.
    public enum Problem: Hashable, Sendable {
        /// The file has more bytes than any policy.
        case fileSize(Int)
        /// The line has more bytes than any line.
        case lineSize(Int)
        /// The line holds bytes that are not UTF-8, or a character that is not seen.
        case characters
        /// The file does not end with a line's end.
        case unended
        /// Spaces stand where they should not.
        case spaces
        /// Another word was expected at the line's beginning; the end of the file is an empty one.
        case unexpected(String, expected: [String])
        /// What a line says is not of its form.
        case value(String, PolicyLineKind)
        /// A word is none of those of its line.
        case unknownWord(String, known: [String])
        /// Something is said a second time.
        case repeated(String, first: Int)
        /// A rule leaves out what it must say.
        case leftOut(rule: String, word: String)
        /// There are more rules or laws than any policy has.
        case tooMany(most: Int)
    }
}

/// The lines of a policy's file that hold one value of a form.
public enum PolicyLineKind: String, Hashable, Sendable, CaseIterable {
    case header, jurisdiction, version, effective, basis, retention, freshness, rule, reason
}

extension PolicyError: Sayable {
    /// Where it is, what was found, what was expected and what to do.
    public var phrase: Phrase {
        let (file, line) = (Fact.text(file), Fact.text(String(line)))
        switch problem {
        case .fileSize(let found):
            return Phrase(
                "policy.error.fileSize",
                ["file": file, "found": .count(found), "most": .count(PolicyLimits.fileBytes)])
        case .lineSize(let found):
            return Phrase(
                "policy.error.lineSize",
                [
                    "file": file, "line": line, "found": .count(found),
                    "most": .count(PolicyLimits.lineBytes),
                ])
        case .characters: return Phrase("policy.error.characters", ["file": file, "line": line])
        case .unended: return Phrase("policy.error.unended", ["file": file, "line": line])
        case .spaces: return Phrase("policy.error.spaces", ["file": file, "line": line])
        case .unexpected(let found, let expected):
            return Phrase(
                found.isEmpty ? "policy.error.ended" : "policy.error.unexpected",
                [
                    "file": file, "line": line, "found": .text(found),
                    "expected": PolicyError.list(expected),
                ])
        case .value(let found, let kind):
            return Phrase(
                "policy.error.value",
                [
                    "file": file, "line": line, "found": .text(found),
                    "expected": .phrase(Phrase("policy.expected.\(kind.rawValue)")),
                ])
        case .unknownWord(let found, let known):
            return Phrase(
                "policy.error.unknownWord",
                [
                    "file": file, "line": line, "found": .text(found),
                    "expected": PolicyError.list(known),
                ])
        case .repeated(let found, let first):
            return Phrase(
                "policy.error.repeated",
                [
                    "file": file, "line": line, "found": .text(found),
                    "first": .text(String(first)),
                ])
        case .leftOut(let rule, let word):
            return Phrase(
                "policy.error.leftOut",
                ["file": file, "line": line, "rule": .text(rule), "word": .text(word)])
        case .tooMany(let most):
            return Phrase(
                "policy.error.tooMany", ["file": file, "line": line, "most": .count(most)])
        }
    }

    private static func list(_ words: [String]) -> Fact {
        .text(words.map { "\"\($0)\"" }.joined(separator: ", "))
    }
}

/// How much a policy's file may hold.
enum PolicyLimits {
    static let fileBytes = 65_536
    static let lineBytes = 160
    static let rules = 256
    static let bases = 64
    /// Ten years, and some days more.
    static let retentionDays = 3660
    /// From what clocks differ by to an hour, in seconds.
    static let cosigned = 10...3600
    static let usualCosigned = 300
    static let identifierBytes = 48
    /// As much of a word that was not expected is shown.
    static let shownCharacters = 40
}
