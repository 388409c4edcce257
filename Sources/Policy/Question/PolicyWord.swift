/// A word of a policy: one of a closed set, each with a place in it.
public protocol PolicyWord: Hashable, Sendable, CaseIterable {
    /// Where it stands among all of its kind, from 0; at most 31.
    var place: Int { get }
    /// The word as a policy's file writes it.
    var word: String { get }
}

/// A word of a policy whose kind numbers its own.
public protocol NumberedPolicyWord: PolicyWord, RawRepresentable<Int> {
    /// The words as a policy's file writes them, in order.
    static var words: [String] { get }
}

extension NumberedPolicyWord {
    /// Where it stands among all of its kind.
    public var place: Int { rawValue }
    /// The word as a policy's file writes it.
    public var word: String { Self.words[rawValue] }
}

extension PolicyWord {
    /// The word that is written so; `nil` when none is.
    public init?(word: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = found
    }
}

/// Some of the words of one kind, as bits.
public struct WordSet<Word: PolicyWord>: Hashable, Sendable {
    /// One bit for each word, by its place.
    public let bits: UInt32

    /// The set of some bits; those that are no word's are left out.
    public init(bits: UInt32) {
        self.bits = bits & WordSet.every
    }

    /// The empty set.
    public init() { bits = 0 }

    /// The set of some words.
    public init(_ words: some Sequence<Word>) {
        bits = words.reduce(0) { $0 | 1 << UInt32($1.place) }
    }

    private static var every: UInt32 { UInt32((UInt64(1) << UInt64(Word.allCases.count)) - 1) }

    /// All words of the kind.
    public static var all: WordSet { WordSet(bits: .max) }

    /// Tells whether no word is in it.
    public var isEmpty: Bool { bits == 0 }

    /// The words, by their places.
    public var words: [Word] { Word.allCases.filter(contains) }

    /// Tells whether a word is in it.
    public func contains(_ word: Word) -> Bool { bits & 1 << UInt32(word.place) != 0 }

    /// Tells whether all words of another set are in it.
    public func isSuperset(of other: WordSet) -> Bool { bits & other.bits == other.bits }

    /// The words of both.
    public func union(_ other: WordSet) -> WordSet { WordSet(bits: bits | other.bits) }

    /// The words that are not in another set.
    public func subtracting(_ other: WordSet) -> WordSet { WordSet(bits: bits & ~other.bits) }
}
