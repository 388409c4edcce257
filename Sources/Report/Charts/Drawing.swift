import Language

/// A length of a drawing: a share of its width, or pixels.
///
/// Widths are shares and heights are pixels, so that a drawing fits a telephone and a wide screen
/// alike and its letters are as large as the page's on both.
enum Length {
    case percent(Double)
    case pixels(Double)

    var text: String {
        switch self {
        case .percent(let value): Length.short(value) + "%"
        case .pixels(let value): Length.short(value)
        }
    }

    var isZero: Bool {
        switch self {
        case .percent(let value), .pixels(let value): value == 0
        }
    }

    /// A number with at most two decimal places, as SVG reads it in every language.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = Int((value.magnitude * 100).rounded())
        let sign = value < 0 && hundredths > 0 ? "-" : ""
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(sign)\(whole)" }
        if rest.isMultiple(of: 10) { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// A point of a drawing.
struct Place {
    let x: Length
    let y: Length

    init(_ x: Length, _ y: Double) {
        self.x = x
        self.y = .pixels(y)
    }
}

extension Page {
    /// Draws a picture: one image for assistive technology, said by its heading and description.
    mutating func drawing(
        height: Double, labelledBy heading: String, describedAs description: Phrase,
        part: Int = 0, content: (inout Page) -> Void
    ) {
        let identifier = heading + "-d" + (part == 0 ? "" : String(part))
        element(
            "svg", .class("chart"), .role("img"), Attribute("width", "100%"),
            Attribute("height", Length.short(height)), .labelledBy(heading, identifier)
        ) { page in
            page.element("desc", .id(identifier)) { $0.say(description) }
            content(&page)
        }
    }

    /// Draws a box.
    mutating func box(
        _ at: Place, width: Length, height: Double, class name: Literal, round: Double = 0
    ) {
        var attributes = [Attribute.class(name)]
        if !at.x.isZero { attributes.append(Attribute("x", at.x.text)) }
        if !at.y.isZero { attributes.append(Attribute("y", at.y.text)) }
        attributes.append(Attribute("width", width.text))
        attributes.append(Attribute("height", Length.short(height)))
        if round > 0 { attributes.append(Attribute("rx", Length.short(round))) }
        shape("rect", attributes)
    }

    /// Draws a straight line.
    mutating func line(from start: Place, to end: Place, class name: Literal) {
        shape(
            "line",
            [
                .class(name), Attribute("x1", start.x.text), Attribute("y1", start.y.text),
                Attribute("x2", end.x.text), Attribute("y2", end.y.text),
            ])
    }

    /// Draws a disc.
    mutating func disc(_ at: Place, radius: Double, class name: Literal) {
        shape(
            "circle",
            [
                .class(name), Attribute("cx", at.x.text), Attribute("cy", at.y.text),
                Attribute("r", Length.short(radius)),
            ])
    }

    /// Writes a text on a drawing; `shift` moves it sideways by pixels.
    mutating func caption(
        _ text: String, at place: Place, class name: Literal, shift: Double = 0
    ) {
        let (x, y) = (Attribute("x", place.x.text), Attribute("y", place.y.text))
        if shift == 0 {
            element("text", .class(name), x, y) { $0.text(text) }
        } else {
            element("text", .class(name), x, y, Attribute("dx", Length.short(shift))) {
                $0.text(text)
            }
        }
    }
}
