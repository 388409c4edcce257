import Language

/// Ribbons from the states of the first retail sales to the states of the recoveries.
struct Flow {
    /// A state on one side: its name, its count and the class that colours it.
    struct Node {
        let name: String
        let count: Int
    }

    let sources: [Node]
    let targets: [Node]
    /// How many went from each source (first index) to each target (second index).
    let counts: [[Int]]

    private static let ribbonHeight = 330.0
    private static let gap = 20.0
    private static let top = 30.0
    private static let tones: [Literal] = ["f1", "f2", "f3", "f4", "f5", "f6", "f0"]

    private var total: Int { max(1, sources.reduce(0) { $0 + $1.count }) }
    private var scale: Double { Flow.ribbonHeight / Double(total) }

    var height: Double {
        Flow.top + Flow.ribbonHeight
            + Flow.gap * Double(max(sources.count, targets.count) - 1) + 14
    }

    /// The tops of the nodes of a side, spread over the whole height.
    private func tops(_ nodes: [Node]) -> [Double] {
        let spare = height - Flow.top - 14 - Flow.ribbonHeight
        let gap = nodes.count > 1 ? spare / Double(nodes.count - 1) : 0
        var tops: [Double] = []
        var y = Flow.top
        for node in nodes {
            tops.append(y)
            y += Double(node.count) * scale + gap
        }
        return tops
    }

    func draw(to page: inout Page) {
        page.caption(
            page.catalogue(Phrase("report.flow.sold")).capitalisedFirst,
            at: Place(.percent(0), 13), class: "head")
        page.caption(
            page.catalogue(Phrase("report.flow.recovered")).capitalisedFirst,
            at: Place(.percent(100), 13), class: "head end")
        let left = tops(sources)
        let right = tops(targets)
        // The ribbons are stretched to the width that the names leave; their drawing has none.
        // The style sheet shows the one that fits: names beside the ribbons, or upon them.
        page.element("g", .class("roomy")) { page in
            draw(left: left, right: right, from: 21, to: 79, on: &page)
        }
        page.element("g", .class("tight")) { page in
            draw(left: left, right: right, from: 0, to: 100, on: &page)
        }
    }

    private func draw(
        left: [Double], right: [Double], from start: Double, to end: Double, on page: inout Page
    ) {
        page.element(
            "svg", .class("ribbons"), Attribute("x", Length.percent(start).text),
            Attribute("width", Length.percent(end - start).text),
            Attribute("height", Length.short(height)),
            Attribute("viewBox", "0 0 100 \(Length.short(height))"),
            Attribute("preserveAspectRatio", "none")
        ) { drawRibbons(left: left, right: right, to: &$0) }
        let inset = start == 0 ? 10.0 : -9.0
        drawNames(
            sources, tops: left, at: start, shift: inset,
            class: inset < 0 ? "name end" : "name over",
            to: &page)
        drawNames(
            targets, tops: right, at: end, shift: -inset,
            class: inset < 0 ? "name" : "name over end", to: &page)
    }

    private func drawRibbons(left: [Double], right: [Double], to page: inout Page) {
        var leaving = left
        var arriving = right
        for source in sources.indices {
            for target in targets.indices where counts[source][target] > 0 {
                let thick = Double(counts[source][target]) * scale
                let (a, b) = (leaving[source], arriving[target])
                leaving[source] += thick
                arriving[target] += thick
                let (l, r) = (Length.short(a), Length.short(b))
                let (lower, right) = (Length.short(a + thick), Length.short(b + thick))
                page.shape(
                    "path",
                    [
                        .class(tone(of: source)),
                        Attribute(
                            "d",
                            "M1 \(l)C50 \(l) 50 \(r) 99 \(r)V\(right)C50 \(right) 50 \(lower) 1 \(lower)Z"
                        ),
                    ])
            }
            page.box(
                Place(.pixels(0), left[source]), width: .pixels(1),
                height: max(1.5, Double(sources[source].count) * scale), class: "post")
        }
        for target in targets.indices {
            page.box(
                Place(.pixels(99), right[target]), width: .pixels(1),
                height: max(1.5, Double(targets[target].count) * scale), class: "post")
        }
    }

    private func tone(of source: Int) -> Literal {
        source == sources.count - 1 && sources.count > Flow.tones.count - 1
            ? "f0" : Flow.tones[min(source, Flow.tones.count - 1)]
    }

    private func drawNames(
        _ nodes: [Node], tops: [Double], at x: Double, shift: Double, class name: Literal,
        to page: inout Page
    ) {
        for (node, top) in zip(nodes, tops) {
            let y = top + Double(node.count) * scale / 2 + 4.5
            page.element(
                "text", .class(name), Attribute("x", Length.percent(x).text),
                Attribute("y", Length.short(y)), Attribute("dx", Length.short(shift))
            ) { page in
                page.text(node.name)
                page.element("tspan", .class("num"), Attribute("dx", "6")) {
                    $0.text($0.catalogue.grouped(node.count))
                }
            }
        }
    }
}
