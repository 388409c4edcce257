/// Keeps a text from being run as a formula by the program that opens a CSV file.
///
/// `=cmd|' /C calc'!A0` in a cell of a spreadsheet that somebody sends is an attack on whoever opens
/// what was made of it (CWE-1236). A text cell that begins so is written with an apostrophe before it.
/// Our own reader hands the apostrophe back: what stands in the file is what was read.
public enum FormulaGuard: Sendable {
    /// Tells whether a program might take a text for a formula.
    public static func isDangerous(_ text: String) -> Bool {
        // Some programs pass over space before they look.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": return true
            case " ", "\u{A0}", "\u{200B}", "\u{FEFF}", "\u{3000}": continue
            default: return false
            }
        }
        return false
    }

    /// The text, made harmless where it has to be.
    public static func harmless(_ text: String) -> String {
        isDangerous(text) ? "'" + text : text
    }
}
