import Encoding

/// A probability as a body carries it: whole parts per million, since a body has no fractions.
///
/// It is rounded down, so that no threshold and no rounding to fewer places is crossed on the way.
enum Probability {
    private static let parts = 1_000_000.0
    static let range = 0...1_000_000

    static func json(_ probability: Double) -> JSONValue {
        guard probability > 0 else { return .integer(0) }
        // What is written 0.95 may lie a hair below it.
        let scaled = (min(probability, 1) * parts).nextUp
        return .integer(Int64(scaled.rounded(.down)))
    }

    static func read(_ value: JSONValue) -> Double? {
        value.number(in: range).map { Double($0) / parts }
    }
}
