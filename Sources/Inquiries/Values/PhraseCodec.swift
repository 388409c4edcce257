import Chronology
import Encoding
import Exchange
import Language

/// Phrases as bodies carry them: `[key, {fact: [kind, ...]}]`, to become text in the reader's own language.
///
/// A phrase of a key that findings do not use, or that this version does not know, is not taken; one neutral
/// phrase says so.
enum PhraseCodec {
    /// The catalogues whose keys findings use, each with the groups of keys; empty for all.
    private static let groups: [String: Set<String>] = [
        "tracing": ["reason", "serial", "weighed", "chain", "mend", "preflight"],
        "firearms": [], "inquiries": [],
    ]
    /// How deep a phrase may lie in another.
    private static let deepest = 4
    private static let mostFacts = 16
    private static let mostListed = 32
    private static let largest = 1_000_000_000
    private static let longestKey = 96
    /// Decimals travel in millionths.
    private static let millionths = 1_000_000.0

    /// What stands for phrases that are not known here.
    static let unknown = Phrase("inquiries.phrase.unknown")

    /// The keys that are taken.
    private static let known: Set<String> = {
        let tongues = Catalogue.carriedTongues.compactMap { Catalogue(carried: $0) }
        return Set(tongues.flatMap(\.keys).filter(isOfFindings))
    }()

    private static func isOfFindings(_ key: String) -> Bool {
        let parts = key.split(separator: ".").map(String.init)
        guard parts.count > 1, let taken = groups[parts[0]] else { return false }
        return taken.isEmpty || taken.contains(parts[1])
    }

    static func json(_ phrase: Phrase) -> JSONValue {
        var facts = JSONObject()
        for (name, fact) in phrase.facts { facts[name] = json(fact) }
        return .array([.string(phrase.key), .object(facts)])
    }

    static func json(_ phrases: [Phrase]) -> JSONValue? { .some(phrases.map { json($0) }) }

    private static func json(_ fact: Fact) -> JSONValue {
        switch fact {
        case .text(let text): .array([.string("text"), .string(BodyText.fitted(text))])
        case .count(let count): .array([.string("count"), .integer(Int64(bounded(count)))])
        case .decimal(let number, let places):
            .array([
                .string("decimal"), .integer(scaled(number)),
                .integer(Int64(min(6, max(0, places)))),
            ])
        case .share(let share, let places):
            .array([
                .string("share"), Probability.json(share), .integer(Int64(min(6, max(0, places)))),
            ])
        case .day(let day): .array([.string("day"), day.json ?? .null])
        case .days(let days): .array([.string("days"), days.json ?? .null])
        case .phrase(let phrase): .array([.string("phrase"), json(phrase)])
        case .list(let phrases): .array([.string("list"), .array(phrases.map { json($0) })])
        }
    }

    private static func bounded(_ count: Int) -> Int { min(largest, max(-largest, count)) }

    private static func scaled(_ number: Double) -> Int64 {
        guard number.isFinite else { return 0 }
        let most = Double(largest)
        return Int64((min(most, max(-most, number)) * millionths).rounded())
    }

    /// Reads a phrase; `nil` for one whose key is not known here.
    static func read(
        _ value: JSONValue, path: String, depth: Int = 0
    ) throws(MessageError) -> Phrase? {
        guard depth < deepest, let parts = value.array, parts.count == 2,
            let key = parts[0].string, (1...longestKey).contains(key.utf8.count),
            let facts = parts[1].object, facts.members.count <= mostFacts
        else { throw .malformed(member: path) }
        var read: [String: Fact] = [:]
        var isKnown = known.contains(key)
        for member in facts.members {
            guard isName(member.name) else { throw .malformed(member: path) }
            let place = "\(path).\(member.name)"
            if let fact = try fact(member.value, path: place, depth: depth) {
                read[member.name] = fact
            } else {
                isKnown = false
            }
        }
        return isKnown ? Phrase(key, read) : nil
    }

    /// Reads some phrases: those that are not known are left out, and one at the end says so.
    static func phrases(
        _ elements: [(value: JSONValue, path: String)]
    ) throws(MessageError) -> [Phrase] {
        var phrases: [Phrase] = []
        for (value, path) in elements {
            if let phrase = try read(value, path: path) { phrases.append(phrase) }
        }
        return phrases.count == elements.count ? phrases : phrases + [unknown]
    }

    private static func isName(_ name: String) -> Bool {
        (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    /// Reads a fact; `nil` for a phrase in it that is not known here.
    private static func fact(
        _ value: JSONValue, path: String, depth: Int
    ) throws(MessageError) -> Fact? {
        guard let parts = value.array, (2...3).contains(parts.count), let kind = parts[0].string
        else { throw .malformed(member: path) }
        if parts.count == 2, kind == "phrase" {
            return try read(parts[1], path: path, depth: depth + 1).map { .phrase($0) }
        }
        if parts.count == 2, kind == "list" { return try list(parts[1], path: path, depth: depth) }
        guard let fact = parts.count == 2 ? plain(kind, parts[1]) : placed(kind, parts) else {
            throw .malformed(member: path)
        }
        return fact
    }

    private static func plain(_ kind: String, _ value: JSONValue) -> Fact? {
        switch kind {
        case "text": BodyText.read(value).map { .text($0) }
        case "count": value.number(in: -largest...largest).map { .count($0) }
        case "day": Day.read(value).map { .day($0) }
        case "days": DayRange.read(value).map { .days($0) }
        default: nil
        }
    }

    /// A fact that is written with a number of places.
    private static func placed(_ kind: String, _ parts: [JSONValue]) -> Fact? {
        guard let places = parts[2].number(in: 0...6) else { return nil }
        switch kind {
        case "decimal":
            let most = Int(largest) * Int(millionths)
            return parts[1].number(in: -most...most).map {
                .decimal(Double($0) / millionths, places: places)
            }
        case "share": return Probability.read(parts[1]).map { .share($0, places: places) }
        default: return nil
        }
    }

    private static func list(
        _ value: JSONValue, path: String, depth: Int
    ) throws(MessageError) -> Fact? {
        guard let elements = value.array, elements.count <= mostListed else {
            throw .malformed(member: path)
        }
        var phrases: [Phrase] = []
        for (place, element) in elements.enumerated() {
            guard let phrase = try read(element, path: "\(path).\(place)", depth: depth + 1) else {
                return nil
            }
            phrases.append(phrase)
        }
        return .list(phrases)
    }
}
