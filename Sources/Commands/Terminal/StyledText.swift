/// What a colour means; the same tokens as on the pages.
public enum Style: String, Sendable, CaseIterable {
    /// The main thing, or a name to type.
    case accent
    /// Traced, verified.
    case found
    /// Ambiguous, waiting.
    case open
    /// Failed, refused.
    case stopped
    /// A heading.
    case strong
    /// What can be passed over.
    case faint

    /// The parameter of the ANSI sequence that turns it on.
    var ansi: String {
        switch self {
        case .accent: "34"
        case .found: "32"
        case .open: "33"
        case .stopped: "31"
        case .strong: "1"
        case .faint: "2"
        }
    }
}

/// A text for a terminal, parts of it in a style; nothing in it can command the terminal.
public struct StyledText: Sendable, Equatable, ExpressibleByStringLiteral {
    private struct Run: Sendable, Equatable {
        let text: String
        let style: Style?
    }

    private var runs: [Run]

    /// Makes a text in one style.
    ///
    /// Control characters, which a file may hold, become `�`.
    public init(_ text: String, _ style: Style? = nil) {
        runs = [Run(text: StyledText.harmless(text), style: style)]
    }

    /// Makes a text without a style.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Joins two texts.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        var joined = left
        joined.runs += right.runs
        return joined
    }

    /// The text without its styles.
    public var plain: String { runs.map(\.text).joined() }

    /// How many columns the text takes.
    public var width: Int { DisplayWidth.of(plain) }

    func rendered(inColour: Bool) -> String {
        guard inColour else { return plain }
        return runs.map { run in
            guard let style = run.style, !run.text.isEmpty else { return run.text }
            return "\u{1B}[\(style.ansi)m\(run.text)\u{1B}[0m"
        }.joined()
    }

    /// Replaces what could move the cursor, recolour the screen or turn the reading direction.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isCommand) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(isCommand(scalar) ? "\u{FFFD}" : scalar) }
        return String(clean)
    }

    private static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
