import Language

/// Discs whose areas are counts, in rows and columns; each count is written in or beside its disc.
struct Matrix {
    let rows: [String]
    let columns: [String]
    /// The counts by row and column.
    let counts: [[Int]]

    private static let rowHeight = 44.0
    private static let top = 64.0
    private static let largestRadius = 19.0

    var height: Double { Matrix.top + Double(rows.count) * Matrix.rowHeight + 6 }

    func draw(to page: inout Page) {
        for (index, row) in rows.enumerated() {
            let y = Matrix.top + (Double(index) + 0.5) * Matrix.rowHeight
            page.line(from: Place(.percent(0), y), to: Place(.percent(100), y), class: "grid")
            page.caption(row, at: Place(.percent(0), y + 4.5), class: "name halo")
        }
        page.element(
            "svg", .class("cells"), Attribute("x", "31%"), Attribute("width", "69%"),
            Attribute("overflow", "visible")
        ) { drawCells(to: &$0) }
    }

    private func drawCells(to page: inout Page) {
        let most = Double(counts.flatMap { $0 }.max() ?? 1)
        let step = 100 / Double(max(columns.count, 1))
        for (column, name) in columns.enumerated() {
            let x = Length.percent((Double(column) + 0.5) * step)
            page.element(
                "svg", Attribute("x", x.text), Attribute("y", "52"),
                Attribute("overflow", "visible")
            ) { page in
                page.element("text", .class("name turn")) { $0.text(name) }
            }
            for row in rows.indices where counts[row][column] > 0 {
                let count = counts[row][column]
                let y = Matrix.top + (Double(row) + 0.5) * Matrix.rowHeight
                let radius = max(3, (Double(count) / most).squareRoot() * Matrix.largestRadius)
                page.disc(Place(x, y), radius: radius, class: "dot")
                let text = page.catalogue.grouped(count)
                let fits = radius > 7 + 2.5 * Double(text.count)
                // Beside a small disc, and in the last column before it: nothing leaves the drawing.
                let isLast = column == columns.count - 1
                page.caption(
                    text, at: Place(x, y + 4.5),
                    class: fits ? "num mid on" : isLast ? "num halo end" : "num halo",
                    shift: fits ? 0 : isLast ? -radius - 4 : radius + 4)
            }
        }
    }
}
