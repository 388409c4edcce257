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

/// When the firearms of a maker's book were acquired, by quarter, to weigh one against all.
struct AcquisitionDates: Sendable {
    private static let daysInBin: Int32 = 91

    private var bins: [Int32: Int] = [:]
    private var count = 0

    mutating func add(_ day: Day?) {
        guard let day else { return }
        bins[day.number / AcquisitionDates.daysInBin, default: 0] += 1
        count += 1
    }

    /// The mean density of a recovery on a day over the firearms of the book.
    func meanDensity(recoveredOn day: Day, _ dates: SaleDates) -> Double {
        guard count > 0 else { return 1 }
        // In order, so that rounding is the same each time.
        let sum = bins.sorted { $0.key < $1.key }.reduce(0.0) { sum, bin in
            let made = bin.key * AcquisitionDates.daysInBin + AcquisitionDates.daysInBin / 2
            let days = Int(day.number) - Int(made)
            return sum + Double(bin.value) * dates.density(daysAfterMaking: days)
        }
        return max(sum / Double(count), 0.01)
    }
}
