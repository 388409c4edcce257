import Language

/// Bars from zero, one below the other, each with its name above it and its count at its end.
struct Bars {
    /// A bar: what it counts, how many, and the class that colours it.
    struct Bar {
        let name: String
        let count: Int
        let tone: Literal
    }

    let bars: [Bar]
    /// The count that is drawn longest: the largest of all drawings that stand side by side.
    let most: Int

    init(_ bars: [Bar], most: Int? = nil) {
        self.bars = bars
        self.most = most ?? bars.map(\.count).max() ?? 1
    }

    private static let rowHeight = 36.0

    var height: Double { 2 + Double(bars.count) * Bars.rowHeight }

    /// Draws the bars; a count is written with its share of a whole.
    func draw(of whole: Int, to page: inout Page) {
        for (index, bar) in bars.enumerated() {
            draw(bar, at: Double(index) * Bars.rowHeight, of: whole, to: &page)
        }
        page.line(
            from: Place(.pixels(0.5), 0), to: Place(.pixels(0.5), height), class: "axis")
    }

    private func draw(_ bar: Bar, at y: Double, of whole: Int, to page: inout Page) {
        // The longest bar leaves room for its number.
        let width = Double(bar.count) / Double(max(most, 1)) * 78
        page.caption(
            bar.name.capitalisedFirst, at: Place(.percent(0), y + 14), class: "name", shift: 6)
        page.box(Place(.pixels(0.5), y + 19), width: .percent(width), height: 13, class: bar.tone)
        let share = page.catalogue(Fact.share(Double(bar.count) / Double(max(whole, 1)), places: 0))
        page.element(
            "text", .class("num"), Attribute("x", Length.percent(width).text),
            Attribute("y", Length.short(y + 30)), Attribute("dx", "7")
        ) { page in
            page.text(page.catalogue.grouped(bar.count))
            page.element("tspan", .class("share"), Attribute("dx", "6")) { $0.text(share) }
        }
    }
}
