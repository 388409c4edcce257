import SerialIndex

/// The ways of understanding a reading, grown from left to right; the unlikeliest are dropped.
struct SerialWays {
    typealias Element = SerialPattern.Element

    /// One way to understand a sign.
    struct Option {
        let elements: [Element]
        let weight: Double

        init(_ elements: [Element], _ weight: Double) {
            self.elements = elements
            self.weight = weight
        }
    }

    private var ways: [(elements: [Element], weight: Double)] = [([], 1)]

    /// Tells whether some way has a character, read or missing.
    var hasCharacters: Bool { ways.contains { !$0.elements.isEmpty } }

    /// Goes on with a character that was read.
    mutating func append(_ byte: UInt8) {
        for index in ways.indices { ways[index].elements.append(.character(byte)) }
    }

    /// Goes on in each of several ways.
    mutating func append(_ options: [Option]) {
        let options = options.filter { $0.weight > 0 }
        guard let first = options.first else { return }
        guard options.count > 1 else {
            for index in ways.indices { ways[index].elements += first.elements }
            return
        }
        var grown: [(elements: [Element], weight: Double)] = []
        for way in ways {
            for option in options {
                grown.append((way.elements + option.elements, way.weight * option.weight))
            }
        }
        grown.sort { $0.weight > $1.weight }
        ways = Array(grown.prefix(SerialLimits.ways))
    }

    /// Puts something before all that was read so far.
    mutating func prepend(_ elements: [Element]) {
        for index in ways.indices { ways[index].elements = elements + ways[index].elements }
    }

    /// The ways, like ones as one, most likely first, their weights adding up to 1.
    ///
    /// Ways without one character read can not be searched and are left out.
    func interpretations() -> [SerialReading.Interpretation] {
        SerialWays.merged(ways.map { (SerialPattern($0.elements), $0.weight) })
    }

    /// Weighted patterns, like ones as one, most likely first, their weights adding up to 1.
    static func merged(
        _ patterns: [(SerialPattern, Double)]
    ) -> [SerialReading.Interpretation] {
        var weights: [SerialPattern: Double] = [:]
        var order: [SerialPattern] = []
        for (pattern, weight) in patterns where pattern.knownCount > 0 {
            if weights[pattern] == nil { order.append(pattern) }
            weights[pattern, default: 0] += weight
        }
        let ranked = order.enumerated().sorted { left, right in
            let (a, b) = (weights[left.element] ?? 0, weights[right.element] ?? 0)
            return a == b ? left.offset < right.offset : a > b
        }
        let kept = ranked.prefix(SerialLimits.ways).map(\.element)
        let total = kept.reduce(0) { $0 + (weights[$1] ?? 0) }
        return kept.map { .init(pattern: $0, weight: (weights[$0] ?? 0) / total) }
    }

    /// The ways of several readings that stand side by side, each reading with as much weight.
    static func sideBySide(
        _ readings: [[SerialReading.Interpretation]]
    ) -> [SerialReading.Interpretation] {
        guard readings.count > 1 else { return readings.first ?? [] }
        // None may lose all its ways to the others' when there are too many.
        let each = max(1, SerialLimits.ways / readings.count)
        return merged(
            readings.flatMap { reading in
                let kept = reading.prefix(each)
                let total = kept.reduce(0) { $0 + $1.weight }
                return kept.map { ($0.pattern, $0.weight / total) }
            })
    }
}
