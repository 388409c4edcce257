import Assets
import Language

/// The parameters of a trace, read from a documented file: see `weights/trace.weights`.
public struct Weights: Sendable {
    private var numbers: [String: Double] = [:]
    private var confusions: [UInt8: [UInt8]] = [:]

    /// The weights that the binary carries.
    public static let carried: Weights = {
        var weights = Weights()
        let text = CarriedFile(named: "weights/trace.weights")?.text ?? ""
        // The carried file is read by the same code as a desk's own; a test holds that it is sound.
        try? weights.read(text, file: "trace.weights", mayIntroduce: true)
        return weights
    }()

    private init() {}

    /// These weights with those of a desk's own file in place of the like-named ones.
    ///
    /// - Throws: `TracingError` when a line is no weight, names an unknown one, or is out of range.
    public func overridden(by text: String, file: String) throws(TracingError) -> Weights {
        var weights = self
        try weights.read(text, file: file, mayIntroduce: false)
        return weights
    }

    /// The weight of a name; the name must be in the carried file.
    func callAsFunction(_ name: String) -> Double {
        guard let number = numbers[name] else {
            preconditionFailure("the carried weights have no \(name)")
        }
        return number
    }

    /// The weights `prefix.0`, `prefix.1` and so on, as many as there are.
    func list(_ prefix: String) -> [Double] {
        var found: [Double] = []
        while let number = numbers["\(prefix).\(found.count)"] { found.append(number) }
        return found
    }

    /// The characters for which a character is taken, the likelier first.
    func taken(for character: UInt8) -> [UInt8] { confusions[character] ?? [] }

    /// The version of the weights, which goes into each result file.
    public var version: String { "\(Int(self("version")))-\(Int(self("dated")))" }

    private mutating func read(
        _ text: String, file: String, mayIntroduce: Bool
    ) throws(TracingError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let trimmed = line.filter { !$0.isWhitespace }
            guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
            let problem = TracingError.notAWeight(file: file, line: index + 1, found: String(line))
            let parts = trimmed.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw problem }
            let name = String(parts[0])
            if name.hasPrefix("confused."), let key = name.utf8.last, name.utf8.count == 10 {
                guard ([key] + parts[1].utf8).allSatisfy(Weights.isSignificant) else {
                    throw problem
                }
                confusions[key] = Array(parts[1].utf8)
                continue
            }
            guard let number = Double(parts[1]), (0...Weights.largest(of: name)).contains(number),
                mayIntroduce || numbers[name] != nil
            else { throw problem }
            numbers[name] = number
        }
    }

    /// The most that a weight may be: chances and shares are at most 1, or sums would overflow.
    private static func largest(of name: String) -> Double {
        switch name {
        case "version", "dated": 99_999_999
        case "days.to_sale": 36_525
        case "multiple_sale": 10_000
        case _ where name.hasPrefix("years."): 1_000
        default: 1
        }
    }

    /// Tells whether a byte is one of the characters of serials.
    private static func isSignificant(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte)
    }
}
