import Language

/// Figures of measurements, written so that they stand in few columns.
struct BenchFigures {
    let catalogue: Catalogue

    /// What stands where there is no figure.
    static let none = "-"

    /// A time or a count: one decimal below a hundred, none above.
    func short(_ number: Double?) -> String {
        guard let number else { return BenchFigures.none }
        return catalogue.fixed(number, places: number < 100 ? 1 : 0)
    }

    /// A share from 0 to 1.
    func share(_ number: Double?, places: Int = 3) -> String {
        guard let number else { return BenchFigures.none }
        return catalogue.fixed(number, places: places)
    }

    /// A goal, with no more decimals than it needs.
    func goal(_ number: Double?) -> String {
        guard let number else { return BenchFigures.none }
        var scaled = number
        for places in 0..<3 {
            if abs(scaled - scaled.rounded()) < 1e-6 {
                return catalogue.fixed(number, places: places)
            }
            scaled *= 10
        }
        return catalogue.fixed(number, places: 3)
    }

    /// A number of bytes, in units of a million.
    func megabytes(_ bytes: Int?) -> String {
        guard let bytes else { return BenchFigures.none }
        return catalogue.fixed(Double(bytes) / 1e6, places: 0) + " MB"
    }

    /// A number of bytes that is a power of two.
    func binary(_ bytes: Int) -> String {
        bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(bytes >> 30) GiB"
    }
}
