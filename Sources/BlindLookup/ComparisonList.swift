public import Cryptography

/// What stands for a firearm in a published list: 16 bytes that only the owner can make, or tell a person of.
public struct ComparisonTag: Hashable, Comparable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// How many bytes a tag has.
    public static let size = 16

    /// The tag of 16 bytes; `nil` for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == ComparisonTag.size else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The tag of what the owner's function gives for a firearm.
    init(output: [UInt8]) {
        let digest = Digest.sha256(output).bytes
        high = digest[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in
            (0..<8 as Range<UInt64>).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    /// The order of their bytes.
    public static func < (one: ComparisonTag, other: ComparisonTag) -> Bool {
        (one.high, one.low) < (other.high, other.low)
    }
}

/// The firearms that a node says it knows, stolen or recovered, as it publishes them for one period.
///
/// Nobody can read them without asking the owner about each; nor can it be seen how many there are, but for the
/// step: tags that stand for nothing fill the list up. It is of firearms and never of people.
public struct ComparisonList: Hashable, Sendable {
    /// In which period it may be asked about.
    public let period: ComparisonPeriod
    /// By which rule its firearms are written.
    public let rule: FormRule
    /// The key with which answers are made, and their proofs are checked.
    public let key: RistrettoPoint
    /// The tags, ascending, each once.
    public let tags: [ComparisonTag]

    /// The fewest tags of a list, from which each step is twice the one before.
    public static let smallestStep = 256
    /// The most tags of a list.
    public static let mostTags = 1 << 17

    /// A list as it was published; `nil` unless the tags ascend and are as many as a step has.
    public init?(
        period: ComparisonPeriod, rule: FormRule, key: RistrettoPoint, tags: [ComparisonTag]
    ) {
        guard tags.count <= ComparisonList.mostTags,
            ComparisonList.step(for: tags.count) == tags.count,
            zip(tags, tags.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.period = period
        self.rule = rule
        self.key = key
        self.tags = tags
    }

    /// Makes the list of a node's firearms; the same firearms give the same list as long as the period lasts.
    ///
    /// - Parameters:
    ///   - forms: the firearms, all by the rule.
    ///   - rule: the rule.
    ///   - keys: the keys of the period.
    ///   - lanes: how many parts are worked on at once.
    /// - Throws: `ComparisonError`: `tooMany`, `otherRule` or `oblivious`.
    /// - Complexity: linear, about a fifteenth of a millisecond for each firearm.
    public static func make(
        of forms: Set<NormalForm>, _ rule: FormRule, keys: PeriodKeys, lanes: Int = 1
    ) async throws(ComparisonError) -> ComparisonList {
        guard forms.count <= mostTags else { throw .tooMany(found: forms.count, most: mostTags) }
        guard forms.allSatisfy({ $0.rule == rule }) else { throw .otherRule }
        guard let key = keys.evaluationKey() else { throw .noMemory }
        let outputs: [[UInt8]]
        do {
            outputs = try await key.outputs(of: forms.map(\.bytes), lanes: lanes)
        } catch { throw .oblivious(error) }
        var tags = Set(outputs.map(ComparisonTag.init(output:)))
        let step = step(for: tags.count)
        var number = 0
        while tags.count < step {
            // Always the same, so that a list published again does not show which tags stand for nothing.
            guard let padding = keys.padding(number) else { throw .noMemory }
            tags.insert(ComparisonTag(output: padding))
            number += 1
        }
        let list = ComparisonList(
            period: keys.period, rule: rule, key: key.publicKey, tags: tags.sorted())
        guard let list else { throw .tooMany(found: forms.count, most: mostTags) }
        return list
    }

    /// Tells whether a tag is in the list.
    ///
    /// - Complexity: logarithmic.
    public func contains(_ tag: ComparisonTag) -> Bool {
        var (low, high) = (0, tags.count)
        while low < high {
            let middle = low + (high - low) / 2
            if tags[middle] < tag { low = middle + 1 } else { high = middle }
        }
        return low < tags.count && tags[low] == tag
    }

    /// How many tags a list of so many firearms has.
    private static func step(for count: Int) -> Int {
        var step = smallestStep
        while step < count { step *= 2 }
        return step
    }
}

/// Why a comparison can not go on; no case says which firearm it was.
public enum ComparisonError: Error, Hashable, Sendable {
    /// There are more firearms than are compared.
    case tooMany(found: Int, most: Int)
    /// A firearm is written by another rule.
    case otherRule
    /// The answer is of another period than the list.
    case otherPeriod
    /// The answer was made with another key than the list.
    case otherKey
    /// There is no memory for a key, or no randomness.
    case noMemory
    /// The answer is not what it should be.
    case oblivious(ObliviousError)
}
