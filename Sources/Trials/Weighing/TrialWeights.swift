import Assets
public import SerialIndex

/// What a benchmark believes beforehand and what it wants, as numbers: see `weights/benchmark.weights`.
public struct TrialWeights: Sendable {
    /// How often each class of query is believed to come.
    public enum Prior: String, Sendable, CaseIterable {
        /// As at a tracing desk.
        case operational
        /// Each as often as the others.
        case uniform
    }

    private let numbers: [String: Double]
    /// The pairs of characters that are taken for each other, and how readily.
    private let confusions: [(UInt8, UInt8, Double)]

    /// The weights that the binary carries.
    public static let carried: TrialWeights = {
        let text = CarriedFile(named: "weights/benchmark.weights")?.text ?? ""
        guard let weights = try? TrialWeights(text: text, file: "benchmark.weights") else {
            preconditionFailure("the carried weights can not be read")
        }
        return weights
    }()

    /// Reads a file's text, one `name = number` a line; `file` is its name in errors.
    public init(text: String, file: String) throws(TrialsError) {
        var numbers: [String: Double] = [:]
        var confusions: [(UInt8, UInt8, Double)] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let trimmed = line.filter { !$0.isWhitespace }
            guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
            let parts = trimmed.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Double(parts[1]), (0...1e9).contains(number),
                numbers.updateValue(number, forKey: String(parts[0])) == nil
            else { throw .notAWeight(file: file, line: index + 1, found: String(line)) }
            guard parts[0].hasPrefix("confused.") else { continue }
            let codes = parts[0].utf8.dropFirst("confused.".utf8.count)
                .compactMap(SerialCodes.code(of:))
            guard codes.count == 2 else {
                throw .notAWeight(file: file, line: index + 1, found: String(line))
            }
            confusions.append((codes[0], codes[1], number))
        }
        self.numbers = numbers
        self.confusions = confusions
    }

    /// The weight of a name; the name must be in the carried file.
    func callAsFunction(_ name: String) -> Double {
        guard let number = numbers[name] else {
            preconditionFailure("the carried weights have no \(name)")
        }
        return number
    }

    /// The weight of a name that may be missing.
    func ifKnown(_ name: String) -> Double? { numbers[name] }

    /// The share of each class of query, all together 1; 0 for a class without one.
    public func shares(_ prior: Prior) -> [TrialQuery.Class: Double] {
        let given = TrialQuery.Class.allCases.map {
            numbers["prior.\(prior.rawValue).\($0.rawValue)"] ?? 0
        }
        let sum = given.reduce(0, +)
        precondition(sum > 0, "the carried weights have no prior \(prior.rawValue)")
        return Dictionary(
            uniqueKeysWithValues: zip(TrialQuery.Class.allCases, given.map { $0 / sum }))
    }

    /// What a searcher is to believe of how readings go wrong.
    public func channel(_ prior: Prior) -> ChannelWeights {
        let shares = shares(prior)
        func share(_ kind: TrialQuery.Class) -> Double { shares[kind] ?? 0 }
        let pair = list(
            ["confused", "changed", "missing", "extra", "exchanged"].map { "pair.\($0)" })
        return ChannelWeights(
            causes: [
                share(.exact) + share(.cut) * self("cut.nothing"), share(.confused),
                share(.changed), share(.missing), share(.extra), share(.exchanged), share(.two),
                share(.cut) * self("cut.start"), share(.cut) * self("cut.end"),
                share(.absent) * self("absent.in_run"), share(.absent) * self("absent.of_shape"),
            ],
            pair: pair, marked: list((0...2).map { "marked.\($0)" }), markedSlips: pair,
            runs: list((0...4).map { "run.\($0)" }), confusions: confusionTable,
            sameSort: self("changed.same_sort"), extraRepeated: self("extra.repeated"),
            extraSameSort: self("extra.same_sort"))
    }

    private func list(_ names: [String]) -> [Double] { names.map { self($0) } }

    private var confusionTable: [Double] {
        let size = ChannelWeights.characters
        var table = [Double](repeating: 0, count: size * size)
        for (one, other, weight) in confusions {
            table[Int(one) * size + Int(other)] += weight
            table[Int(other) * size + Int(one)] += weight
        }
        return table
    }
}
