import Language

/// Bars from zero, one below the other, each with its name above it and its count at its end.
struct Bars {
    /// A bar: what it counts, how many, and the class that colours it.
    struct Bar {
        let name: String
        let count: Int
        let tone: Literal
    }

    /// Bars under a heading of their own, or under none.
    struct Group {
        var heading: String?
        let bars: [Bar]
    }

    let groups: [Group]

    private static let rowHeight = 38.0
    private static let headingHeight = 32.0

    var height: Double {
        groups.reduce(4) { height, group in
            height + Double(group.bars.count) * Bars.rowHeight
                + (group.heading == nil ? 0 : Bars.headingHeight)
        }
    }

    /// Draws the bars; a count is written with its share of a whole.
    func draw(of whole: Int, to page: inout Page) {
        let most = groups.flatMap(\.bars).map(\.count).max() ?? 1
        var y = 0.0
        for group in groups {
            if let heading = group.heading {
                page.caption(
                    heading.capitalisedFirst, at: Place(.percent(0), y + 22), class: "head")
                y += Bars.headingHeight
            }
            for bar in group.bars {
                draw(bar, at: y, most: most, of: whole, to: &page)
                y += Bars.rowHeight
            }
        }
        page.line(
            from: Place(.pixels(0.5), 0), to: Place(.pixels(0.5), height), class: "axis")
    }

    private func draw(_ bar: Bar, at y: Double, most: Int, of whole: Int, to page: inout Page) {
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
