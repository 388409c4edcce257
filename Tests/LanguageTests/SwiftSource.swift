/// The texts that stand in a Swift source, found without a compiler.
struct SwiftSource {
    /// One text of the source: its fixed pieces, and the expressions set between them.
    struct Literal {
        var pieces: [String]
        var expressions: [String]
        /// The offset of the opening quote, and the one after the closing quote.
        var range: Range<Int>

        /// The text, when nothing is set into it.
        var plain: String? { expressions.isEmpty ? pieces[0] : nil }
    }

    let bytes: [UInt8]
    /// The texts in the order in which they begin, those inside others included.
    private(set) var literals: [Literal] = []
    private var starts: [Int: Int] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count { at = step(from: at) }
        literals.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (index, literal) in literals.enumerated() { starts[literal.range.lowerBound] = index }
    }

    /// Passes over one byte, one comment or one text.
    private mutating func step(from at: Int) -> Int {
        if starts("//", at) {
            return bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        }
        if starts("/*", at) { return endOfComment(from: at) }
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
        if starts("\"", at + hashes) { return literal(from: at, hashes: hashes) }
        return at + 1
    }

    private func endOfComment(from start: Int) -> Int {
        var depth = 1
        var at = start + 2
        while at < bytes.count, depth > 0 {
            if starts("/*", at) {
                depth += 1
                at += 2
            } else if starts("*/", at) {
                depth -= 1
                at += 2
            } else {
                at += 1
            }
        }
        return at
    }

    private mutating func literal(from start: Int, hashes: Int) -> Int {
        let fence = String(repeating: "#", count: hashes)
        let quote = starts("\"\"\"", start + hashes) ? "\"\"\"" : "\""
        let escape = "\\" + fence
        var found = Literal(pieces: [""], expressions: [], range: start..<start)
        var piece: [UInt8] = []
        var at = start + hashes + quote.utf8.count
        while at < bytes.count, !starts(quote + fence, at) {
            if starts(escape + "(", at) {
                let end = interpolation(from: at + escape.utf8.count + 1)
                let inside = bytes[(at + escape.utf8.count + 1)..<max(end - 1, at + 2)]
                found.pieces[found.pieces.count - 1] = String(decoding: piece, as: UTF8.self)
                found.pieces.append("")
                found.expressions.append(String(decoding: inside, as: UTF8.self))
                piece = []
                at = end
            } else {
                let length = starts(escape, at) ? escape.utf8.count + 1 : 1
                piece += bytes[at..<min(at + length, bytes.count)]
                at += length
            }
        }
        found.pieces[found.pieces.count - 1] = String(decoding: piece, as: UTF8.self)
        let end = min(at + quote.utf8.count + hashes, bytes.count)
        found.range = start..<end
        literals.append(found)
        return end
    }

    private mutating func interpolation(from start: Int) -> Int {
        var depth = 1
        var at = start
        while at < bytes.count, depth > 0 {
            if bytes[at] == UInt8(ascii: "(") { depth += 1 }
            if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
            at = step(from: at)
        }
        return at
    }

    private func starts(_ text: String, _ at: Int) -> Bool {
        at + text.utf8.count <= bytes.count && bytes[at...].starts(with: text.utf8)
    }
}

extension SwiftSource {
    /// Tells whether a text is the first argument of `Phrase(`.
    func isKeyOfPhrase(_ literal: Literal) -> Bool {
        var at = literal.range.lowerBound
        while at > 0, isSpace(bytes[at - 1]) { at -= 1 }
        let call = Array("Phrase(".utf8)
        return at >= call.count && bytes[(at - call.count)..<at].elementsEqual(call)
    }

    /// The names of the facts given beside a key, when they are written out in the same call.
    ///
    /// - Returns: `nil` when they come from elsewhere.
    func factNames(after literal: Literal) -> Set<String>? {
        var at = skippingSpace(literal.range.upperBound)
        guard at < bytes.count else { return nil }
        if bytes[at] == UInt8(ascii: ")") { return [] }
        at = skippingSpace(at + 1)
        guard at < bytes.count, bytes[at] == UInt8(ascii: "[") else { return nil }
        var names: Set<String> = []
        var depth = 0
        while at < bytes.count {
            if let inside = starts[at].map({ literals[$0] }) {
                at = inside.range.upperBound
                let next = skippingSpace(at)
                if depth == 1, let name = inside.plain, bytes[next] == UInt8(ascii: ":") {
                    names.insert(name)
                }
                continue
            }
            if "([{".utf8.contains(bytes[at]) { depth += 1 }
            if ")]}".utf8.contains(bytes[at]) { depth -= 1 }
            at += 1
            if depth == 0 { break }
        }
        // Facts that are added to the written ones, as in `[...].merging(more)`, are not seen here.
        at = skippingSpace(at)
        return at < bytes.count && bytes[at] == UInt8(ascii: ")") ? names : nil
    }

    private func skippingSpace(_ start: Int) -> Int {
        var at = start
        while at < bytes.count, isSpace(bytes[at]) { at += 1 }
        return at
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 }

    /// The line, from 1, on which an offset lies.
    func line(of offset: Int) -> Int {
        1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
    }
}
