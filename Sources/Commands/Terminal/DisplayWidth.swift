/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// The columns of a text without control characters.
    static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// A letter with its accents takes what the letter takes.
    static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if isWide(first) || scalars.contains("\u{FE0F}") { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// The scalars that Unicode calls wide (UAX 11, EastAsianWidth W and F), in blocks.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isEmojiPresentation { return true }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

/// Texts broken into lines.
enum Wrapping {
    /// Breaks a text at its spaces; a word that is wider than a line stands alone, whole.
    ///
    /// - Parameter indent: how many spaces stand before the second and later lines.
    static func lines(of text: String, width: Int, indent: Int = 0) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var taken = 0
            for word in paragraph.split(separator: " ") {
                let wide = DisplayWidth.of(String(word))
                if taken > 0, taken + 1 + wide > width {
                    lines.append(line)
                    line = String(repeating: " ", count: indent)
                    taken = indent
                    line += word
                } else {
                    line += taken > 0 ? " \(word)" : word
                    taken += taken > 0 ? 1 : 0
                }
                taken += wide
            }
            lines.append(line)
        }
        return lines
    }
}
