import Language

/// Time-to-crime by half-years, with the three-year line and the median.
struct Histogram {
    /// The times, shortest first.
    let times: [TimeToCrime]

    private static let daysInHalfYear = 182.625
    /// Later times stand together in the last column.
    private static let longestYears = 20
    private static let plotTop = 40.0
    private static let plotHeight = 220.0

    /// How many times fall within each half-year; the three-year border is the calendar's.
    var columns: [Int] {
        let longest = Double(times.last?.days ?? 0) / Histogram.daysInHalfYear
        // Whole years, so that the axis and the table end with one.
        let count = min(max(8, (Int(longest) / 2 + 1) * 2), Histogram.longestYears * 2)
        var columns = Array(repeating: 0, count: count)
        for time in times {
            let half = Int(Double(time.days) / Histogram.daysInHalfYear)
            let column = time.isShort ? min(half, 5) : max(half, 6)
            columns[min(column, count - 1)] += 1
        }
        return columns
    }

    var shortCount: Int { times.count { $0.isShort } }

    /// The middle time in days; between two, half way.
    var medianDays: Double? {
        guard !times.isEmpty else { return nil }
        let middle = times.count / 2
        guard times.count.isMultiple(of: 2) else { return Double(times[middle].days) }
        return Double(times[middle - 1].days + times[middle].days) / 2
    }

    var height: Double { Histogram.plotTop + Histogram.plotHeight + 44 }

    func draw(to page: inout Page) {
        let columns = columns
        let most = columns.max() ?? 1
        let base = Histogram.plotTop + Histogram.plotHeight
        drawGrid(most: most, to: &page)
        let step = 100 / Double(columns.count)
        for (index, count) in columns.enumerated() where count > 0 {
            let tall = Double(count) / Double(max(most, 1)) * Histogram.plotHeight
            page.box(
                Place(.percent(Double(index) * step + step * 0.06), base - tall),
                width: .percent(step * 0.88), height: tall, class: index < 6 ? "t-short" : "t-long")
        }
        page.line(from: Place(.percent(0), base), to: Place(.percent(100), base), class: "axis")
        drawMedian(columns: columns.count, to: &page)
        drawYears(columns: columns.count, to: &page)
        drawThreeYears(columns: columns.count, to: &page)
    }

    private func drawGrid(most: Int, to page: inout Page) {
        let unit = Histogram.gridStep(for: most)
        for value in stride(from: unit, through: most, by: unit) {
            let y =
                Histogram.plotTop
                + Histogram.plotHeight * (1 - Double(value) / Double(max(most, 1)))
            page.line(from: Place(.percent(0), y), to: Place(.percent(100), y), class: "grid")
            page.caption(
                page.catalogue.grouped(value), at: Place(.percent(100), y - 4), class: "tick end")
        }
    }

    /// The distance of the lines of the grid: 1, 2 or 5 by a power of ten, three or four lines.
    static func gridStep(for most: Int) -> Int {
        var power = 1
        while power * 10 <= most { power *= 10 }
        for factor in [1, 2, 5] where power * factor * 4 >= most { return power * factor }
        return power * 10
    }

    private func drawYears(columns: Int, to page: inout Page) {
        let base = Histogram.plotTop + Histogram.plotHeight
        let years = (columns + 1) / 2
        let every = years > 12 ? 5 : years > 6 ? 2 : 1
        for year in stride(from: 0, to: years, by: every) {
            let x = Length.percent(Double(year * 2) / Double(columns) * 100)
            page.line(from: Place(x, base), to: Place(x, base + 5), class: "axis")
            let isFirst = year == every
            let name =
                isFirst
                ? page.catalogue(Phrase("report.time.year", ["years": .count(year)])) : "\(year)"
            page.caption(
                name, at: Place(x, base + 19), class: year == 0 ? "tick halo" : "tick mid halo")
        }
    }

    private func drawThreeYears(columns: Int, to page: inout Page) {
        let x = Length.percent(6 / Double(columns) * 100)
        let base = Histogram.plotTop + Histogram.plotHeight
        page.line(from: Place(x, 8), to: Place(x, base), class: "three")
        let share = Double(shortCount) / Double(max(times.count, 1))
        page.caption(
            page.catalogue(Phrase("report.time.three", ["share": .share(share, places: 0)])),
            at: Place(x, 18), class: "strong", shift: 7)
    }

    private func drawMedian(columns: Int, to page: inout Page) {
        guard let median = medianDays else { return }
        let halves = min(median / Histogram.daysInHalfYear, Double(columns))
        let share = halves / Double(columns) * 100
        let x = Length.percent(share)
        let base = Histogram.plotTop + Histogram.plotHeight
        page.line(from: Place(x, base), to: Place(x, base + 28), class: "median")
        let years = Fact.decimal(median / 365.25, places: 1)
        let name: Literal = share < 18 ? "strong" : share > 82 ? "strong end" : "strong mid"
        page.caption(
            page.catalogue(Phrase("report.time.median", ["years": years])),
            at: Place(x, base + 42), class: name)
    }
}
