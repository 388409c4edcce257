/// Where a person reads: how wide, in colour or not, and what is written there.
public struct Terminal: Sendable {
    /// The most columns a line should take: those of the terminal, and never more than 80.
    public let width: Int
    /// Tells whether a person reads it as it is written, rather than a file or another program.
    public let isInteractive: Bool
    /// Tells whether styles are shown.
    public let hasColour: Bool
    private let sink: any Sink

    /// Makes a terminal over a sink.
    public init(sink: any Sink, columns: Int? = nil, isInteractive: Bool, hasColour: Bool) {
        self.sink = sink
        width = max(40, min(columns ?? 80, 80))
        self.isInteractive = isInteractive
        self.hasColour = hasColour
    }

    /// Why something could not be written, if ever it could not.
    public var failure: String? { sink.failure }

    /// Writes a text as it is, with nothing added: for other programs to read.
    public func write(_ text: String) {
        sink.write(text)
    }

    /// Writes one line, however long.
    public func line(_ text: StyledText = "") {
        sink.write(text.rendered(inColour: hasColour) + "\n")
    }

    /// Writes a text broken into lines at its spaces; the second and later ones are indented.
    public func paragraph(_ text: String, style: Style? = nil, indent: Int = 0) {
        for line in Wrapping.lines(of: text, width: width, indent: indent) {
            self.line(StyledText(line, style))
        }
    }

    /// Writes a table, its columns aligned.
    public func table(_ table: TextTable) {
        for line in table.lines(width: width) { self.line(line) }
    }
}
