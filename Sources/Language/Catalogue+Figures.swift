public import Chronology

extension Catalogue {
    /// A whole number with its thousands set apart by a comma, as both countries write it.
    public func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number with a fixed number of decimal places, 0...9, rounded half away from zero.
    public func fixed(_ number: Double, places: Int) -> String {
        guard number.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded()
        guard scaled < 9e15 else { return String(number) }
        let whole = Int(scaled) / Int(scale)
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + grouped(whole) }
        let fraction = String(Int(scaled) % Int(scale))
        let zeros = String(repeating: "0", count: places - fraction.count)
        return "\(sign)\(grouped(whole)).\(zeros)\(fraction)"
    }

    /// A day with its month in letters: `12 mar 2026`, `12 Mar 2026`.
    public func written(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.civil
        let months = self("language.months").split(separator: " ")
        let name = months.indices.contains(month - 1) ? String(months[month - 1]) : String(month)
        return "\(dayOfMonth) \(name) \(year)"
    }

    /// A range of days, as one day when it is exact.
    public func written(_ range: DayRange) -> String {
        if let day = range.exactDay { return written(day) }
        return self(
            Phrase(
                "language.between", ["first": .day(range.first), "last": .day(range.last)]))
    }
}
