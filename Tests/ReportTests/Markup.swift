/// As much of HTML as the tests need: the tags of a page in order, and their attributes.
struct Markup {
    /// A start or an end of an element.
    struct Tag {
        let name: String
        let isEnd: Bool
        let isWhole: Bool
        let attributes: Substring
    }

    let tags: [Tag]

    init(_ page: String) {
        var tags: [Tag] = []
        var rest = page[...]
        while let open = rest.firstIndex(of: "<"),
            let close = rest[open...].firstIndex(of: ">")
        {
            let inside = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            if inside.hasPrefix("!") { continue }
            let isEnd = inside.hasPrefix("/")
            let name = inside.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" }
            tags.append(
                Tag(
                    name: String(name), isEnd: isEnd, isWhole: inside.hasSuffix("/"),
                    attributes: inside.dropFirst(name.count)))
            if name == "style", !isEnd, let end = rest.range(of: "</style>") {
                rest = rest[end.lowerBound...]
            }
        }
        self.tags = tags
    }

    private static let void: Set<String> = ["meta", "br", "wbr"]
    private static let openEnded: Set<String> = [
        "li", "td", "th", "tr", "thead", "tbody", "dt", "dd",
    ]

    /// The first end that does not fit, or what is left open; `nil` when all is well.
    var nestingFault: String? {
        var open: [String] = []
        for (index, tag) in tags.enumerated() where !Markup.void.contains(tag.name) {
            if tag.isWhole { continue }
            if !tag.isEnd {
                open.append(tag.name)
                continue
            }
            while let last = open.last, last != tag.name, Markup.openEnded.contains(last) {
                open.removeLast()
            }
            guard open.last == tag.name else { return "\(index): \(tag.name) in \(open)" }
            open.removeLast()
        }
        return open.isEmpty ? nil : "left open: \(open)"
    }

    /// The values of an attribute, in order.
    func values(of name: String) -> [String] {
        tags.compactMap { tag in
            guard let start = tag.attributes.range(of: " \(name)=\"") else { return nil }
            return String(tag.attributes[start.upperBound...].prefix { $0 != "\"" })
        }
    }
}

extension StringProtocol {
    /// The first place of a text within this one.
    func range(of text: String) -> Range<Index>? {
        let sought = Array(text.utf8)
        let bytes = Array(utf8)
        guard !sought.isEmpty, bytes.count >= sought.count else { return nil }
        for start in 0...(bytes.count - sought.count) where bytes[start] == sought[0] {
            guard bytes[start..<(start + sought.count)].elementsEqual(sought) else { continue }
            let first = utf8.index(utf8.startIndex, offsetBy: start)
            return first..<utf8.index(first, offsetBy: sought.count)
        }
        return nil
    }
}
