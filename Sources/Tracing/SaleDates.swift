import Books
import Chronology

/// How likely a recovery is so many days after the sale.
struct SaleDates: Sendable {
    private static let daysInYear = 365.25

    private let years: [Double]
    private let beforeSale: Double
    /// Days from leaving the maker to the first sale, where a book does not say.
    let daysToSale: Int

    init(_ weights: Weights) {
        let densities = weights.list("years")
        let mean = densities.reduce(0, +) / Double(max(1, densities.count))
        years = densities.map { $0 / mean }
        beforeSale = weights("years.before_sale")
        daysToSale = Int(weights("days.to_sale"))
    }

    /// The density of a recovery so many days after the sale, relative to a usual day.
    func density(daysAfterSale days: Int) -> Double {
        guard days >= 0 else { return beforeSale }
        guard let last = years.indices.last else { return 1 }
        return max(beforeSale, years[min(last, Int(Double(days) / SaleDates.daysInYear))])
    }

    /// The density for a firearm that left its maker on a day and whose sale is not known.
    ///
    /// Until it is old enough to have been sold in the usual time, it may still have been.
    func density(daysAfterMaking days: Int) -> Double {
        guard days >= 0 else { return beforeSale }
        return density(daysAfterSale: max(0, days - daysToSale))
    }
}

extension AcquisitionCounts {
    /// The mean density of a recovery on a day over the firearms of the book, to weigh one against all.
    func meanDensity(recoveredOn day: Day, _ dates: SaleDates) -> Double {
        let count = count
        guard count > 0 else { return 1 }
        // In order, so that rounding is the same each time.
        let sum = quarters.sorted { $0.key < $1.key }.reduce(0.0) { sum, quarter in
            let length = AcquisitionCounts.daysInQuarter
            let days = Int(day.number) - Int(quarter.key * length + length / 2)
            return sum + Double(quarter.value) * dates.density(daysAfterMaking: days)
        }
        return max(sum / Double(count), 0.01)
    }
}
